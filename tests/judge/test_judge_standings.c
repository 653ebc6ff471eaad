/* SPDX-License-Identifier: MIT */
/*
 * test_judge_standings.c: ranks computed from invented times.
 *
 * Seeds are fixed, and no tolerance is fitted to them: the level of a board determines how often
 * two equal entries may get different ranks.
 */
#include "tournament.h"
#include "unit_test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 4, RACERS = ENTRIES + 2 /* the null submission and the reference */ };

static judge_tournament t;
static judge_entry entries[ENTRIES];
static hmf_truth_grid grids[JUDGE_RACE_QUESTIONS];
static const judge_questions questions = {.grids = grids, .count = JUDGE_RACE_QUESTIONS};
static size_t rank[ENTRIES]; /* on the first board; 0: not there */

static int make(void **state) {
    (void)state;
    memset(&t, 0, sizeof t);
    memset(entries, 0, sizeof entries);
    t = (judge_tournament){
        .entries = entries, .count = ENTRIES, .runs = JUDGE_RUNS, .ladder_module = -1};
    for (int i = 0; i < ENTRIES; i++) {
        entries[i].name[0] = (char)('a' + i);
        entries[i].passed[JUDGE_ANY_COSMOLOGY] = true;
        entries[i].accuracy[JUDGE_ANY_COSMOLOGY].reached = JUDGE_CLASS_FULL;
    }
    return 0;
}

static int unmake(void **state) {
    (void)state;
    judge_tournament_free(&t);
    return 0;
}

/* Returns a standard normal number, from twelve uniform ones. */
static double noise(uint64_t *seed) {
    double sum = -6.0;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        sum += 0x1p-53 * (double)(*seed >> 11);
    }
    return sum;
}

/* Adds a race in which entry i takes seconds[i] for a call (NaN: it does not race), the reference 1
 * us and the null submission `null`. Runs and calls scatter. */
static judge_race *add_race(bool large, const double *seconds, double null, double scatter,
                            uint64_t seed) {
    judge_race *r = &t.races[t.nraces++];
    judge_racer *racers = calloc(RACERS, sizeof *racers);
    double *times = malloc((JUDGE_RUNS + 1) * RACERS * questions.count * sizeof *times);
    double own[RACERS] = {0.0, 1e-6};
    assert_true(racers && times);
    racers[0] = (judge_racer){.name = "null", .entry = JUDGE_NO_ENTRY};
    racers[1] = (judge_racer){.name = JUDGE_REFERENCE, .entry = JUDGE_NO_ENTRY};
    size_t count = 2;
    for (int i = 0; i < ENTRIES; i++)
        if (!isnan(seconds[i])) {
            own[count] = seconds[i];
            racers[count++] = (judge_racer){.name = entries[i].name, .entry = i};
        }
    for (size_t run = 0; run <= JUDGE_RUNS; run++)
        for (size_t k = 0; k < count; k++) {
            const double of_run = exp(scatter * noise(&seed));
            for (size_t q = 0; q < questions.count; q++)
                times[(run * count + k) * questions.count + q] =
                    null * exp(0.02 * noise(&seed)) +
                    own[k] * of_run * exp(scatter * noise(&seed)) * (1.0 + 0.01 * (double)q);
        }
    *r = (judge_race){.set = JUDGE_ANY_COSMOLOGY,
                      .large = large,
                      .questions = &questions,
                      .runs = JUDGE_RUNS,
                      .racers = racers,
                      .count = count,
                      .seconds = times};
    return r;
}

/* Fills rank[] and returns the number of boards. */
static size_t rank_all(void) {
    judge_board boards[JUDGE_BOARDS_MAX];
    const size_t count = judge_boards(&t, boards);
    memset(rank, 0, sizeof rank);
    for (size_t i = 0; count && i < boards[0].count; i++)
        rank[boards[0].rows[i].entry] = boards[0].rows[i].rank;
    for (size_t i = 0; i < count; i++) free(boards[i].rows);
    return count;
}

static void expect_ranks(size_t a, size_t b, size_t c, size_t d) {
    rank_all();
    if (rank[0] != a || rank[1] != b || rank[2] != c || rank[3] != d)
        fail_msg("ranks %zu %zu %zu %zu", rank[0], rank[1], rank[2], rank[3]);
}

static void equals_tie_and_five_per_cent_lose(void **state) {
    enum { BOARDS = 200 };
    size_t apart = 0, tied = 0;
    for (uint64_t seed = 0; seed < BOARDS; seed++) {
        make(state);
        add_race(false, (double[]){20e-6, 20e-6, 21e-6, 40e-6}, 1.3e-6, 0.01, seed);
        assert_int_equal(rank_all(), 1);
        apart += rank[0] != rank[1];
        tied += rank[2] <= rank[0] || rank[2] <= rank[1];
        assert_int_equal(rank[3], 4);
        unmake(state);
    }
    print_message("of %d boards, %zu separated equals and %zu accepted 5 %% more time\n", BOARDS,
                  apart, tied);
    assert_in_range(apart, 0, 8); /* 1 % of 200; more happens with a probability of 10^-4 */
    assert_in_range(tied, 0, 8);
}

/* Code placement alone makes such a difference, however precisely it is measured. */
static void half_a_per_cent_ties(void **state) {
    (void)state;
    add_race(false, (double[]){20e-6, 20.1e-6, 20.5e-6, NAN}, 1e-9, 1e-4, 7);
    expect_ranks(1, 1, 3, 0);
}

static void large_grid_decides_between_fast_entries(void **state) {
    (void)state;
    size_t index;
    /* b is ahead of a on the small grid only; c and d are not fast. */
    add_race(false, (double[]){2e-6, 1e-6, 30e-6, 60e-6}, 1.3e-6, 0.01, 5);
    add_race(true, (double[]){10e-6, 20e-6, NAN, NAN}, 15e-6, 0.01, 6);
    expect_ranks(1, 2, 3, 4);
    assert_true(judge_tournament_deciding(&t, JUDGE_ANY_COSMOLOGY, JUDGE_COLD, 0, &index)->large);
    assert_false(judge_tournament_deciding(&t, JUDGE_ANY_COSMOLOGY, JUDGE_COLD, 2, &index)->large);
}

/* Four equal results in a row prove nothing. */
static void four_runs_separate_nobody(void **state) {
    for (uint64_t seed = 0; seed < 50; seed++) {
        make(state);
        t.runs = add_race(false, (double[]){20e-6, 20e-6, 20e-6, 20e-6}, 1.3e-6, 0.02, seed)->runs =
            4;
        expect_ranks(1, 1, 1, 1);
        unmake(state);
    }
}

/* One of two equal entries was just fast enough for the large grid by chance. */
static void entries_on_both_sides_of_the_limit_tie(void **state) {
    (void)state;
    add_race(false, (double[]){10e-6, 10e-6, NAN, NAN}, 1.3e-6, 0.01, 5);
    add_race(true, (double[]){250e-6, NAN, NAN, NAN}, 15e-6, 0.01, 6);
    expect_ranks(1, 1, 0, 0);
}

static void noise_separates_nobody(void **state) {
    (void)state;
    add_race(false, (double[]){2e-5, 2.02e-5, 2.04e-5, 2.06e-5}, 1e-6, 0.5, 9);
    expect_ranks(1, 1, 1, 1);
}

static void boards_are_for_one_class_and_kind(void **state) {
    (void)state;
    entries[1].accuracy[JUDGE_ANY_COSMOLOGY].reached = JUDGE_CLASS_TABLE;
    entries[2].flags = HMF_THREADED;
    entries[3].found.outcome = JUDGE_CRASH;
    add_race(false, (double[]){2e-5, 1e-5, 3e-5, 1e-6}, 1e-6, 0.01, 5);
    assert_int_equal(rank_all(), 3);
    assert_int_equal(rank[0], 1);
    assert_int_equal(rank[3], 0);
}

static void advice_uses_the_deciding_grid(void **state) {
    (void)state;
    for (int large = 0; large < 2; large++)
        add_race(large, (double[]){large ? 9e-6 : 1e-6, NAN, NAN, NAN}, 1e-6, 0.01, 5)
            ->racers[1]
            .answers.reached = JUDGE_CLASS_FULL;
    const judge_hint hint = judge_hint_for(&entries[0], 0, &t);
    if (!strstr(hint.text, "`" JUDGE_REFERENCE "`")) fail_msg("%s", hint.text);
}

static void null_submission_is_subtracted(void **state) {
    (void)state;
    const judge_race *r = add_race(false, (double[]){1e-5, 2e-5, 4e-5, NAN}, 5e-6, 0.0, 1);
    assert_true(fabs(judge_race_overhead(r) / 5e-6 - 1.0) < 0.02);
    assert_true(fabs(judge_race_ratio(r, 3, 2, 0.025).centre - 2.0) < 0.05);
    assert_true(fabs(judge_race_ratio(r, 4, 2, 0.025).centre - 4.0) < 0.1);
    const hmf_interval seconds = judge_race_seconds(r, 2);
    assert_true(seconds.low <= seconds.median && seconds.median <= seconds.high);
    assert_true(fabs(seconds.median / 1.115e-5 - 1.0) < 0.03); /* the median question */
}

static void ratios_use_questions_that_both_answered(void **state) {
    (void)state;
    judge_race *r = add_race(false, (double[]){1e-5, 1e-2, NAN, NAN}, 1e-6, 0.0, 1);
    for (size_t run = 0; run < JUDGE_RUNS; run++)
        for (size_t q = 1; q < questions.count; q++)
            r->seconds[(run * r->count + 3) * questions.count + q] = NAN;
    assert_true(fabs(judge_race_ratio(r, 3, 2, 0.025).centre / 1000.0 - 1.0) < 0.02);
    for (size_t run = 0; run < JUDGE_RUNS; run++)
        r->seconds[(run * r->count + 3) * questions.count] = NAN;
    assert_true(isnan(judge_race_ratio(r, 3, 2, 0.025).centre));
}

static void entries_beyond_the_lower_bound_are_flagged(void **state) {
    (void)state;
    judge_race *r = add_race(true, (double[]){1e-6, 50e-6, NAN, NAN}, 10e-6, 0.01, 3);
    r->racers[1].name = "lower bound"; /* 1 us */
    assert_false(judge_race_beats_lower_bound(r, 2));
    assert_false(judge_race_beats_lower_bound(r, 3));
    r->racers[1].name = JUDGE_REFERENCE;
    r->racers[3] = (judge_racer){.name = "lower bound", .entry = JUDGE_NO_ENTRY}; /* 50 us */
    assert_true(judge_race_beats_lower_bound(r, 2));
    r->large = false; /* the overhead hides the difference */
    assert_false(judge_race_beats_lower_bound(r, 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_tie_and_five_per_cent_lose),
        cmocka_unit_test(four_runs_separate_nobody),
        cmocka_unit_test_setup_teardown(half_a_per_cent_ties, make, unmake),
        cmocka_unit_test_setup_teardown(entries_on_both_sides_of_the_limit_tie, make, unmake),
        cmocka_unit_test_setup_teardown(large_grid_decides_between_fast_entries, make, unmake),
        cmocka_unit_test_setup_teardown(entries_on_both_sides_of_the_limit_tie, make, unmake),
        cmocka_unit_test_setup_teardown(noise_separates_nobody, make, unmake),
        cmocka_unit_test_setup_teardown(boards_are_for_one_class_and_kind, make, unmake),
        cmocka_unit_test_setup_teardown(advice_uses_the_deciding_grid, make, unmake),
        cmocka_unit_test_setup_teardown(null_submission_is_subtracted, make, unmake),
        cmocka_unit_test_setup_teardown(ratios_use_questions_that_both_answered, make, unmake),
        cmocka_unit_test_setup_teardown(entries_beyond_the_lower_bound_are_flagged, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
