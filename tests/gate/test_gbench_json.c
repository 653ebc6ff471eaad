/*
 * test_gbench_json.c: results of Google Benchmark, of several versions, whole and damaged.
 *
 * 1.7.1.json was written by gbench_fixture with version 1.7.1 of the library; only host and date
 * were replaced. 1.4.json, 1.5.json and 1.9.json were written by hand, after what those versions of
 * the library document and print.
 */
#include "gbench_json.h"

#include "temporary_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CONTEXT "\"context\": {\"num_cpus\": 1}"

static char message[512];

static gbench_results read_version(const char *version) {
    char path[4096];
    gbench_results results;
    snprintf(path, sizeof path, "%s/%s.json", HMF_TEST_DATA, version);
    if (!gbench_read(path, &results, message, sizeof message)) fail_msg("%s", message);
    return results;
}

static const gbench_result *find(const gbench_results *results, const char *name) {
    const gbench_result *result = gbench_find(results, name);
    if (!result) fail_msg("no result for %s", name);
    return result;
}

static void assert_near(double value, double expected) {
    if (!(fabs(value / expected - 1.0) < 1e-12)) fail_msg("%.17g is not %.17g", value, expected);
}

static void assert_times(const gbench_results *results, const char *name, double real, double cpu) {
    const gbench_result *result = find(results, name);
    assert_int_equal(result->state, GBENCH_TIMED);
    assert_string_equal(result->reason, "");
    assert_near(result->real_seconds, real);
    assert_near(result->cpu_seconds, cpu);
}

static void assert_not_timed(const gbench_results *results, const char *name, gbench_state state,
                             const char *reason) {
    const gbench_result *result = find(results, name);
    assert_int_equal(result->state, state);
    assert_string_equal(result->reason, reason);
}

/* ---- versions -------------------------------------------------------------------------------- */

static void what_was_recorded(void **state) {
    (void)state;
    gbench_results r = read_version("1.7.1");
    static const char *const names[] = {"steady/2000",
                                        "changed",
                                        "sum<long, 1000>",
                                        "sum<unsigned char, 200>",
                                        "named with blanks/a+b (c)|d/100",
                                        "counted/real_time",
                                        "by_hand/manual_time",
                                        "of_the_process/100/process_time",
                                        "with_threads/1000/threads:2",
                                        "set_by_hand/100/iterations:1000",
                                        "again/100/repeats:3",
                                        "only_aggregates/100/repeats:3",
                                        "fitted/64",
                                        "fitted/512",
                                        "failing"};
    assert_int_equal(r.count, sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const gbench_result *result = find(&r, names[i]);
        if (strcmp(names[i], "failing") == 0) continue;
        assert_int_equal(result->state, GBENCH_TIMED);
        assert_true(result->real_seconds > 1e-9 && result->real_seconds < 1e-3);
        assert_true(result->cpu_seconds > 1e-9 && result->cpu_seconds < 1e-3);
    }
    assert_near(find(&r, "by_hand/manual_time")->real_seconds, 1e-5);
    assert_not_timed(&r, "failing", GBENCH_ERROR, "no such \"device\"");
    gbench_free(&r);
}

static void before_rows_had_a_type(void **state) {
    (void)state;
    gbench_results r = read_version("1.4");
    assert_int_equal(r.count, 5);
    assert_times(&r, "steady/2000", 12410e-9, 12400e-9);
    assert_times(&r, "find_median", 55e-9, 50e-9);
    assert_times(&r, "again/100/repeats:3", 0.56e-6, 0.48e-6);
    assert_times(&r, "only_aggregates/100/repeats:3", 570e-9, 486e-9);
    assert_not_timed(&r, "failing", GBENCH_ERROR, "no such device");
    gbench_free(&r);
}

static void with_types(void **state) {
    (void)state;
    gbench_results r = read_version("1.5");
    assert_int_equal(r.count, 3);
    assert_times(&r, "steady/2000", 12410e-9, 12400e-9);
    assert_times(&r, "all/mean", 1.5, 1.25);
    assert_times(&r, "few/repeats:2", 2.5e-3, 2e-3); /* no median: the mean */
    gbench_free(&r);
}

static void with_skipped_ones(void **state) {
    (void)state;
    gbench_results r = read_version("1.9");
    assert_int_equal(r.count, 4);
    assert_times(&r, "sum<long, 1000>/min_warmup_time:0.100", 2.7e-9, 2.5e-9);
    assert_not_timed(&r, "not_here", GBENCH_SKIPPED, "this processor has no vectors");
    assert_not_timed(&r, "failing", GBENCH_ERROR, "no such \"device\"");
    const gbench_result *asleep = find(&r, "asleep");
    assert_near(asleep->real_seconds, 1e-3);
    assert_true(isnan(asleep->cpu_seconds));
    gbench_free(&r);
}

/* ---- details --------------------------------------------------------------------------------- */

static bool read_from(const char *text, gbench_results *results) {
    char path[TEMPORARY_PATH];
    temporary_file(path, text, strlen(text));
    const bool good = gbench_read(path, results, message, sizeof message);
    if (!good && strncmp(message, path, strlen(path)) != 0) fail_msg("no path in '%s'", message);
    if (!good) memmove(message, message + strlen(path), strlen(message + strlen(path)) + 1);
    unlink(path);
    return good;
}

/* The one row, with these members besides its name. */
static gbench_results read_row(const char *members) {
    char text[1024];
    gbench_results results;
    snprintf(text, sizeof text, "{" CONTEXT ", \"benchmarks\": [{\"name\": \"a\", %s}]}", members);
    if (!read_from(text, &results)) fail_msg("%s", message);
    assert_int_equal(results.count, 1);
    return results;
}

static void all_units(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1.0}};
    for (size_t i = 0; i < 4; i++) {
        char members[128];
        snprintf(members, sizeof members,
                 "\"real_time\": 3, \"cpu_time\": 2.5, \"time_unit\": \"%s\"", units[i].name);
        gbench_results r = read_row(members);
        assert_times(&r, "a", 3.0 * units[i].seconds, 2.5 * units[i].seconds);
        gbench_free(&r);
    }
}

static void no_time_is_taken_that_cannot_be_one(void **state) {
    (void)state;
    static const char *const times[] = {"0",         "-1",   "0.0",    "NaN",
                                        "nan",       "-nan", "inf",    "Infinity",
                                        "-Infinity", "null", "\"12\"", "-1e-300"};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char members[128];
        snprintf(members, sizeof members,
                 "\"real_time\": %s, \"cpu_time\": 2, \"time_unit\": \"ns\"", times[i]);
        gbench_results r = read_row(members);
        assert_int_equal(r.result[0].state, GBENCH_TIMED);
        assert_true(isnan(r.result[0].real_seconds));
        assert_near(r.result[0].cpu_seconds, 2e-9);
        gbench_free(&r);
    }
}

/* An aggregate has the number of repetitions instead. */
static void iterations_are_those_of_a_run(void **state) {
    (void)state;
    static const struct {
        const char *members;
        double expected;
    } rows[] = {
        {"\"iterations\": 12", 12.0},
        {"\"run_type\": \"iteration\", \"iterations\": 18446744073709551615", 0x1p64},
        {"\"run_type\": \"aggregate\", \"aggregate_name\": \"mean\", \"iterations\": 3", NAN},
        {"\"iterations\": \"12\"", NAN},
        {"\"label\": \"\"", NAN}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char members[256];
        snprintf(members, sizeof members,
                 "%s, \"real_time\": 3, \"cpu_time\": 2, \"time_unit\": \"ns\"", rows[i].members);
        gbench_results r = read_row(members);
        if (isnan(rows[i].expected))
            assert_true(isnan(r.result[0].iterations));
        else
            assert_near(r.result[0].iterations, rows[i].expected);
        gbench_free(&r);
    }
}

static void one_bad_repetition_spoils_all(void **state) {
    (void)state;
    gbench_results r;
    assert_true(
        read_from("{" CONTEXT ", \"benchmarks\": ["
                  "{\"name\": \"a\", \"real_time\": 3, \"cpu_time\": 0, \"time_unit\": \"ns\"},"
                  "{\"name\": \"b\", \"real_time\": 3, \"cpu_time\": 1, \"time_unit\": \"ns\"},"
                  "{\"name\": \"a\", \"real_time\": 4, \"cpu_time\": 1, \"time_unit\": \"ns\"},"
                  "{\"name\": \"b\", \"error_occurred\": true, \"error_message\": \"no\"}]}",
                  &r));
    assert_int_equal(r.count, 2);
    assert_near(find(&r, "a")->real_seconds, 3.5e-9);
    assert_true(isnan(find(&r, "a")->cpu_seconds));
    assert_not_timed(&r, "b", GBENCH_ERROR, "no");
    gbench_free(&r);
}

static void names_and_labels_may_hold_anything(void **state) {
    (void)state;
    gbench_results r;
    assert_true(read_from(
        "{" CONTEXT ", \"benchmarks\": [{\"name\": \"nan, inf: -Infinity \\\" \\\\\","
        " \"label\": \"a\tb\x01 NaN\", \"real_time\": 3, \"cpu_time\": 1, \"time_unit\": \"ns\"}]}",
        &r));
    assert_times(&r, "nan, inf: -Infinity \" \\", 3e-9, 1e-9);
    gbench_free(&r);
}

static void bytes_that_are_not_utf8_are_replaced(void **state) {
    (void)state;
    gbench_results r;
    assert_true(
        read_from("{\"context\": {\"executable\": \"/home/J\xfcrgen\"}, \"benchmarks\": [{\"name\":"
                  " \"gr\xf6\xdf\xe9\xc3\xa9\xe2\x82\", \"label\": \"\xff\", \"real_time\": 3, "
                  "\"cpu_time\": 1,"
                  " \"time_unit\": \"ns\"}, {\"name\": \"a\xed\xa0\x80\", \"error_occurred\": true,"
                  " \"error_message\": \"\xe9\"}]}",
                  &r));
    assert_int_equal(r.count, 2);
    assert_times(&r, "gr???\xc3\xa9??", 3e-9, 1e-9);
    assert_not_timed(&r, "a???", GBENCH_ERROR, "?");
    gbench_free(&r);
}

static void versions_are_those_of_the_library(void **state) {
    (void)state;
    gbench_results r = read_version("1.9");
    assert_string_equal(r.version, "v1.9.1");
    gbench_free(&r);
    r = read_version("1.7.1");
    assert_string_equal(r.version, "unknown");
    gbench_free(&r);
}

static void nothing_was_run(void **state) {
    (void)state;
    gbench_results r;
    assert_true(read_from("{" CONTEXT ", \"benchmarks\": []}", &r));
    assert_int_equal(r.count, 0);
    assert_null(gbench_find(&r, "a"));
    gbench_free(&r);
}

static void results_are_merged(void **state) {
    (void)state;
    gbench_results old = read_version("1.5"), new = read_version("1.9");
    assert_true(gbench_merge(&old, &new));
    gbench_free(&new);
    assert_int_equal(old.count, 7);
    find(&old, "all/mean");
    find(&old, "asleep");
    gbench_free(&old);
}

/* ---- damage ---------------------------------------------------------------------------------- */

static void assert_refused(const char *text, const char *reason) {
    gbench_results results;
    if (read_from(text, &results)) fail_msg("not refused: %s", text);
    if (strncmp(message, reason, strlen(reason)) != 0)
        fail_msg("'%s' does not begin with '%s'", message, reason);
    assert_null(results.result);
    assert_int_equal(results.count, 0);
}

static void refusals_have_reasons(void **state) {
    (void)state;
    assert_refused("", ": it is empty");
    assert_refused(" \n\t", ": it is empty");
    assert_refused("\n{]", ": line 2: ");
    assert_refused("steady/2000\nchanged\n", ": line 1: ");
    assert_refused("{" CONTEXT ", \"benchmarks\": [", ": line 1: ");
    assert_refused("{" CONTEXT ", \"benchmarks\": []} more", ": line 1: end of file expected");
    assert_refused("{" CONTEXT "}", ": it is not what Google Benchmark writes: no list");
    assert_refused("[1, 2]", ": it is not what Google Benchmark writes: no list");
    assert_refused("{\"benchmarks\": []}", ": it is not what Google Benchmark writes: no \"con");
    assert_refused("{" CONTEXT ", \"benchmarks\": [{}]}", ": benchmark 1, \"\", has no name");
    assert_refused("{" CONTEXT ", \"benchmarks\": [1]}", ": benchmark 1, \"\", has no name");
    assert_refused("{" CONTEXT ", \"benchmarks\": [{\"name\": \"a\"}]}",
                   ": benchmark 1, \"a\", has no real_time and cpu_time");
    assert_refused("{" CONTEXT
                   ", \"benchmarks\": [{\"name\": \"a\", \"real_time\": 1, \"cpu_time\": "
                   "1, \"time_unit\": \"h\"}]}",
                   ": benchmark 1, \"a\", has no time_unit of ns, us, ms or s");
}

static void no_file_is_told(void **state) {
    (void)state;
    gbench_results results;
    assert_false(gbench_read("/nonexistent/x.json", &results, message, sizeof message));
    assert_string_equal(message, "/nonexistent/x.json: No such file or directory");
    assert_false(gbench_read("/", &results, message, sizeof message));
    assert_string_equal(message, "/: Is a directory");
}

static char *slurp(const char *version) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.json", HMF_TEST_DATA, version);
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 65536);
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 100);
    fclose(file);
    return text;
}

/* No beginning of a file is taken for the whole. */
static void every_truncation_is_refused(void **state) {
    (void)state;
    char *text = slurp("1.9");
    gbench_results results;
    for (size_t length = strlen(text) - 3; length > 0; length -= length > 41 ? 41 : length) {
        text[length] = '\0';
        if (read_from(text, &results)) fail_msg("taken whole after %zu characters", length);
    }
    free(text);
}

/* Whatever a damaged file is taken for, what is read is sound. For the sanitizers. */
static void damage_does_no_harm(void **state) {
    (void)state;
    char *text = slurp("1.4");
    const size_t length = strlen(text);
    for (unsigned i = 0; i < 500; i++) {
        const size_t where = (i * 2654435761u) % length;
        const char was = text[where];
        gbench_results results;
        text[where] = "\"\\{}[],:0-nN\x80\n_x"[i % 16];
        if (read_from(text, &results)) gbench_free(&results);
        text[where] = was;
    }
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_recorded),
        cmocka_unit_test(before_rows_had_a_type),
        cmocka_unit_test(with_types),
        cmocka_unit_test(with_skipped_ones),
        cmocka_unit_test(all_units),
        cmocka_unit_test(no_time_is_taken_that_cannot_be_one),
        cmocka_unit_test(iterations_are_those_of_a_run),
        cmocka_unit_test(one_bad_repetition_spoils_all),
        cmocka_unit_test(names_and_labels_may_hold_anything),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(versions_are_those_of_the_library),
        cmocka_unit_test(nothing_was_run),
        cmocka_unit_test(results_are_merged),
        cmocka_unit_test(refusals_have_reasons),
        cmocka_unit_test(no_file_is_told),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(damage_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
