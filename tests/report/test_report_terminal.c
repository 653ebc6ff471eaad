/* test_report_terminal.c: the ladder and the next step on a terminal of any kind, from the invented
 * results in data/report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ladder_chart.h"
#include "report_fixture.h"
#include "screen.h"
#include "terminal.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- all of it ------------------------------------------------------------------------------- */

static char *terminal(const report_sources *sources, report_screen screen) {
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(report_terminal(out, sources, screen));
    assert_int_equal(fclose(out), 0);
    return text;
}

static void check_terminal(const report_sources *sources, report_screen screen, const char *want) {
    char *text = terminal(sources, screen);
    assert_string_equal(text, want);
    free(text);
}

/* A line of the screen, without its end; the caller frees it. */
static char *terminal_line(const report_sources *sources, report_screen screen,
                           const char *beginning) {
    char *text = terminal(sources, screen), *save = NULL, *found = NULL;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (!found && strncmp(line, beginning, strlen(beginning)) == 0) found = strdup(line);
    free(text);
    if (!found) fail_msg("no line begins with '%s'", beginning);
    return found;
}

static void check_line(const report_sources *sources, report_screen screen, const char *beginning,
                       const char *want) {
    char *line = terminal_line(sources, screen, beginning);
    assert_string_equal(line, want);
    free(line);
}

static void table_bars_and_next_step(void **state) {
    check_terminal(
        *state, (report_screen){.columns = 80, .utf8 = true},
        "rung           error     cold       faster\n"
        "naive        3.0e-03   2.30 s            1  █████████████████████████████████▏\n"
        "memoised     1.0e-03   500 ms        4.60×  ██████████████████████████████▏\n"
        "quadrature         -  not run            -\n"
        "universal   5.0e-13!   460 ns   5,000,000×  ███\n"
        "█ evaluate  ░ set up  (logarithmic)         100 ns                        10.0 s\n"
        "\n"
        "Next step\n"
        "memoised/default/warm failed: wrong | `at` z = 5.\n"
        "Mend that first: a wrong answer has no speed.\n"
        "\n"
        "    ./hmf test --filter memoised\n");
}

static void ascii_where_there_is_no_more(void **state) {
    check_terminal(
        *state, (report_screen){.columns = 80},
        "rung           error     cold       faster\n"
        "naive        3.0e-03   2.30 s            1  #################################\n"
        "memoised     1.0e-03   500 ms        4.60x  ##############################\n"
        "quadrature         -  not run            -\n"
        "universal   5.0e-13!   460 ns   5,000,000x  ###\n"
        "# evaluate  - set up  (logarithmic)         100 ns                        10.0 s\n"
        "\n"
        "Next step\n"
        "memoised/default/warm failed: wrong | `at` z = 5.\n"
        "Mend that first: a wrong answer has no speed.\n"
        "\n"
        "    ./hmf test --filter memoised\n");
}

static void no_bars_where_these_do_not_fit(void **state) {
    check_line(*state, (report_screen){.columns = 63, .utf8 = true}, "naive",
               "naive        3.0e-03   2.30 s            1");
    char *text = terminal(*state, (report_screen){.columns = 63, .utf8 = true});
    assert_null(strstr(text, "logarithmic"));
    free(text);
}

static void bars_as_wide_as_the_screen(void **state) {
    for (size_t columns = 64; columns <= 240; columns += 11) {
        char *line = terminal_line(*state, (report_screen){.columns = columns, .utf8 = true}, "█");
        assert_int_equal(report_columns(line), columns); /* the ends of the scale */
        free(line);
    }
}

/* ---- a bar ----------------------------------------------------------------------------------- */

static report_timing *naive_timing(report_sources *sources, const char *mode) {
    for (size_t i = 0; i < sources->bench.count; i++) {
        report_timing *t = &sources->bench.timings[i];
        if (strcmp(t->impl, "naive") == 0 && strcmp(t->workload, "default") == 0 &&
            strcmp(t->mode, mode) == 0)
            return t;
    }
    fail_msg("naive/default/%s is not in the results", mode);
    return NULL;
}

static void set_up_is_light(void **state) {
    naive_timing(*state, "warm")->seconds[0] = 2.3e-3;
    check_line(*state, (report_screen){.columns = 80, .utf8 = true}, "naive",
               "naive        3.0e-03   2.30 s            1  ████████████████████░░░░░░░░░░░░░");
    check_line(*state, (report_screen){.columns = 80}, "naive",
               "naive        3.0e-03   2.30 s            1  ####################-------------");
}

static void set_up_below_a_column_is_solid(void **state) {
    naive_timing(*state, "warm")->seconds[0] = 1.5;
    check_line(*state, (report_screen){.columns = 80, .utf8 = true}, "naive",
               "naive        3.0e-03   2.30 s            1  █████████████████████████████████▏");
    naive_timing(*state, "warm")->seconds[0] = 1.3;
    check_line(*state, (report_screen){.columns = 80, .utf8 = true}, "naive",
               "naive        3.0e-03   2.30 s            1  ████████████████████████████████░");
}

static void light_ends_at_the_nearest_column(void **state) {
    report_timing *cold = naive_timing(*state, "cold");
    for (size_t i = 0; i < cold->count; i++) cold->seconds[i] = 3.0;
    naive_timing(*state, "warm")->seconds[0] = 1.3;
    check_line(*state, (report_screen){.columns = 80}, "naive",
               "naive        3.0e-03   3.00 s            1  ################################--");
}

static void set_up_alone_has_no_solid_part(void **state) {
    naive_timing(*state, "warm")->seconds[0] = 1e-9; /* below the scale */
    check_line(*state, (report_screen){.columns = 80}, "naive",
               "naive        3.0e-03   2.30 s            1  ---------------------------------");
}

static void failed_has_no_bar(void **state) {
    naive_timing(*state, "cold")->error = "all NaN";
    check_line(*state, (report_screen){.columns = 80}, "naive",
               "naive        3.0e-03   failed            -");
    check_line(*state, (report_screen){.columns = 30}, "memoised",
               "memoised     1.0e-03   500 ms            -");
}

static void next_step_in_ascii_as_well(void **state) {
    report_sources *sources = *state;
    for (size_t i = 0; i < sources->bench.count; i++) {
        sources->bench.timings[i].error = NULL;
        sources->bench.timings[i].conditioned_error = 0.0;
    }
    check_line(sources, (report_screen){.columns = 61}, "naive is",
               "naive is the slowest on the job default, cold: 2.30 s a call,");
    char *text = terminal(sources, (report_screen){.columns = 61});
    assert_non_null(strstr(text, "\n5,000,000x the time of universal, the fastest.\n"));
    free(text);
}

static void no_timings_no_ladder(void **state) {
    report_sources *sources = *state;
    report_free_bench(&sources->bench);
    sources->bench = (report_bench){0};
    check_terminal(sources, (report_screen){.columns = 80, .colour = true},
                   "Next step\n"
                   "The job default was not timed cold, so nothing can be compared.\n"
                   "\n    ./hmf bench\n");
}

/* ---- colour ---------------------------------------------------------------------------------- */

/* text without escape sequences, in place */
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
    char *plain = terminal(*state, (report_screen){.columns = 80, .utf8 = true});
    char *colourful = terminal(*state, (report_screen){80, true, true});
    assert_null(strchr(plain, '\033'));
    assert_non_null(strstr(colourful, "\033[31m  5.0e-13!\033[0m")); /* a broken promise    */
    assert_non_null(strstr(colourful, "\033[33m█"));                 /* the slowest         */
    assert_non_null(strstr(colourful, "\033[32m███\033[0m"));        /* the fastest         */
    strip_colour(colourful);
    assert_string_equal(colourful, plain);
    free(colourful);
    free(plain);
}

/* ---- text ------------------------------------------------------------------------------------ */

static void check_wrapped(size_t columns, const char *text, const char *want) {
    char *got;
    size_t size;
    FILE *out = open_memstream(&got, &size);
    assert_non_null(out);
    report_write_wrapped(out, text, (report_screen){.columns = columns});
    assert_int_equal(fclose(out), 0);
    assert_string_equal(got, want);
    free(got);
}

static void lines_break_between_words(void **state) {
    (void)state;
    check_wrapped(10, "", "");
    check_wrapped(10, "one two\n", "one two\n");
    check_wrapped(10, "0123456789\n", "0123456789\n");
    check_wrapped(10, "01234 6789 x\n", "01234 6789\nx\n");
    check_wrapped(10, "01234 6789x y\n", "01234\n6789x y\n");
    check_wrapped(10, "a 0123456789abc d\n", "a\n0123456789abc\nd\n");
    check_wrapped(10, "0123456789abc d e\n", "0123456789abc\nd e\n");
    check_wrapped(10, "×××× ××××× ×\n", "×××× ×××××\n×\n");
    check_wrapped(10, "one\n\n    a command that is long\n", "one\n\n    a command that is long\n");
    check_wrapped(10, "without an end", "without an\nend\n");
}

static void check_fit(const char *text, const char *want) {
    char fit[64];
    snprintf(fit, sizeof fit, "%s", text);
    report_fit_characters(fit, (report_screen){.utf8 = true});
    assert_string_equal(fit, text);
    report_fit_characters(fit, (report_screen){.utf8 = false});
    assert_string_equal(fit, want);
}

static void characters_become_ascii(void **state) {
    (void)state;
    check_fit("", "");
    check_fit("4.31×, 1.00 µs", "4.31x, 1.00 us");
    check_fit("Größe: █ ✓", "Gr??e: ? ?");
    assert_int_equal(report_columns("4.31× µs"), 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define LOADED(test) cmocka_unit_test_setup_teardown(test, load, unload)
        LOADED(table_bars_and_next_step),
        LOADED(ascii_where_there_is_no_more),
        LOADED(no_bars_where_these_do_not_fit),
        LOADED(bars_as_wide_as_the_screen),
        LOADED(set_up_is_light),
        LOADED(set_up_below_a_column_is_solid),
        LOADED(light_ends_at_the_nearest_column),
        LOADED(set_up_alone_has_no_solid_part),
        LOADED(failed_has_no_bar),
        LOADED(next_step_in_ascii_as_well),
        LOADED(no_timings_no_ladder),
        LOADED(colour_changes_no_text),
        cmocka_unit_test(lines_break_between_words),
        cmocka_unit_test(characters_become_ascii),
    };
    return cmocka_run_group_tests_name("report: on a terminal", tests, NULL, NULL);
}
