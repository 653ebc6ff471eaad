/* SPDX-License-Identifier: MIT */
/* test_classify.c: combines time, instructions and accepted regressions. */
#include "comparison.h"
#include "unit_test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double margin = 0.005;

/* Returns a comparison with that outcome of time, and `more` instructions in a million. */
static gate_comparison make(gate_outcome outcome, int64_t more) {
    gate_comparison c = {.name = "naive/point/cold",
                         .reason = "before",
                         .outcome = outcome,
                         .counted = true,
                         .instructions = {1000000, (uint64_t)(1000000 + more)}};
    return c;
}

/* Returns one that is slower by that ratio in the round that decides, whatever the first says. */
static gate_comparison make_slower(double by) {
    gate_comparison c = make(GATE_SLOWER, 0);
    c.round[0].draws = c.round[1].draws = 16;
    c.round[0].findings.ratio.centre = 1.0;
    c.round[1].findings.ratio.centre = log1p(by);
    return c;
}

/* Classifies a comparison with one accepted regression, or with none if the entry is NULL. */
static gate_outcome classify(gate_comparison *c, const char *entry) {
    gate_accepted accepted = {.limit = 0.0};
    if (entry && !gate_parse_accepted(entry, &accepted)) fail_msg("not an entry: %s", entry);
    gate_classify(c, 1, margin, &accepted, entry != NULL);
    return c->outcome;
}

/* ---- instructions ---------------------------------------------------------------------------- */

static void time_and_instructions(void **state) {
    (void)state;
    static const struct {
        gate_outcome time;
        int64_t more;
        gate_outcome outcome;
    } table[] = {
        {GATE_SAME, 6000, GATE_INSTRUCTIONS},   {GATE_INCONCLUSIVE, 6000, GATE_INSTRUCTIONS},
        {GATE_FASTER, 6000, GATE_TRADE},        {GATE_SLOWER, 6000, GATE_SLOWER},
        {GATE_UNCHANGED, 6000, GATE_UNCHANGED}, {GATE_NOT_COMPARED, 6000, GATE_NOT_COMPARED},
        {GATE_VANISHED, 6000, GATE_VANISHED},   {GATE_WRONG, 6000, GATE_WRONG},
        {GATE_SAME, 5001, GATE_INSTRUCTIONS},   {GATE_SAME, 4999, GATE_SAME},
        {GATE_FASTER, 4999, GATE_FASTER},       {GATE_INCONCLUSIVE, 4999, GATE_INCONCLUSIVE},
        {GATE_SAME, -1000000, GATE_SAME},       {GATE_SLOWER, -6000, GATE_SLOWER},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        gate_comparison c = make(table[i].time, table[i].more);
        if (classify(&c, NULL) != table[i].outcome) fail_msg("case %zu", i);
        assert_string_equal(c.reason, c.outcome == GATE_INSTRUCTIONS ? "" : "before");
    }
}

static void growth_by_the_margin_is_allowed(void **state) {
    (void)state;
    gate_comparison c = make(GATE_SAME, 0);
    c.instructions[GATE_BASE] = 8;
    c.instructions[GATE_HEAD] = 9;
    gate_classify(&c, 1, 0.125, NULL, 0);
    assert_int_equal(c.outcome, GATE_SAME);
}

static void uncounted_comparisons_have_no_growth(void **state) {
    (void)state;
    gate_comparison c = make(GATE_SAME, 6000);
    c.counted = false;
    assert_int_equal(classify(&c, NULL), GATE_SAME);
    c = make(GATE_SAME, 6000);
    c.instructions[GATE_BASE] = 0;
    assert_int_equal(classify(&c, NULL), GATE_SAME);
}

/* ---- accepted regressions -------------------------------------------------------------------- */

static void entries_accept_up_to_their_limit(void **state) {
    (void)state;
    static const struct {
        gate_outcome outcome;
        double by; /* ratio */
        const char *accepted, *rejected[3];
    } table[] = {
        {GATE_SLOWER,
         0.03,
         "* time 3.1 why",
         {"* time 2.9 why", "* instructions 99 why", "* removed 99 why"}},
        {GATE_INSTRUCTIONS,
         0.006,
         "* instructions 0.61 why",
         {"* instructions 0.59 why", "* time 99 why", "* removed 99 why"}},
        {GATE_VANISHED,
         0.0,
         "* removed 0 why",
         {"* time 99 why", "* instructions 99 why", "* answers 99 why"}},
        {GATE_ANSWERS,
         0.005,
         "* answers 0.51 why",
         {"* answers 0.49 why", "* promise 99 why", "* time 99 why"}},
        {GATE_PROMISE,
         0.5,
         "* promise 51 why",
         {"* promise 49 why", "* answers 99 why", "* interface 99 why"}},
        {GATE_INTERFACE,
         0.0,
         "* interface 0 why",
         {"* answers 99 why", "* removed 99 why", "* time 99 why"}},
    };
    for (size_t i = 0; i < COUNT(table); i++)
        for (int k = -1; k < 3; k++) {
            gate_comparison c = make(table[i].outcome, (int64_t)(1e6 * table[i].by));
            if (table[i].outcome == GATE_SLOWER) c = make_slower(table[i].by);
            c.change = table[i].by;
            const gate_outcome got = classify(&c, k < 0 ? table[i].accepted : table[i].rejected[k]);
            if (got != (k < 0 ? GATE_ACCEPTED : table[i].outcome)) fail_msg("case %zu, %d", i, k);
            if (k < 0) assert_int_equal(c.accepted, table[i].outcome);
        }
    gate_comparison c = make_slower(0.03);
    classify(&c, "* time 3.1 it must be so");
    assert_string_equal(c.reason, "time, up to 3.1 %: it must be so");
}

static void other_outcomes_are_never_accepted(void **state) {
    (void)state;
    static const gate_outcome others[] = {GATE_SAME,  GATE_FASTER,       GATE_INCONCLUSIVE,
                                          GATE_WRONG, GATE_NOT_COMPARED, GATE_UNCHANGED};
    static const char *const entries[] = {"* time 99 why", "* instructions 99 why",
                                          "* removed 99 why"};
    for (size_t i = 0; i < COUNT(others); i++)
        for (size_t k = 0; k < 3; k++) {
            gate_comparison c = make(others[i], 0);
            assert_int_equal(classify(&c, entries[k]), others[i]);
        }
}

static void patterns(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        bool matches;
    } table[] = {{"naive/*", true},         {"naive/*/cold", true}, {"*/cold", true},
                 {"?aive/point/*", true},   {"[mn]aive/*", true},   {"naive", false},
                 {"naive/*/warm", false},   {"naive2/*", false},    {"aive/point/cold", false},
                 {"naive/point/col", false}};
    for (size_t i = 0; i < COUNT(table); i++) {
        char entry[64];
        gate_comparison c = make_slower(0.03);
        snprintf(entry, sizeof entry, "%s time 99 why", table[i].pattern);
        assert_int_equal(classify(&c, entry), table[i].matches ? GATE_ACCEPTED : GATE_SLOWER);
    }
}

static void all_comparisons_and_entries_are_used(void **state) {
    (void)state;
    gate_comparison three[] = {make_slower(0.03), make_slower(0.03), make_slower(0.03)};
    gate_accepted accepted[3];
    strcpy(three[1].name, "openmp/point/cold");
    assert_true(gate_parse_accepted("tabulated/* time 99 why", &accepted[0]) &&
                gate_parse_accepted("openmp/* time 1 why", &accepted[1]) &&
                gate_parse_accepted("naive/* time 5 why", &accepted[2]));
    gate_classify(three, 3, margin, accepted, 3);
    assert_int_equal(three[0].outcome, GATE_ACCEPTED);
    assert_int_equal(three[1].outcome, GATE_SLOWER);
    assert_int_equal(three[2].outcome, GATE_ACCEPTED);
}

static void entries_have_four_parts(void **state) {
    (void)state;
    gate_accepted a;
    assert_true(gate_parse_accepted("universal/*/cold time 2.5 one more term", &a));
    assert_string_equal(a.pattern, "universal/*/cold");
    assert_string_equal(a.metric, "time");
    assert_true(fabs(a.limit - 0.025) < 1e-15);
    assert_string_equal(a.why, "one more term");
    assert_true(gate_parse_accepted("gone/*  removed  0  nobody used it", &a));
    assert_string_equal(a.why, "nobody used it");
    char too_long[160];
    snprintf(too_long, sizeof too_long, "%0128d time 5 why", 0);
    const char *const malformed[] = {"",
                                     "a",
                                     "a time",
                                     "a time 5",
                                     "a time 5 ",
                                     "a time x why",
                                     "a time 5why",
                                     "a time -1 why",
                                     "a time nan why",
                                     "a time inf why",
                                     "a times 5 why",
                                     "a tim 5 why",
                                     "a instructions_and_more 5 why",
                                     "a time 5, why",
                                     "a time 1.2.3 why",
                                     "a time 5% why",
                                     "time 5 why it is so",
                                     too_long};
    for (size_t i = 0; i < COUNT(malformed); i++)
        if (gate_parse_accepted(malformed[i], &a)) fail_msg("accepts '%s'", malformed[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_and_instructions),
        cmocka_unit_test(growth_by_the_margin_is_allowed),
        cmocka_unit_test(uncounted_comparisons_have_no_growth),
        cmocka_unit_test(entries_accept_up_to_their_limit),
        cmocka_unit_test(other_outcomes_are_never_accepted),
        cmocka_unit_test(patterns),
        cmocka_unit_test(all_comparisons_and_entries_are_used),
        cmocka_unit_test(entries_have_four_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
