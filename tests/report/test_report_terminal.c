/* SPDX-License-Identifier: MIT */
/* test_report_terminal.c: the ladder and the next step on terminals of all kinds, from
 * the invented results in data/report. */

#include "report_fixture.h"
#include "text.h"
#include "unit_test.h"

#include <stdlib.h>
#include <string.h>

static const report_screen utf8_80 = {.columns = 80, .utf8 = true}, ascii_80 = {.columns = 80};

/* ---- the whole summary ----------------------------------------------------------------------- */

static int load(void **state) {
    report_sources *sources = calloc(1, sizeof *sources);
    char message[512];
    assert_non_null(sources);
    if (!report_load_sources(&fixture_registry, HMF_TEST_DATA "/report", NULL, sources, message,
                             sizeof message))
        fail_msg("%s", message);
    *state = sources;
    return 0;
}

static int unload(void **state) {
    report_free_sources(*state);
    free(*state);
    return 0;
}

/* The caller frees the result. */
static char *printed(const report_sources *sources, report_screen screen) {
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    report_print_ladder(out, sources, screen);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void check_printed(const report_sources *sources, report_screen screen, const char *want) {
    char *text = printed(sources, screen);
    assert_string_equal(text, want);
    free(text);
}

/* Returns the line of the summary with that beginning, which the caller frees. */
static char *printed_line(const report_sources *sources, report_screen screen,
                          const char *beginning) {
    char *text = printed(sources, screen), *save = NULL, *found = NULL;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (!found && strncmp(line, beginning, strlen(beginning)) == 0) found = strdup(line);
    free(text);
    if (!found) fail_msg("no line begins with '%s'", beginning);
    return found;
}

static void check_line(const report_sources *sources, report_screen screen, const char *beginning,
                       const char *want) {
    char *line = printed_line(sources, screen, beginning);
    assert_string_equal(line, want);
    free(line);
}

#define NEXT_STEP                                                                                  \
    "\nNext step\n"                                                                                \
    "memoised/default/warm failed: wrong | `at` z = 5.\n"                                          \
    "Repair it first: the speed of a wrong answer is meaningless.\n"                               \
    "\n    ./hmf test --filter memoised\n"

static void table_bars_and_next_step(void **state) {
    check_printed(*state, utf8_80,
                  "rung           error     cold       faster\n"
                  "naive        3.0e-03   2.30 s            1  █████████████████████████████████▏\n"
                  "memoised     1.0e-03   500 ms        4.60×  ██████████████████████████████▏\n"
                  "quadrature         -  not run            -\n"
                  "universal   5.0e-13!   460 ns   5,000,000×  ███\n"
                  "█ evaluate  ░ set up  (log scale)           100 ns                        10.0 "
                  "s\n" NEXT_STEP);
    check_printed(*state, ascii_80,
                  "rung           error     cold       faster\n"
                  "naive        3.0e-03   2.30 s            1  #################################\n"
                  "memoised     1.0e-03   500 ms        4.60x  ##############################\n"
                  "quadrature         -  not run            -\n"
                  "universal   5.0e-13!   460 ns   5,000,000x  ###\n"
                  "# evaluate  - set up  (log scale)           100 ns                        10.0 "
                  "s\n" NEXT_STEP);
}

static void bars_fill_the_screen(void **state) {
    char *text = printed(*state, (report_screen){.columns = 63, .utf8 = true});
    assert_null(strstr(text, "log scale")); /* too narrow for bars */
    free(text);
    check_line(*state, (report_screen){.columns = 63, .utf8 = true}, "naive",
               "naive        3.0e-03   2.30 s            1");
    for (size_t columns = 64; columns <= 240; columns += 11) {
        char *line = printed_line(*state, (report_screen){.columns = columns, .utf8 = true}, "█");
        assert_int_equal(text_columns(line), columns); /* the scale */
        free(line);
    }
}

static void no_timings_no_ladder(void **state) {
    report_sources *sources = *state;
    report_free_bench(&sources->bench);
    check_printed(sources, (report_screen){.columns = 80, .colour = true},
                  "Next step\n"
                  "The workload `default` was not timed cold, so there is nothing to compare.\n"
                  "\n    ./hmf bench\n");
}

static void the_next_step_is_wrapped_and_ascii(void **state) {
    report_sources *sources = *state;
    for (size_t i = 0; i < sources->bench.count; i++) {
        sources->bench.timings[i].error = NULL;
        sources->bench.timings[i].conditioned_error = 0.0;
    }
    char *text = printed(sources, (report_screen){.columns = 65});
    assert_non_null(strstr(text,
                           "\nnaive is the slowest on the workload `default`, cold: 2.30 s per\n"
                           "call, 5,000,000x the time of universal, the fastest.\n"));
    free(text);
}

/* ---- a bar ----------------------------------------------------------------------------------- */

static report_timing *naive_timing(report_sources *sources, const char *mode) {
    const report_timing *t = report_default(sources, sources->ladder[0], mode);
    assert_non_null(t);
    return &sources->bench.timings[t - sources->bench.timings];
}

static void bars_show_the_set_up(void **state) {
    static const struct {
        double cold, warm;
        bool utf8;
        const char *bar;
    } cases[] = {
        {2.3, 2.3e-3, true, "████████████████████░░░░░░░░░░░░░"},
        {2.3, 2.3e-3, false, "####################-------------"},
        {2.3, 1.5, true, "█████████████████████████████████▏"}, /* less than a column */
        {2.3, 1.3, true, "████████████████████████████████░"},
        {3.0, 1.3, false, "################################--"}, /* ends at the nearest column */
        {2.3, 1e-9, false, "---------------------------------"}, /* warm is below the scale */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        report_timing *cold = naive_timing(*state, "cold");
        for (size_t k = 0; k < cold->count; k++) cold->seconds[k] = cases[i].cold;
        naive_timing(*state, "warm")->seconds[0] = cases[i].warm;
        char want[256];
        snprintf(want, sizeof want, "naive        3.0e-03   %.2f s            1  %s", cases[i].cold,
                 cases[i].bar);
        check_line(*state, cases[i].utf8 ? utf8_80 : ascii_80, "naive", want);
    }
}

static void failed_has_no_bar(void **state) {
    naive_timing(*state, "cold")->error = "all NaN";
    check_line(*state, ascii_80, "naive", "naive        3.0e-03   failed            -");
    check_line(*state, (report_screen){.columns = 30}, "memoised",
               "memoised     1.0e-03   500 ms            -");
}

/* ---- colour ---------------------------------------------------------------------------------- */

/* Removes escape sequences in place. */
static void strip_colour(char *text) {
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '\033')
            from += strcspn(from, "m");
        else
            *to++ = *from;
    }
    *to = '\0';
}

static void colour_changes_no_text(void **state) {
    char *plain = printed(*state, utf8_80);
    char *colourful = printed(*state, (report_screen){80, true, true});
    assert_null(strchr(plain, '\033'));
    assert_non_null(strstr(colourful, "\033[31m  5.0e-13!\033[0m")); /* a broken promise */
    assert_non_null(strstr(colourful, "\033[33m█"));                 /* the slowest      */
    assert_non_null(strstr(colourful, "\033[32m███\033[0m"));        /* the fastest      */
    strip_colour(colourful);
    assert_string_equal(colourful, plain);
    free(colourful);
    free(plain);
}

/* ---- text ------------------------------------------------------------------------------------ */

static void lines_break_between_words(void **state) {
    static const char *const cases[][2] = {
        {"", ""},
        {"one two\n", "one two\n"},
        {"0123456789\n", "0123456789\n"},
        {"01234 6789 x\n", "01234 6789\nx\n"},
        {"01234 6789x y\n", "01234\n6789x y\n"},
        {"a 0123456789abc d\n", "a\n0123456789abc\nd\n"},
        {"0123456789abc d e\n", "0123456789abc\nd e\n"},
        {"×××× ××××× ×\n", "×××× ×××××\n×\n"},
        {"one\n\n    a command that is long\n", "one\n\n    a command that is long\n"},
        {"without an end", "without an\nend\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *got;
        size_t size;
        FILE *out = open_memstream(&got, &size);
        assert_non_null(out);
        report_write_wrapped(out, cases[i][0], (report_screen){.columns = 10});
        assert_int_equal(fclose(out), 0);
        assert_string_equal(got, cases[i][1]);
        free(got);
    }
}

static void characters_become_ascii(void **state) {
    static const char *const cases[][2] = {
        {"", ""}, {"4.31×, 1.00 µs", "4.31x, 1.00 us"}, {"Größe: █ ✓", "Gr??e: ? ?"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", cases[i][0]);
        report_fit_characters(text, utf8_80);
        assert_string_equal(text, cases[i][0]);
        report_fit_characters(text, ascii_80);
        assert_string_equal(text, cases[i][1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define LOADED(test) cmocka_unit_test_setup_teardown(test, load, unload)
        LOADED(table_bars_and_next_step),
        LOADED(bars_fill_the_screen),
        LOADED(no_timings_no_ladder),
        LOADED(the_next_step_is_wrapped_and_ascii),
        LOADED(bars_show_the_set_up),
        LOADED(failed_has_no_bar),
        LOADED(colour_changes_no_text),
        cmocka_unit_test(lines_break_between_words),
        cmocka_unit_test(characters_become_ascii),
    };
    return cmocka_run_group_tests_name("report: on a terminal", tests, NULL, NULL);
}
