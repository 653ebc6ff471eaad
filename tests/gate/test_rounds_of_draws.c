/* SPDX-License-Identifier: MIT */
/*
 * test_rounds_of_draws.c: rounds of draws from sources with a known truth.
 *
 * A source records the requested draws. Its noise is uniform, a few per mille, and the same in
 * every run of the test; no verdict depends on a clock.
 */
#include "rounds_of_draws.h"
#include "unit_test.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMPARISONS = 4, DRAWS_MAX = 2 * SIGNED_RANK_MAX };

/* The true log ratios of a comparison: `effect` in its first `until` draws, then `later`. */
typedef struct {
    double effect, later;
    size_t until;
    double shift; /* of the copy */
    double noise;
} truth;

typedef struct {
    truth of[COMPARISONS];
    size_t slow;  /* the draw that takes longer than the time of the run; 0: none */
    size_t draws; /* requested */
    size_t asked[COMPARISONS];
    bool was_asked[DRAWS_MAX][COMPARISONS];
} simulated;

static simulated source;
static gate_comparison comparisons[COMPARISONS];
static gate_options options;

/* Returns a value from -1 to 1 that differs between draws. */
static double spread(size_t draw, size_t comparison, size_t side) {
    return (double)((draw * 611 + comparison * 97 + side * 389) % 1009) / 504.0 - 1.0;
}

static void draw(void *data, size_t number, gate_sample *const *samples) {
    simulated *s = data;
    assert_int_equal(number, s->draws); /* in order, each once */
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
    if (s->draws == s->slow) usleep((useconds_t)(1.1e6 * options.seconds));
}

static const truth same = {.noise = 0.002}, unclear = {.noise = 0.5},
                   slower = {.effect = 0.05, .later = 0.05, .noise = 0.002},
                   faster = {.effect = -0.05, .later = -0.05, .noise = 0.002},
                   unfit = {.effect = 0.015, .later = 0.015, .shift = 0.02, .noise = 0.002};

static void begin(truth a, truth b, truth c, truth d) {
    source = (simulated){.of = {a, b, c, d}};
    options = (gate_options){.level = 0.01, .most = 64, .seconds = 1e6};
    memset(comparisons, 0, sizeof comparisons);
    for (size_t i = 0; i < COMPARISONS; i++) comparisons[i].margin = 0.01;
}

static void run(void) {
    gate_draw_rounds(comparisons, COMPARISONS, &options, draw, &source);
}

static void assert_outcome(size_t i, gate_outcome outcome, size_t first, size_t second) {
    const gate_comparison *c = &comparisons[i];
    assert_string_equal(gate_outcome_name(c->outcome), gate_outcome_name(outcome));
    assert_int_equal(c->round[0].draws, first);
    assert_int_equal(c->round[1].draws, second);
}

/* ---- verdicts -------------------------------------------------------------------------------- */

static void known_truths_and_their_samples(void **state) {
    (void)state;
    begin(same, slower, faster, unfit);
    run();
    assert_outcome(0, GATE_SAME, 16, 0);
    assert_outcome(1, GATE_SLOWER, 16, 16);
    assert_outcome(2, GATE_FASTER, 16, 0);
    assert_outcome(3, GATE_INCONCLUSIVE, 64, 0);
    assert_string_equal(comparisons[0].reason, "");
    assert_string_equal(comparisons[1].reason, "");
    assert_string_equal(comparisons[3].reason, "two copies of the base differ");
    assert_int_equal(source.draws, 64 + 16);
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

/* The margin of 1 % is 0.00995 in the logarithm. */
static void margins_are_ratios_of_a_comparison(void **state) {
    (void)state;
    const double above = 0.00997, below = 0.00993;
    begin((truth){above, above, 0, 0, 1e-6}, (truth){below, below, 0, 0, 1e-6}, slower, same);
    comparisons[2].margin = 0.06;
    run();
    assert_outcome(0, GATE_SLOWER, 16, 16);
    assert_outcome(1, GATE_SAME, 16, 0);
    assert_outcome(2, GATE_SAME, 16, 0);
}

static void a_second_round_may_contradict(void **state) {
    (void)state;
    const truth alike_then = {.effect = 0.05, .until = 16, .later = 0.0, .noise = 0.002};
    const truth at_the_margin_then = {
        .effect = 0.05, .until = 16, .later = 0.00995, .noise = 0.009};
    begin(alike_then, slower, same, at_the_margin_then);
    run();
    assert_outcome(0, GATE_SAME, 16, 16);
    assert_string_equal(comparisons[0].reason,
                        "slower in the first round, not confirmed by the second");
    assert_outcome(1, GATE_SLOWER, 16, 16);
    assert_outcome(3, GATE_INCONCLUSIVE, 16, 64);
    assert_string_equal(comparisons[3].reason,
                        "slower in the first round, not confirmed by the second:"
                        " its interval includes the margin");
}

/* ---- requests ------------------------------------------------------------------------------- */

static void only_open_comparisons_are_drawn(void **state) {
    (void)state;
    begin(same, slower, unclear, slower);
    comparisons[3].outcome = GATE_UNCHANGED;
    strcpy(comparisons[3].reason, "it is");
    run();
    for (size_t n = 0; n < source.draws; n++) {
        assert_int_equal(source.was_asked[n][0], n < 16);
        assert_int_equal(source.was_asked[n][1], n < 16 || n >= 64);
        assert_int_equal(source.was_asked[n][2], n < 64);
        assert_false(source.was_asked[n][3]);
    }
    assert_int_equal(source.draws, 64 + 16);
    assert_outcome(3, GATE_UNCHANGED, 0, 0);
    assert_string_equal(comparisons[3].reason, "it is");
}

static void nothing_to_draw(void **state) {
    (void)state;
    begin(slower, slower, slower, slower);
    for (size_t i = 0; i < COMPARISONS; i++) comparisons[i].outcome = GATE_WRONG;
    run();
    for (size_t i = 0; i < COMPARISONS; i++) assert_outcome(i, GATE_WRONG, 0, 0);
    gate_draw_rounds(NULL, 0, &options, draw, &source);
    assert_int_equal(source.draws, 0);
}

static void the_largest_number_of_draws(void **state) {
    (void)state;
    begin(unclear, same, same, same);
    options.most = SIGNED_RANK_MAX;
    run();
    assert_outcome(0, GATE_INCONCLUSIVE, SIGNED_RANK_MAX, 0);
}

/* A draw sets the sample of an abandoned comparison to NaN. */
static void an_abandoned_comparison(void **state) {
    (void)state;
    truth breaking = same;
    breaking.until = 5;
    breaking.later = NAN;
    begin(breaking, same, slower, same);
    run();
    assert_int_equal(comparisons[0].outcome, GATE_INCONCLUSIVE);
    assert_true(comparisons[0].reason[0]);
    assert_outcome(1, GATE_SAME, 16, 0);
    assert_outcome(2, GATE_SLOWER, 16, 16);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void no_time_is_one_draw(void **state) {
    (void)state;
    begin(same, slower, unclear, faster);
    options.seconds = 0.0;
    run();
    for (size_t i = 0; i < COMPARISONS; i++) {
        assert_outcome(i, GATE_INCONCLUSIVE, 1, 0);
        assert_string_equal(comparisons[i].reason, "the time was spent before it was clear");
    }
}

/* All draws would take a second. The clock decides their number, but not the verdicts, and the
 * first round takes all the time if it finds nothing to confirm. */
static void spent_time_is_inconclusive(void **state) {
    (void)state;
    begin(unclear, unclear, unclear, unclear);
    options.seconds = 0.5;
    options.most = SIGNED_RANK_MAX;
    source.slow = 20;
    run();
    assert_in_range(source.draws, 1, 20); /* fewer on a busy machine */
    for (size_t i = 0; i < COMPARISONS; i++) {
        assert_outcome(i, GATE_INCONCLUSIVE, source.draws, 0);
        assert_string_equal(comparisons[i].reason, "the time was spent before it was clear");
    }
}

/* An uncertain gain does not fail: the comparison is certainly not slower. */
static void spent_time_may_leave_a_gain_open(void **state) {
    (void)state;
    const truth gain = {.effect = -0.012, .later = -0.012, .noise = 0.009};
    begin(gain, gain, gain, gain);
    options.seconds = 2.0;
    options.most = SIGNED_RANK_MAX;
    source.slow = 30;
    run();
    for (size_t i = 0; i < COMPARISONS; i++) assert_outcome(i, GATE_SAME, 30, 0);
}

/* 2^-16 = 1.53e-5 is the smallest level that 16 draws of one sign can show. */
static void an_unreachable_level_is_rejected(void **state) {
    (void)state;
    for (int reachable = 0; reachable < 2; reachable++) {
        begin(slower, slower, slower, slower);
        options.most = 16;
        options.level = 4 * (reachable ? 1.6e-5 : 1.5e-5);
        int status;
        const pid_t child = fork();
        if (child == 0) {
            run();
            _exit(comparisons[0].outcome == GATE_SLOWER ? 0 : 77);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), reachable ? 0 : 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_truths_and_their_samples),
        cmocka_unit_test(margins_are_ratios_of_a_comparison),
        cmocka_unit_test(a_second_round_may_contradict),
        cmocka_unit_test(only_open_comparisons_are_drawn),
        cmocka_unit_test(nothing_to_draw),
        cmocka_unit_test(the_largest_number_of_draws),
        cmocka_unit_test(an_abandoned_comparison),
        cmocka_unit_test(no_time_is_one_draw),
        cmocka_unit_test(spent_time_is_inconclusive),
        cmocka_unit_test(spent_time_may_leave_a_gain_open),
        cmocka_unit_test(an_unreachable_level_is_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
