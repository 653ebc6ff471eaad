/* SPDX-License-Identifier: MIT */
/* test_gate_options.c: the command line of hmf-gate, its defaults and bounds, and the selection of
 * comparisons. */
#include "gate_options.h"
#include "unit_test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static gate_options options;
static char message[512];

enum { WORDS_MAX = 48 };

/* Parses "hmf-gate" and these words, separated by blanks. */
static cli_result parse(const char *words) {
    static char text[1024], program[] = "hmf-gate";
    char *argv[WORDS_MAX] = {program};
    int argc = 1;
    snprintf(text, sizeof text, "%s", words);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) argv[argc++] = word;
    gate_options_free(&options);
    return gate_options_parse(argc, argv, &options, message, sizeof message);
}

static void assert_parses(const char *words) {
    if (parse(words) != CLI_PARSED) fail_msg("%s: %s", words, message);
}

static void assert_near(double value, double expected) {
    if (!(value > expected * (1 - 1e-12) && value < expected * (1 + 1e-12)))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- parsing --------------------------------------------------------------------------------- */

static void defaults(void **state) {
    (void)state;
    assert_parses("old new");
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
    assert_int_equal(options.metric, GATE_METRIC_AUTO);
    assert_int_equal(options.fail_on, GATE_FAIL_ON_INCONCLUSIVE);
    assert_true(options.seed > 0);
    assert_false(options.binaries || options.all || options.list || options.time_only ||
                 options.annotations || options.has_filter || options.nothing || options.json ||
                 options.junit || options.markdown);
    assert_int_equal(options.only.count + options.compare.count + options.note.count, 0);
    assert_int_equal(options.accepts, 0);
}

static void every_option_has_its_variable(void **state) {
    (void)state;
    assert_parses("--all --list --time-only --annotations --metric cpu --fail-on suspect --json j "
                  "--junit=u --markdown m --note n1 --note n2 --base-title B --head-title H "
                  "--base-target b --head-target h old --compare a/b/c new");
    assert_true(options.all && options.list && options.time_only && options.annotations);
    assert_int_equal(options.metric, GATE_METRIC_CPU);
    assert_int_equal(options.fail_on, GATE_FAIL_ON_SUSPECT);
    assert_int_equal(options.note.count, 2);
    const char *const texts[][2] = {
        {options.json, "j"},        {options.junit, "u"},       {options.markdown, "m"},
        {options.base_title, "B"},  {options.head_title, "H"},  {options.note.item[1], "n2"},
        {options.base_target, "b"}, {options.head_target, "h"}, {options.compare.item[0], "a/b/c"},
        {options.base, "old"},      {options.head, "new"}};
    for (size_t i = 0; i < COUNT(texts); i++) assert_string_equal(texts[i][0], texts[i][1]);
    assert_parses("old new --fail-on regression --metric real");
    assert_int_equal(options.fail_on, GATE_FAIL_ON_REGRESSION);
    assert_int_equal(options.metric, GATE_METRIC_REAL);
}

static void programs_have_a_wider_margin(void **state) {
    (void)state;
    assert_parses("--binaries old new");
    assert_true(options.binaries);
    assert_near(options.margin, 0.02);
    assert_parses("--margin 3 --binaries old new");
    assert_near(options.margin, 0.03);
}

static void nothing_to_compare_needs_no_sides(void **state) {
    (void)state;
    assert_parses("--nothing first");
    assert_string_equal(options.nothing, "first");
    assert_true(options.base_title && options.head_title);
}

/* The bounds in the units of the command line, and their values in the options. */
static void numbers_have_bounds(void **state) {
    (void)state;
    static const struct {
        const char *option, *least, *most, *below, *above;
        const double *value;
        double unit;
    } table[] = {
        {"--margin", "0.01", "100", "0.0099", "100.1", &options.margin, 0.01},
        {"--threaded-margin", "0.01", "100", "0", "1e3", &options.threaded_margin, 0.01},
        {"--level", "1e-4", "20", "0", "20.1", &options.level, 0.01},
        {"--budget", "1", "86400", "0.99", "86401", &options.seconds, 1.0},
        {"--draw-time", "1", "1e5", "0.99", "100001", &options.draw_seconds, 1e-3},
        {"--min-time", "1e-4", "100", "9e-5", "101", &options.min_time, 1.0},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *const numbers[] = {table[i].least, table[i].most, table[i].below,
                                       table[i].above};
        for (int k = 0; k < 4; k++) {
            char words[64];
            snprintf(words, sizeof words, "old new %s %s", table[i].option, numbers[k]);
            if (parse(words) != (k < 2 ? CLI_PARSED : CLI_ERROR)) fail_msg("%s", words);
            if (k < 2) assert_near(*table[i].value, atof(numbers[k]) * table[i].unit);
        }
    }
    assert_parses("old new --seed 18446744073709551615 --draws 512");
    assert_true(options.seed == UINT64_MAX && options.most == 512);
}

static void errors_have_reasons(void **state) {
    (void)state;
    static const char *const table[][2] = {
        {"", "expected two build folders, OLD and NEW"},
        {"old", "expected two build folders, OLD and NEW"},
        {"old new newer", "unexpected argument 'newer'"},
        {"--binaries old", "expected two programs, OLD and NEW"},
        {"--nothing first old", "unexpected argument 'old'"},
        {"old new --nonsense", "unknown option '--nonsense'"},
        {"old new --json", "--json needs FILE"},
        {"old new --all=5", "--all takes no value"},
        {"old new --draws 15", "--draws 15: not a whole number from 16 to 512"},
        {"old new --draws 513", "--draws 513: not a whole number from 16 to 512"},
        {"old new --metric wall", "--metric wall: not one of: auto, real, cpu"},
        {"old new --fail-on noise",
         "--fail-on noise: not one of: inconclusive, suspect, regression"},
        {"old new --seed 0", "--seed 0: not a whole number from 1 to"},
        {"old new --filter (", "--filter (: "},
        {"old new --accept a", "accepted.txt: 'a': not PATTERN METRIC PERCENT REASON"},
        {"--base HEAD", "hmf-gate cannot build commits: use ./hmf gate --base HEAD"},
        {"--head v1", "hmf-gate cannot build commits: use ./hmf gate --head v1"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(parse(table[i][0]), CLI_ERROR);
        if (strncmp(message, table[i][1], strlen(table[i][1])) != 0)
            fail_msg("'%s' does not begin with '%s'", message, table[i][1]);
    }
    assert_int_equal(parse("old --help"), CLI_HELP);
}

/* ---- selection ------------------------------------------------------------------------------- */

static void selection(void **state) {
    (void)state;
    enum { IMPL, NAMED, COMPARISON };
    static const struct {
        const char *words;
        int question;
        const char *name;
        bool answer;
    } table[] = {
        {"", IMPL, "anything", true},
        {"", COMPARISON, "anything/at/all", true},
        {"", NAMED, "boxed", false},
        {"--only naive --only openmp", IMPL, "naive", true},
        {"--only naive --only openmp", IMPL, "openmp", true},
        {"--only naive", IMPL, "naive2", false},
        {"--only naive", IMPL, "naiv", false},
        {"--only naive", IMPL, "", false},
        {"--only naive", COMPARISON, "naive/point/cold", true},
        {"--only naive", COMPARISON, "naive", true},
        {"--only naive", COMPARISON, "naive2/point/cold", false},
        {"--only naive", COMPARISON, "naiv/point/cold", false},
        {"--only naive", COMPARISON, "other/naive/cold", false},
        {"--only boxed --compare forked/survey/warm", NAMED, "boxed", true},
        {"--only boxed --compare forked/survey/warm", NAMED, "forked", true},
        {"--only boxed --compare forked/survey/warm", NAMED, "box", false},
        {"--only boxed --compare forked/survey/warm", NAMED, "forked2", false},
        {"--filter /(point|default)/cold$ --only naive", COMPARISON, "naive/point/cold", true},
        {"--filter /(point|default)/cold$ --only naive", COMPARISON, "naive/default/cold", true},
        {"--filter /(point|default)/cold$ --only naive", COMPARISON, "naive/default/warm", false},
        {"--filter /(point|default)/cold$ --only naive", COMPARISON, "openmp/point/cold", false},
        {"--filter /(point|default)/cold$ --only naive", IMPL, "naive", true},
        {"--filter /(point|default)/cold$ --only naive", IMPL, "openmp", false},
        {"--filter ^naive/chain/replay$", IMPL, "naive", true},
        {"--filter ^naive/chain/replay$", IMPL, "openmp", false},
        {"--filter /defualt/", IMPL, "naive", false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        char words[128];
        snprintf(words, sizeof words, "old new %s", table[i].words);
        assert_parses(words);
        const char *name = table[i].name;
        const bool answer = table[i].question == IMPL    ? gate_options_want_impl(&options, name)
                            : table[i].question == NAMED ? gate_options_name(&options, name)
                                                         : gate_options_want(&options, name);
        if (answer != table[i].answer) fail_msg("case %zu", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),
        cmocka_unit_test(every_option_has_its_variable),
        cmocka_unit_test(programs_have_a_wider_margin),
        cmocka_unit_test(nothing_to_compare_needs_no_sides),
        cmocka_unit_test(numbers_have_bounds),
        cmocka_unit_test(errors_have_reasons),
        cmocka_unit_test(selection),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gate_options_free(&options);
    return failed;
}
