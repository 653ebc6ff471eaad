/* test_gate_options.c: what may be said on the command line of the gate, and what may not. */
#include "gate_options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <getopt.h>

static gate_options options;

enum { WORDS_MAX = 160 };

/* Reads these words; messages go to where nobody looks. */
static bool reads(const char *const *words, size_t count) {
    static char name[] = "hmf gate";
    char *argv[WORDS_MAX] = {name};
    assert_true(count + 2 < WORDS_MAX);
    for (size_t i = 0; i < count; i++) argv[i + 1] = (char *)words[i]; /* which getopt only moves */
    fflush(stderr);
    const int kept = dup(STDERR_FILENO);
    assert_non_null(freopen("/dev/null", "w", stderr));
    gate_options_free(&options);
    optind = 0; /* getopt_long begins anew */
    const bool good = gate_options_read((int)count + 1, argv, &options);
    fflush(stderr);
    assert_true(dup2(kept, STDERR_FILENO) >= 0 && close(kept) == 0);
    return good;
}

#define READS(...)                                                                                 \
    reads((const char *const[]){__VA_ARGS__},                                                      \
          sizeof(const char *const[]){__VA_ARGS__} / sizeof(char *))

static void assert_near(double value, double expected) {
    if (!(value > expected * (1 - 1e-12) && value < expected * (1 + 1e-12)))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- defaults -------------------------------------------------------------------------------- */

static void without_options(void **state) {
    (void)state;
    assert_true(READS("old", "new"));
    assert_string_equal(options.base, "old");
    assert_string_equal(options.head, "new");
    assert_string_equal(options.base_title, "old");
    assert_string_equal(options.head_title, "new");
    assert_string_equal(options.base_target, "hmf_module");
    assert_string_equal(options.head_target, "hmf_module");
    assert_near(options.margin, 0.01);
    assert_near(options.threaded_margin, 0.05);
    assert_near(options.level, 0.01);
    assert_near(options.seconds, 150.0);
    assert_near(options.draw_seconds, 0.025);
    assert_near(options.min_time, 0.05);
    assert_int_equal(options.most, 192);
    assert_false(options.binaries || options.all || options.list || options.time_only ||
                 options.annotations || options.has_filter);
    assert_true(!options.metric && !options.nothing && !options.json && !options.junit &&
                !options.markdown);
    assert_int_equal(options.only.count + options.compare.count + options.note.count, 0);
    assert_int_equal(options.accepts, 0);
}

static void programs_have_a_wider_margin(void **state) {
    (void)state;
    assert_true(READS("--binaries", "old", "new"));
    assert_true(options.binaries);
    assert_near(options.margin, 0.02);
    assert_true(READS("--margin", "3", "--binaries", "old", "new"));
    assert_near(options.margin, 0.03);
}

static void all_of_them(void **state) {
    (void)state;
    assert_true(READS("--all", "--list", "--time-only", "--annotations", "--metric", "cpu",
                      "--json", "j", "--junit=u", "--markdown", "m", "--note", "n 1", "--note",
                      "n 2", "--base-title", "B", "--head-title", "H", "--base-target", "b",
                      "--head-target", "h", "old", "--compare", "a/b/c", "new"));
    assert_true(options.all && options.list && options.time_only && options.annotations);
    assert_string_equal(options.metric, "cpu");
    assert_string_equal(options.json, "j");
    assert_string_equal(options.junit, "u");
    assert_string_equal(options.markdown, "m");
    assert_int_equal(options.note.count, 2);
    assert_string_equal(options.note.item[1], "n 2");
    assert_string_equal(options.base_title, "B");
    assert_string_equal(options.head_title, "H");
    assert_string_equal(options.base_target, "b");
    assert_string_equal(options.head_target, "h");
    assert_string_equal(options.compare.item[0], "a/b/c");
    assert_string_equal(options.head, "new");
}

static void inconclusive_runs_that_fail(void **state) {
    (void)state;
    assert_true(READS("old", "new"));
    assert_int_equal(options.fail_on, GATE_FAIL_ON_INCONCLUSIVE);
    assert_true(READS("old", "new", "--fail-on", "inconclusive"));
    assert_int_equal(options.fail_on, GATE_FAIL_ON_INCONCLUSIVE);
    assert_true(READS("old", "new", "--fail-on", "suspect"));
    assert_int_equal(options.fail_on, GATE_FAIL_ON_SUSPECT);
    assert_true(READS("old", "new", "--fail-on", "regression"));
    assert_int_equal(options.fail_on, GATE_FAIL_ON_REGRESSION);
    assert_false(READS("old", "new", "--fail-on", "noise"));
    assert_false(READS("old", "new", "--fail-on", ""));
}

static void nothing_to_compare_needs_no_sides(void **state) {
    (void)state;
    assert_true(READS("--nothing", "first commit"));
    assert_string_equal(options.nothing, "first commit");
    assert_non_null(options.base_title);
    assert_non_null(options.head_title);
    assert_false(READS("--nothing", "first commit", "old"));
}

static void two_sides(void **state) {
    (void)state;
    assert_false(reads(NULL, 0));
    assert_false(READS("old"));
    assert_false(READS("old", "new", "newer"));
    assert_false(READS("--binaries", "old"));
    assert_false(READS("old", "new", "--nonsense"));
    assert_false(READS("old", "new", "--json"));
    assert_false(READS("old", "new", "--all=5"));
}

/* ---- numbers --------------------------------------------------------------------------------- */

static const struct {
    const char *option, *min, *max, *below, *above;
    size_t place; /* in options, of a double */
    double unit;
} numbers[] = {
    {"--margin", "0.01", "100", "0.0099", "100.1", offsetof(gate_options, margin), 0.01},
    {"--threaded-margin", "0.01", "100", "0", "1e3", offsetof(gate_options, threaded_margin), 0.01},
    {"--level", "1e-4", "20", "0", "20.1", offsetof(gate_options, level), 0.01},
    {"--budget", "1", "86400", "0.99", "86401", offsetof(gate_options, seconds), 1.0},
    {"--draw-time", "1", "1e5", "0.99", "100001", offsetof(gate_options, draw_seconds), 1e-3},
    {"--min-time", "1e-4", "100", "9e-5", "101", offsetof(gate_options, min_time), 1.0},
};

static double read_at(size_t place) {
    double value;
    memcpy(&value, (const char *)&options + place, sizeof value);
    return value;
}

static void numbers_have_bounds(void **state) {
    (void)state;
    static const char *const nonsense[] = {"", "x", "5x", "nan", "inf", "-1", "5 5", "1e999"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_true(READS("old", "new", numbers[i].option, numbers[i].min));
        assert_near(read_at(numbers[i].place), atof(numbers[i].min) * numbers[i].unit);
        assert_true(READS("old", "new", numbers[i].option, numbers[i].max));
        assert_near(read_at(numbers[i].place), atof(numbers[i].max) * numbers[i].unit);
        assert_false(READS("old", "new", numbers[i].option, numbers[i].below));
        assert_false(READS("old", "new", numbers[i].option, numbers[i].above));
        for (size_t k = 0; k < sizeof nonsense / sizeof *nonsense; k++)
            assert_false(READS("old", "new", numbers[i].option, nonsense[k]));
    }
}

static void draws_are_whole(void **state) {
    (void)state;
    assert_true(READS("old", "new", "--draws", "16"));
    assert_int_equal(options.most, 16);
    assert_true(READS("old", "new", "--draws", "512"));
    assert_int_equal(options.most, 512);
    assert_false(READS("old", "new", "--draws", "15"));
    assert_false(READS("old", "new", "--draws", "513"));
    assert_false(READS("old", "new", "--draws", "16.5"));
    assert_false(READS("old", "new", "--draws", "nan"));
}

static void seeds(void **state) {
    (void)state;
    assert_true(READS("old", "new", "--seed", "0"));
    assert_true(options.seed == 0);
    assert_true(READS("old", "new", "--seed", "18446744073709551615"));
    assert_true(options.seed == UINT64_MAX);
    static const char *const nonsense[] = {"",    "-1",   "+1", " 1",
                                           "1.5", "0x10", "1 ", "18446744073709551616"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++)
        assert_false(READS("old", "new", "--seed", nonsense[i]));
}

static void metrics(void **state) {
    (void)state;
    assert_true(READS("old", "new", "--metric", "real"));
    assert_string_equal(options.metric, "real");
    assert_false(READS("old", "new", "--metric", "wall"));
    assert_false(READS("old", "new", "--metric", ""));
}

/* ---- what is asked for ----------------------------------------------------------------------- */

static void only_whole_names(void **state) {
    (void)state;
    assert_true(READS("old", "new", "--only", "naive", "--only", "openmp"));
    assert_true(gate_options_want_impl(&options, "naive"));
    assert_true(gate_options_want_impl(&options, "openmp"));
    assert_false(gate_options_want_impl(&options, "naive2"));
    assert_false(gate_options_want_impl(&options, "naiv"));
    assert_false(gate_options_want_impl(&options, ""));
    assert_true(gate_options_want(&options, "naive/point/cold"));
    assert_true(gate_options_want(&options, "naive"));
    assert_false(gate_options_want(&options, "naive2/point/cold"));
    assert_false(gate_options_want(&options, "naiv/point/cold"));
    assert_false(gate_options_want(&options, "other/naive/cold"));
    assert_true(READS("old", "new"));
    assert_true(gate_options_want_impl(&options, "anything"));
    assert_true(gate_options_want(&options, "anything/at/all"));
}

static void detours_by_their_names(void **state) {
    (void)state;
    assert_true(READS("old", "new", "--only", "boxed", "--compare", "forked/survey/warm"));
    assert_true(gate_options_name(&options, "boxed"));
    assert_true(gate_options_name(&options, "forked"));
    assert_false(gate_options_name(&options, "box"));
    assert_false(gate_options_name(&options, "forked2"));
    assert_false(gate_options_name(&options, "dispatched"));
    assert_true(READS("old", "new"));
    assert_false(gate_options_name(&options, "boxed"));
}

static void filters(void **state) {
    (void)state;
    assert_true(READS("old", "new", "--filter", "/(point|default)/cold$", "--only", "naive"));
    assert_true(gate_options_want(&options, "naive/point/cold"));
    assert_true(gate_options_want(&options, "naive/default/cold"));
    assert_false(gate_options_want(&options, "naive/default/warm"));
    assert_false(gate_options_want(&options, "openmp/point/cold"));
    assert_true(gate_options_want_impl(&options, "naive"));
    assert_false(gate_options_want_impl(&options, "openmp"));
    assert_true(READS("old", "new", "--filter", "^naive/chain/replay$"));
    assert_true(gate_options_want_impl(&options, "naive"));
    assert_false(gate_options_want_impl(&options, "openmp"));
    assert_true(READS("old", "new", "--filter", "/defualt/"));
    assert_false(gate_options_want_impl(&options, "naive"));
    assert_false(READS("old", "new", "--filter", "("));
    assert_false(options.has_filter);
    assert_false(READS("old", "new", "--filter", "a", "--filter", "b"));
}

static void lists_are_of_bounded_length(void **state) {
    (void)state;
    const char *words[2 + 2 * (GATE_LIST_MAX + 1)] = {"old", "new"};
    static const char *const lists[] = {"--only", "--compare", "--note", "--accept"};
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        for (size_t i = 0; i <= GATE_LIST_MAX; i++) {
            words[2 + 2 * i] = lists[k];
            words[3 + 2 * i] = "a time 1 b";
        }
        assert_true(reads(words, 2 + 2 * GATE_LIST_MAX));
        assert_false(reads(words, 2 + 2 * (GATE_LIST_MAX + 1)));
    }
}

/* ---- accepted slow-downs --------------------------------------------------------------------- */

static void entries_are_taken_apart(void **state) {
    (void)state;
    assert_true(READS("old", "new", "--accept", "universal/*/cold time 2.5 one more term",
                      "--accept", "gone/*  removed  0  nobody used it"));
    assert_int_equal(options.accepts, 2);
    assert_string_equal(options.accept[0].pattern, "universal/*/cold");
    assert_string_equal(options.accept[0].metric, "time");
    assert_near(options.accept[0].limit, 0.025);
    assert_string_equal(options.accept[0].why, "one more term");
    assert_string_equal(options.accept[1].metric, "removed");
    assert_true(options.accept[1].limit == 0.0);
    assert_string_equal(options.accept[1].why, "nobody used it");
}

static void what_is_no_entry_is_an_error(void **state) {
    (void)state;
    char too_long[160];
    snprintf(too_long, sizeof too_long, "%0128d time 5 why", 0);
    const char *const nonsense[] = {
        "",
        "a",
        "a time",
        "a time 5",
        "a time 5 ",
        "a time five why",
        "a time 5% why",
        "a time 1.2.3 why",
        "a time 0,5 why",
        "a time nan why",
        "a time inf why",
        "a time -1 why",
        "a times 5 why",
        "a trade 5 why",
        "a instructionsinstructions 5 why",
        "time 5 why it is so",
        too_long,
    };
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++)
        if (READS("old", "new", "--accept", nonsense[i])) fail_msg("accepted: %s", nonsense[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_options),
        cmocka_unit_test(programs_have_a_wider_margin),
        cmocka_unit_test(all_of_them),
        cmocka_unit_test(inconclusive_runs_that_fail),
        cmocka_unit_test(nothing_to_compare_needs_no_sides),
        cmocka_unit_test(two_sides),
        cmocka_unit_test(numbers_have_bounds),
        cmocka_unit_test(draws_are_whole),
        cmocka_unit_test(seeds),
        cmocka_unit_test(metrics),
        cmocka_unit_test(only_whole_names),
        cmocka_unit_test(detours_by_their_names),
        cmocka_unit_test(filters),
        cmocka_unit_test(lists_are_of_bounded_length),
        cmocka_unit_test(entries_are_taken_apart),
        cmocka_unit_test(what_is_no_entry_is_an_error),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gate_options_free(&options);
    return failed;
}
