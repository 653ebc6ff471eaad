/*
 * test_judge_standings.c: who is ahead of whom, from invented times: two equal entries tie, one
 * that is 5 % slower loses, the large grid decides among the fast.
 *
 * Seeds are fixed, and no tolerance is fitted to them: how often two equal entries may be told
 * apart is what the board's level says.
 */
#include "contest.h"
#include "hint.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ENTRIES = 4, RACERS = ENTRIES + 2 }; /* the null submission and the reference as well */

typedef struct {
    contest contest;
    judge_entry entries[ENTRIES];
    question_list questions;
    hmf_truth_grid grids[RACE_QUESTIONS];
    racer racers[2][RACERS];
    int entry[2][RACERS];
} fixture;

/* Standard normal, by twelve uniforms. */
static double noise(uint64_t *seed) {
    double sum = -6.0;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        sum += 0x1p-53 * (double)(*seed >> 11);
    }
    return sum;
}

/* A heat in which entry i takes seconds[i] for a call of its own, NaN: it is not in it. A draw and
 * a call each scatter; handing over takes `null`. */
static void add_heat(fixture *f, bool large, const double *seconds, double null, double scatter,
                     uint64_t seed) {
    contest_heat *heat = &f->contest.heats[f->contest.nheats];
    racer *racers = f->racers[f->contest.nheats];
    int *entry = f->entry[f->contest.nheats++];
    *heat =
        (contest_heat){.league = LEAGUE_ANY,
                       .large = large,
                       .race = {.questions = &f->questions, .racers = racers, .draws = RACE_DRAWS},
                       .entry = entry};
    double own[RACERS] = {0.0, 1e-6};
    racers[0] = (racer){.kind = CONTESTANT_NULL, .name = "null"};
    racers[1] = (racer){.kind = CONTESTANT_RUNG, .name = CONTEST_REFERENCE};
    entry[0] = entry[1] = CONTEST_NONE;
    size_t count = 2;
    for (int i = 0; i < ENTRIES; i++)
        if (!isnan(seconds[i])) {
            own[count] = seconds[i];
            entry[count] = i;
            racers[count++] = (racer){.kind = CONTESTANT_ENTRY, .name = f->entries[i].name};
        }
    heat->race.count = count;
    const size_t questions = f->questions.count;
    double *times = malloc((RACE_DRAWS + 1) * count * questions * sizeof *times);
    assert_non_null(times);
    for (size_t draw = 0; draw <= RACE_DRAWS; draw++)
        for (size_t r = 0; r < count; r++) {
            const double of_draw = exp(scatter * noise(&seed));
            for (size_t q = 0; q < questions; q++)
                times[(draw * count + r) * questions + q] =
                    null * exp(0.02 * noise(&seed)) +
                    own[r] * of_draw * exp(scatter * noise(&seed)) * (1.0 + 0.01 * (double)q);
        }
    heat->race.seconds = times;
}

static void make(fixture *f) {
    memset(f, 0, sizeof *f);
    f->contest.entries = f->entries;
    f->contest.count = ENTRIES;
    f->contest.rungs_module = -1;
    f->contest.draws = RACE_DRAWS;
    f->questions = (question_list){.grids = f->grids, .count = RACE_QUESTIONS};
    for (int i = 0; i < ENTRIES; i++) {
        f->entries[i].name[0] = (char)('a' + i);
        f->entries[i].in_league[LEAGUE_ANY] = true;
        f->entries[i].league[LEAGUE_ANY].class = CLASS_FULL;
    }
}

static void unmake(fixture *f) {
    for (size_t h = 0; h < f->contest.nheats; h++) race_free(&f->contest.heats[h].race);
}

/* The ranks of all entries on the first board, 0 where it is not there; frees all boards. */
static void ranks_of(const fixture *f, size_t *rank, size_t *nboards) {
    contest_board boards[CONTEST_BOARDS_MAX];
    *nboards = contest_boards(&f->contest, boards);
    memset(rank, 0, ENTRIES * sizeof *rank);
    for (size_t i = 0; *nboards && i < boards[0].count; i++)
        rank[boards[0].rows[i].entry] = boards[0].rows[i].rank;
    for (size_t i = 0; i < *nboards; i++) free(boards[i].rows);
}

static void five_per_cent_lose_and_equals_tie(void **state) {
    (void)state;
    enum { RUNS = 200 };
    size_t apart = 0, passed = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        static fixture f;
        size_t rank[ENTRIES], boards;
        make(&f);
        add_heat(&f, false, (double[]){20e-6, 20e-6, 21e-6, 40e-6}, 1.3e-6, 0.01, run);
        ranks_of(&f, rank, &boards);
        assert_int_equal(boards, 1);
        apart += rank[0] != rank[1];
        passed += rank[2] <= rank[0] || rank[2] <= rank[1];
        assert_int_equal(rank[3], 4);
        unmake(&f);
    }
    print_message("of %d boards: %zu told equals apart, %zu passed 5 %% over\n", RUNS, apart,
                  passed);
    assert_in_range(apart, 0, 8); /* 1 % of 200, and what chance does to that once in 10^4 */
    assert_in_range(passed, 0, 8);
}

static void the_large_grid_decides_among_the_fast(void **state) {
    (void)state;
    static fixture f;
    size_t rank[ENTRIES], boards;
    make(&f);
    /* On the small grid b seems ahead of a; c and d are not fast. */
    add_heat(&f, false, (double[]){2e-6, 1e-6, 30e-6, 60e-6}, 1.3e-6, 0.01, 5);
    add_heat(&f, true, (double[]){10e-6, 20e-6, NAN, NAN}, 15e-6, 0.01, 6);
    ranks_of(&f, rank, &boards);
    assert_int_equal(rank[0], 1);
    assert_int_equal(rank[1], 2);
    assert_int_equal(rank[2], 3);
    assert_int_equal(rank[3], 4);
    size_t racer_index;
    assert_true(contest_deciding(&f.contest, LEAGUE_ANY, RACE_COLD, 0, &racer_index)->large);
    assert_false(contest_deciding(&f.contest, LEAGUE_ANY, RACE_COLD, 2, &racer_index)->large);
    unmake(&f);
}

/* Four heads in a row are no news. */
static void few_draws_tell_nobody_apart(void **state) {
    (void)state;
    for (uint64_t run = 0; run < 50; run++) {
        static fixture f;
        size_t rank[ENTRIES], boards;
        make(&f);
        add_heat(&f, false, (double[]){20e-6, 20e-6, 20e-6, 20e-6}, 1.3e-6, 0.02, run);
        f.contest.draws = f.contest.heats[0].race.draws = 4;
        ranks_of(&f, rank, &boards);
        for (int i = 0; i < ENTRIES; i++) assert_int_equal(rank[i], 1);
        unmake(&f);
    }
}

/* Two equal entries, of which one was by chance a little below what counts as fast. */
static void who_is_just_not_fast_ties_with_who_just_is(void **state) {
    (void)state;
    static fixture f;
    size_t rank[ENTRIES], boards;
    make(&f);
    add_heat(&f, false, (double[]){10e-6, 10e-6, NAN, NAN}, 1.3e-6, 0.01, 5);
    add_heat(&f, true, (double[]){250e-6, NAN, NAN, NAN}, 15e-6, 0.01, 6);
    ranks_of(&f, rank, &boards);
    assert_int_equal(rank[0], 1);
    assert_int_equal(rank[1], 1);
    unmake(&f);
}

static void advice_is_by_the_grid_that_decides(void **state) {
    (void)state;
    static fixture f;
    make(&f);
    for (int heat = 0; heat < 2; heat++) {
        add_heat(&f, heat, (double[]){heat ? 9e-6 : 1e-6, NAN, NAN, NAN}, 1e-6, 0.01, 5);
        f.racers[heat][1].answers.class = CLASS_FULL; /* takes 1 us on both */
    }
    const judge_hint hint = judge_hint_for(&f.entries[0], 0, &f.contest);
    if (!strstr(hint.text, "`" CONTEST_REFERENCE "`")) fail_msg("%s", hint.text);
    unmake(&f);
}

static void boards_are_by_class_and_threads(void **state) {
    (void)state;
    static fixture f;
    size_t rank[ENTRIES], boards;
    make(&f);
    f.entries[1].league[LEAGUE_ANY].class = CLASS_TABLE;
    f.entries[2].flags = HMF_THREADED;
    f.entries[3].found.outcome = OUTCOME_CRASH;
    add_heat(&f, false, (double[]){2e-5, 1e-5, 3e-5, 1e-6}, 1e-6, 0.01, 5);
    ranks_of(&f, rank, &boards);
    assert_int_equal(boards, 3);
    assert_int_equal(rank[0], 1);
    assert_int_equal(rank[3], 0);
    unmake(&f);
}

static void a_slow_machine_calls_nobody_slower(void **state) {
    (void)state;
    static fixture f;
    size_t rank[ENTRIES], boards;
    make(&f);
    add_heat(&f, false, (double[]){2e-5, 2.02e-5, 2.04e-5, 2.06e-5}, 1e-6, 0.5, 9);
    ranks_of(&f, rank, &boards);
    for (int i = 0; i < ENTRIES; i++) assert_int_equal(rank[i], 1);
    unmake(&f);
}

static void what_was_taken_away_is_the_null_submission(void **state) {
    (void)state;
    static fixture f;
    make(&f);
    add_heat(&f, false, (double[]){1e-5, 2e-5, 4e-5, NAN}, 5e-6, 0.0, 1);
    const race *r = &f.contest.heats[0].race;
    assert_true(fabs(race_overhead(r) / 5e-6 - 1.0) < 0.02);
    assert_true(fabs(race_ratio(r, 3, 2, 0.025).centre - 2.0) < 0.05);
    assert_true(fabs(race_ratio(r, 4, 2, 0.025).centre - 4.0) < 0.1);
    assert_true(race_whole_ratio(r, 4, 2, 0.025).centre < 3.1);
    const hmf_interval seconds = race_seconds(r, 2);
    assert_true(seconds.low <= seconds.median && seconds.median <= seconds.high);
    assert_true(fabs(seconds.median / 1.115e-5 - 1.0) < 0.03); /* the median question */
    unmake(&f);
}

static void who_was_asked_little_is_compared_on_what_both_were_asked(void **state) {
    (void)state;
    static fixture f;
    make(&f);
    add_heat(&f, false, (double[]){1e-5, 1e-2, NAN, NAN}, 1e-6, 0.0, 1);
    race *r = &f.contest.heats[0].race;
    for (size_t draw = 0; draw < RACE_DRAWS; draw++)
        for (size_t q = 1; q < r->questions->count; q++)
            r->seconds[(draw * r->count + 3) * r->questions->count + q] = NAN;
    assert_true(fabs(race_ratio(r, 3, 2, 0.025).centre / 1000.0 - 1.0) < 0.02);
    for (size_t draw = 0; draw < RACE_DRAWS; draw++)
        r->seconds[(draw * r->count + 3) * r->questions->count] = NAN;
    assert_true(isnan(race_ratio(r, 3, 2, 0.025).centre));
    unmake(&f);
}

static void what_beats_light_is_flagged(void **state) {
    (void)state;
    static fixture f;
    make(&f);
    add_heat(&f, true, (double[]){1e-6, 50e-6, NAN, NAN}, 10e-6, 0.01, 3);
    f.racers[0][1].name = "light"; /* takes 1 us of its own here */
    contest_heat *heat = &f.contest.heats[0];
    assert_false(contest_beyond_light(heat, 2));
    assert_false(contest_beyond_light(heat, 3));
    f.racers[0][3].name = "light"; /* 50 us, of which the first takes but one */
    f.racers[0][1].name = CONTEST_REFERENCE;
    heat->entry[3] = CONTEST_NONE;
    assert_true(contest_beyond_light(heat, 2));
    heat->large = false; /* too small to tell */
    assert_false(contest_beyond_light(heat, 2));
    unmake(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_per_cent_lose_and_equals_tie),
        cmocka_unit_test(the_large_grid_decides_among_the_fast),
        cmocka_unit_test(few_draws_tell_nobody_apart),
        cmocka_unit_test(who_is_just_not_fast_ties_with_who_just_is),
        cmocka_unit_test(advice_is_by_the_grid_that_decides),
        cmocka_unit_test(boards_are_by_class_and_threads),
        cmocka_unit_test(a_slow_machine_calls_nobody_slower),
        cmocka_unit_test(what_was_taken_away_is_the_null_submission),
        cmocka_unit_test(who_was_asked_little_is_compared_on_what_both_were_asked),
        cmocka_unit_test(what_beats_light_is_flagged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
