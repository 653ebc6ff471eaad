/* test_conclude.c: what time, instructions and accepted slow-downs come to together. */
#include "gate_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static gate_comparison comparison;
static gate_report report;
static gate_options options;

/* A comparison that time came to `outcome` of, with so many more instructions in a million. */
static void begin(gate_outcome outcome, int64_t more) {
    options = (gate_options){.margin = 0.01};
    report = (gate_report){.instruction_margin = 0.005, .comparisons = &comparison, .count = 1};
    memset(&comparison, 0, sizeof comparison);
    strcpy(comparison.name, "naive/point/cold");
    strcpy(comparison.reason, outcome == OUTCOME_INCONCLUSIVE ? "noise" : "");
    comparison.outcome = outcome;
    comparison.counted = true;
    comparison.instructions[GATE_BASE] = 1000000;
    comparison.instructions[GATE_HEAD] = (uint64_t)(1000000 + more);
}

/* Slower by that ratio in the round that decides, whatever the first said. */
static void begin_slower(double by) {
    begin(OUTCOME_SLOWER, 0);
    comparison.round[0].draws = comparison.round[1].draws = 16;
    comparison.round[0].findings.ratio.centre = 1.0;
    comparison.round[1].findings.ratio.centre = log1p(by);
}

static void accept(const char *pattern, const char *metric, double limit) {
    gate_accepted *a = &options.accept[options.accepts++];
    *a = (gate_accepted){.limit = limit, .why = "it must be so"};
    strcpy(a->pattern, pattern);
    strcpy(a->metric, metric);
}

static gate_outcome concluded(void) {
    gate_conclude(&options, &report);
    return comparison.outcome;
}

static gate_outcome with(gate_outcome outcome, int64_t more) {
    begin(outcome, more);
    return concluded();
}

/* ---- instructions ---------------------------------------------------------------------------- */

static void instructions_decide_where_time_does_not(void **state) {
    (void)state;
    assert_int_equal(with(OUTCOME_SAME, 6000), OUTCOME_INSTRUCTIONS);
    assert_int_equal(with(OUTCOME_INCONCLUSIVE, 6000), OUTCOME_INSTRUCTIONS);
    assert_string_equal(comparison.reason, "");
    assert_int_equal(with(OUTCOME_FASTER, 6000), OUTCOME_TRADE);
    assert_int_equal(with(OUTCOME_SLOWER, 6000), OUTCOME_SLOWER);
}

static void few_more_instructions_do_not(void **state) {
    (void)state;
    const int64_t few[] = {4000, 4999, 0, -6000, -1000000};
    for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
        assert_int_equal(with(OUTCOME_SAME, few[i]), OUTCOME_SAME);
        assert_int_equal(with(OUTCOME_FASTER, few[i]), OUTCOME_FASTER);
        assert_int_equal(with(OUTCOME_SLOWER, few[i]), OUTCOME_SLOWER);
        assert_int_equal(with(OUTCOME_INCONCLUSIVE, few[i]), OUTCOME_INCONCLUSIVE);
        assert_string_equal(comparison.reason, "noise");
    }
    assert_int_equal(with(OUTCOME_SAME, 5001), OUTCOME_INSTRUCTIONS);
}

static void what_is_settled_stays(void **state) {
    (void)state;
    static const gate_outcome settled[] = {OUTCOME_UNCHANGED, OUTCOME_NOT_COMPARED,
                                           OUTCOME_VANISHED, OUTCOME_WRONG};
    for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
        assert_int_equal(with(settled[i], 6000), settled[i]);
}

static void what_was_not_counted_has_no_more(void **state) {
    (void)state;
    begin(OUTCOME_SAME, 6000);
    comparison.counted = false;
    assert_int_equal(concluded(), OUTCOME_SAME);
    begin(OUTCOME_SAME, 6000);
    comparison.instructions[GATE_BASE] = 0;
    assert_int_equal(concluded(), OUTCOME_SAME);
}

/* ---- accepted slow-downs --------------------------------------------------------------------- */

static void accepted_time(void **state) {
    (void)state;
    begin_slower(0.03);
    accept("naive/point/cold", "time", 0.031);
    assert_int_equal(concluded(), OUTCOME_ACCEPTED);
    assert_string_equal(comparison.reason, "time, up to 3.1 %: it must be so");
    begin_slower(0.03);
    accept("naive/point/cold", "time", 0.029);
    assert_int_equal(concluded(), OUTCOME_SLOWER);
    assert_string_equal(comparison.reason, "");
    begin_slower(0.03);
    accept("naive/point/cold", "instructions", 1.0);
    accept("naive/point/cold", "removed", 1.0);
    assert_int_equal(concluded(), OUTCOME_SLOWER);
}

static void accepted_instructions(void **state) {
    (void)state;
    begin(OUTCOME_SAME, 6000);
    accept("naive/point/cold", "instructions", 0.0061);
    assert_int_equal(concluded(), OUTCOME_ACCEPTED);
    assert_string_equal(comparison.reason, "instructions, up to 0.61 %: it must be so");
    begin(OUTCOME_INCONCLUSIVE, 6000);
    accept("naive/point/cold", "instructions", 0.0059);
    accept("naive/point/cold", "time", 1.0);
    assert_int_equal(concluded(), OUTCOME_INSTRUCTIONS);
}

static void accepted_removal(void **state) {
    (void)state;
    begin(OUTCOME_VANISHED, 0);
    strcpy(comparison.name, "naive/*");
    accept("naive/*", "time", 1.0);
    accept("naive/*", "instructions", 1.0);
    assert_int_equal(concluded(), OUTCOME_VANISHED);
    accept("naive/*", "removed", 0.0);
    assert_int_equal(concluded(), OUTCOME_ACCEPTED);
}

/* Up to a limit on the change, each by its own metric alone. */
static void accepted_changes(void **state) {
    (void)state;
    static const struct {
        gate_outcome outcome;
        const char *metric;
        double change;
    } cases[] = {{OUTCOME_ANSWERS, "answers", 0.005},
                 {OUTCOME_PROMISE, "promise", 0.5},
                 {OUTCOME_INTERFACE, "interface", 0.0}};
    enum { CASES = sizeof cases / sizeof *cases };
    for (size_t i = 0; i < CASES; i++) {
        begin(cases[i].outcome, 0);
        comparison.change = cases[i].change;
        accept("*", "time", 1.0);
        accept("*", cases[(i + 1) % CASES].metric, 1.0);
        accept("*", cases[i].metric, 0.99 * cases[i].change - 1e-9);
        assert_int_equal(concluded(), cases[i].outcome);
        accept("*", cases[i].metric, 1.01 * cases[i].change);
        assert_int_equal(concluded(), OUTCOME_ACCEPTED);
    }
}

static void only_slow_downs_are_accepted(void **state) {
    (void)state;
    static const gate_outcome others[] = {OUTCOME_SAME,  OUTCOME_FASTER,       OUTCOME_INCONCLUSIVE,
                                          OUTCOME_WRONG, OUTCOME_NOT_COMPARED, OUTCOME_UNCHANGED};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        begin(others[i], 0);
        accept("*", "time", 1.0);
        accept("*", "instructions", 1.0);
        accept("*", "removed", 1.0);
        assert_int_equal(concluded(), others[i]);
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
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        begin_slower(0.03);
        accept(table[i].pattern, "time", 1.0);
        assert_int_equal(concluded(), table[i].matches ? OUTCOME_ACCEPTED : OUTCOME_SLOWER);
    }
}

static void every_comparison_and_entry_is_looked_at(void **state) {
    (void)state;
    static gate_comparison three[3];
    begin_slower(0.03);
    for (int i = 0; i < 3; i++) three[i] = comparison;
    strcpy(three[1].name, "openmp/point/cold");
    report.comparisons = three;
    report.count = 3;
    accept("tabulated/*", "time", 1.0);
    accept("openmp/*", "time", 0.01);
    accept("naive/*", "time", 0.05);
    gate_conclude(&options, &report);
    assert_int_equal(three[0].outcome, OUTCOME_ACCEPTED);
    assert_int_equal(three[1].outcome, OUTCOME_SLOWER);
    assert_int_equal(three[2].outcome, OUTCOME_ACCEPTED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instructions_decide_where_time_does_not),
        cmocka_unit_test(few_more_instructions_do_not),
        cmocka_unit_test(what_is_settled_stays),
        cmocka_unit_test(what_was_not_counted_has_no_more),
        cmocka_unit_test(accepted_time),
        cmocka_unit_test(accepted_instructions),
        cmocka_unit_test(accepted_removal),
        cmocka_unit_test(accepted_changes),
        cmocka_unit_test(only_slow_downs_are_accepted),
        cmocka_unit_test(patterns),
        cmocka_unit_test(every_comparison_and_entry_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
