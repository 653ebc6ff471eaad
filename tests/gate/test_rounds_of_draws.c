/*
 * test_rounds_of_draws.c: rounds of draws from sources with a known truth.
 *
 * A source tells what it was asked for. Its noise is even, a few per mille, and the same in every
 * run of the test; no verdict depends on a clock.
 */
#include "rounds_of_draws.h"

#include "clock.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { COMPARISONS = 4, DRAWS_MAX = 2 * SIGNED_RANK_MAX };

/* What is true of a comparison, in log ratios: until so many draws of it, and from there on. */
typedef struct {
    double effect, later;
    size_t until;
    double shift; /* of the copy */
    double noise;
} truth;

typedef struct {
    truth of[COMPARISONS];
    size_t fails_at;  /* draw, counted over the run          */
    useconds_t sleep; /* in a draw                           */
    size_t draws;     /* that were asked for                 */
    size_t asked[COMPARISONS];
    bool was_asked[DRAWS_MAX][COMPARISONS];
} simulated;

static simulated source;
static gate_comparison comparisons[COMPARISONS];
static gate_plan plan;

/* Evenly between -1 and 1, in no order, the same for no two draws. */
static double spread(size_t draw, size_t comparison, size_t side) {
    return (double)((draw * 611 + comparison * 97 + side * 389) % 1009) / 504.0 - 1.0;
}

static bool draw(void *what, size_t number, gate_sample *const *samples) {
    simulated *s = what;
    assert_int_equal(number, s->draws); /* never the same twice */
    assert_true(number < DRAWS_MAX);
    s->draws++;
    for (size_t i = 0; i < COMPARISONS; i++) {
        s->was_asked[number][i] = samples[i] != NULL;
        if (!samples[i]) continue;
        const truth *t = &s->of[i];
        const double effect = s->asked[i]++ < t->until ? t->effect : t->later;
        *samples[i] = (gate_sample){.ratio = effect + t->noise * spread(number, i, 0),
                                    .control = t->shift + t->noise * spread(number, i, 1),
                                    .base_seconds = 1e-3 * (double)(number + 1)};
    }
    if (s->sleep) usleep(s->sleep);
    return number != s->fails_at;
}

static const truth same = {.noise = 0.002}, unclear = {.noise = 0.5},
                   slower = {.effect = 0.05, .later = 0.05, .noise = 0.002},
                   faster = {.effect = -0.05, .later = -0.05, .noise = 0.002},
                   unfit = {.effect = 0.015, .later = 0.015, .shift = 0.02, .noise = 0.002};

static void begin(truth a, truth b, truth c, truth d) {
    source = (simulated){.of = {a, b, c, d}, .fails_at = SIZE_MAX};
    plan = (gate_plan){.level = 0.01, .most = 64, .seconds = 1e6};
    memset(comparisons, 0, sizeof comparisons);
    for (size_t i = 0; i < COMPARISONS; i++) comparisons[i].margin = 0.01;
}

static bool run(void) {
    const gate_source drawn = {.what = &source, .draw = draw};
    return gate_draw_rounds(comparisons, COMPARISONS, &plan, &drawn);
}

static void assert_outcome(size_t i, gate_outcome outcome, size_t first, size_t second) {
    const gate_comparison *c = &comparisons[i];
    assert_string_equal(gate_outcome_name(c->outcome), gate_outcome_name(outcome));
    assert_int_equal(c->round[0].draws, first);
    assert_int_equal(c->round[1].draws, second);
}

/* ---- verdicts -------------------------------------------------------------------------------- */

static void known_truths(void **state) {
    (void)state;
    begin(same, slower, faster, unfit);
    assert_true(run());
    assert_outcome(0, OUTCOME_SAME, 16, 0);
    assert_outcome(1, OUTCOME_SLOWER, 16, 16);
    assert_outcome(2, OUTCOME_FASTER, 16, 0);
    assert_outcome(3, OUTCOME_INCONCLUSIVE, 64, 0);
    assert_string_equal(comparisons[0].reason, "");
    assert_string_equal(comparisons[1].reason, "");
    assert_string_equal(comparisons[3].reason, "two copies of the base differ");
    assert_int_equal(source.draws, 64 + 16);
}

static void samples_are_kept(void **state) {
    (void)state;
    begin(same, slower, faster, unfit);
    assert_true(run());
    for (size_t i = 0; i < COMPARISONS; i++)
        for (size_t k = 0; k < comparisons[i].round[0].draws; k++) {
            const gate_round *r = &comparisons[i].round[0];
            assert_true(r->ratio[k] == source.of[i].effect + source.of[i].noise * spread(k, i, 0));
            assert_true(r->control[k] == source.of[i].shift + source.of[i].noise * spread(k, i, 1));
            assert_true(r->base_seconds[k] == 1e-3 * (double)(k + 1));
        }
    const gate_round *second = &comparisons[1].round[1];
    assert_true(second->base_seconds[0] == 1e-3 * 65.0); /* fresh draws */
    assert_true(fabs(second->findings.ratio.centre - 0.05) < 0.002);
}

static void margins_are_their_own(void **state) {
    (void)state;
    begin(slower, slower, same, same);
    comparisons[0].margin = 0.06;
    assert_true(run());
    assert_outcome(0, OUTCOME_SAME, 16, 0);
    assert_outcome(1, OUTCOME_SLOWER, 16, 16);
}

/* 1 % is 0.00995 in the logarithm. */
static void margins_are_ratios(void **state) {
    (void)state;
    const double above = 0.00997, below = 0.00993;
    begin((truth){above, above, 0, 0, 1e-6}, (truth){below, below, 0, 0, 1e-6}, same, same);
    assert_true(run());
    assert_outcome(0, OUTCOME_SLOWER, 16, 16);
    assert_outcome(1, OUTCOME_SAME, 16, 0);
}

static void a_second_round_may_contradict(void **state) {
    (void)state;
    const truth alike_then = {.effect = 0.05, .until = 16, .later = 0.0, .noise = 0.002};
    const truth at_the_margin_then = {
        .effect = 0.05, .until = 16, .later = 0.00995, .noise = 0.009};
    begin(alike_then, slower, same, at_the_margin_then);
    assert_true(run());
    assert_outcome(0, OUTCOME_SAME, 16, 16);
    assert_string_equal(comparisons[0].reason,
                        "slower in a first round, which a second did not confirm");
    assert_outcome(1, OUTCOME_SLOWER, 16, 16);
    assert_outcome(3, OUTCOME_INCONCLUSIVE, 16, 64);
    assert_string_equal(comparisons[3].reason,
                        "slower in a first round, which a second did not confirm:"
                        " its interval reaches over the margin");
}

/* ---- what is asked for ----------------------------------------------------------------------- */

static void only_what_is_open_is_drawn(void **state) {
    (void)state;
    begin(same, slower, unclear, slower);
    comparisons[3].outcome = OUTCOME_UNCHANGED;
    strcpy(comparisons[3].reason, "it is");
    assert_true(run());
    for (size_t n = 0; n < source.draws; n++) {
        assert_int_equal(source.was_asked[n][0], n < 16);
        assert_int_equal(source.was_asked[n][1], n < 16 || n >= 64);
        assert_int_equal(source.was_asked[n][2], n < 64);
        assert_false(source.was_asked[n][3]);
    }
    assert_int_equal(source.draws, 64 + 16);
    assert_outcome(3, OUTCOME_UNCHANGED, 0, 0);
    assert_string_equal(comparisons[3].reason, "it is");
}

static void settled_ones_are_left_alone(void **state) {
    (void)state;
    begin(slower, slower, slower, slower);
    for (size_t i = 0; i < COMPARISONS; i++) comparisons[i].outcome = OUTCOME_WRONG;
    assert_true(run());
    assert_int_equal(source.draws, 0);
    for (size_t i = 0; i < COMPARISONS; i++) assert_outcome(i, OUTCOME_WRONG, 0, 0);
}

static void none_at_all(void **state) {
    (void)state;
    begin(same, same, same, same);
    const gate_source drawn = {.what = &source, .draw = draw};
    assert_true(gate_draw_rounds(NULL, 0, &plan, &drawn));
    assert_int_equal(source.draws, 0);
}

static void as_many_draws_as_there_is_room_for(void **state) {
    (void)state;
    begin(unclear, same, same, same);
    plan.most = SIGNED_RANK_MAX;
    assert_true(run());
    assert_outcome(0, OUTCOME_INCONCLUSIVE, SIGNED_RANK_MAX, 0);
}

/* ---- what fails ------------------------------------------------------------------------------ */

static void a_draw_that_fails_ends_the_run(void **state) {
    (void)state;
    begin(same, slower, same, unclear);
    source.fails_at = 20;
    assert_false(run());
    assert_int_equal(source.draws, 21);
    assert_outcome(0, OUTCOME_OPEN, 16, 0);
    assert_outcome(3, OUTCOME_OPEN, 20, 0);
    begin(same, slower, same, same);
    source.fails_at = 18;
    assert_false(run());
    assert_outcome(1, OUTCOME_OPEN, 16, 2);
}

/* Not a number: it cannot be gone on with. */
static void a_comparison_that_breaks(void **state) {
    (void)state;
    truth breaking = same;
    breaking.until = 5;
    breaking.later = NAN;
    begin(breaking, same, slower, same);
    assert_true(run());
    assert_int_equal(comparisons[0].outcome, OUTCOME_INCONCLUSIVE);
    assert_true(comparisons[0].reason[0]);
    assert_outcome(1, OUTCOME_SAME, 16, 0);
    assert_outcome(2, OUTCOME_SLOWER, 16, 16);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void no_time_is_one_draw(void **state) {
    (void)state;
    begin(same, slower, unclear, faster);
    plan.seconds = 0.0;
    assert_true(run());
    for (size_t i = 0; i < COMPARISONS; i++) {
        assert_outcome(i, OUTCOME_INCONCLUSIVE, 1, 0);
        assert_string_equal(comparisons[i].reason, "the time was spent before it was clear");
    }
}

/* All draws would take a second. The clock decides how many are made, but not their verdicts, and
 * the first round takes all of the time if it finds nothing to confirm. */
static void spent_time_is_inconclusive(void **state) {
    (void)state;
    begin(unclear, unclear, unclear, unclear);
    plan.seconds = 0.03;
    plan.most = SIGNED_RANK_MAX;
    source.sleep = 2000;
    const double start = hmf_now();
    assert_true(run());
    assert_true(hmf_now() - start >= plan.seconds);
    assert_in_range(source.draws, 1, SIGNED_RANK_MAX - 1);
    for (size_t i = 0; i < COMPARISONS; i++) {
        assert_outcome(i, OUTCOME_INCONCLUSIVE, source.draws, 0);
        assert_string_equal(comparisons[i].reason, "the time was spent before it was clear");
    }
}

/* A gain that is not certain yet is no reason to fail: the comparison is certainly not slower. */
static void spent_time_may_leave_a_gain_open(void **state) {
    (void)state;
    const truth gain = {.effect = -0.012, .later = -0.012, .noise = 0.009};
    begin(gain, gain, gain, gain);
    plan.seconds = 0.1;
    plan.most = SIGNED_RANK_MAX;
    source.sleep = 3000;
    assert_true(run());
    for (size_t i = 0; i < COMPARISONS; i++) assert_outcome(i, OUTCOME_SAME, source.draws, 0);
}

/* 2^-16, the least that 16 draws of one sign can show, is 1.53e-5. */
static void a_level_out_of_reach_is_refused(void **state) {
    (void)state;
    begin(slower, slower, slower, slower);
    plan.most = 16;
    plan.level = 4 * 1.5e-5;
    assert_false(run());
    assert_int_equal(source.draws, 0);
    begin(slower, slower, slower, slower);
    plan.most = 16;
    plan.level = 4 * 1.6e-5;
    assert_true(run());
    assert_outcome(0, OUTCOME_SLOWER, 16, 16);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_truths),
        cmocka_unit_test(samples_are_kept),
        cmocka_unit_test(margins_are_their_own),
        cmocka_unit_test(margins_are_ratios),
        cmocka_unit_test(a_second_round_may_contradict),
        cmocka_unit_test(only_what_is_open_is_drawn),
        cmocka_unit_test(settled_ones_are_left_alone),
        cmocka_unit_test(none_at_all),
        cmocka_unit_test(as_many_draws_as_there_is_room_for),
        cmocka_unit_test(a_draw_that_fails_ends_the_run),
        cmocka_unit_test(a_comparison_that_breaks),
        cmocka_unit_test(no_time_is_one_draw),
        cmocka_unit_test(spent_time_is_inconclusive),
        cmocka_unit_test(spent_time_may_leave_a_gain_open),
        cmocka_unit_test(a_level_out_of_reach_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
