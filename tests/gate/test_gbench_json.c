/* SPDX-License-Identifier: MIT */
/*
 * test_gbench_json.c: results of several versions of Google Benchmark, intact and damaged.
 *
 * 1.7.1.json was written by gbench_fixture with version 1.7.1 of the library; host and date were
 * replaced, caches and indices removed, and each row joined into one line. 1.5.json and 1.9.json
 * were written by hand, from the documentation and the output of those versions.
 */
#include "gbench_json.h"

#include "temporary_file.h"
#include "unit_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    if (isnan(value) && isnan(expected)) return;
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

static void a_recorded_file(void **state) {
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
    assert_int_equal(r.count, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
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

/* Benchmarks of files written by hand, with their times, or without and with the reason. */
static void other_versions(void **state) {
    (void)state;
    static const struct {
        const char *version;
        size_t count;
        const char *name;
        gbench_state state;
        const char *reason;
        double real, cpu;
    } table[] = {
        {"1.5", 3, "steady/2000", GBENCH_TIMED, "", 12410e-9, 12400e-9},
        {"1.5", 3, "all/mean", GBENCH_TIMED, "", 1.5, 1.25},
        {"1.5", 3, "few/repeats:2", GBENCH_TIMED, "", 2.5e-3, 2e-3}, /* no median: the mean */
        {"1.9", 4, "sum<long, 1000>/min_warmup_time:0.100", GBENCH_TIMED, "", 2.7e-9, 2.5e-9},
        {"1.9", 4, "not_here", GBENCH_SKIPPED, "this processor has no vectors", 0, 0},
        {"1.9", 4, "failing", GBENCH_ERROR, "no such \"device\"", 0, 0},
        {"1.9", 4, "asleep", GBENCH_TIMED, "", 1e-3, NAN},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        gbench_results r = read_version(table[i].version);
        assert_int_equal(r.count, table[i].count);
        if (table[i].state == GBENCH_TIMED)
            assert_times(&r, table[i].name, table[i].real, table[i].cpu);
        else
            assert_not_timed(&r, table[i].name, table[i].state, table[i].reason);
        assert_string_equal(r.version, strcmp(table[i].version, "1.9") == 0 ? "v1.9.1" : "unknown");
        gbench_free(&r);
    }
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

/* Reads a file with one row named "a" with these members. */
static gbench_results read_row(const char *members) {
    char text[1024];
    gbench_results results;
    snprintf(text, sizeof text, "{" CONTEXT ", \"benchmarks\": [{\"name\": \"a\", %s}]}", members);
    if (!read_from(text, &results)) fail_msg("%s", message);
    assert_int_equal(results.count, 1);
    return results;
}

/* The members of a row, and its real time (of a unit "s") and iterations. A time must be finite and
 * above 0; the iterations of an aggregate are a number of repetitions. */
static void values_of_a_row(void **state) {
    (void)state;
    static const struct {
        const char *members;
        double seconds, iterations;
    } table[] = {
        {"\"time_unit\": \"ns\"", 3e-9, NAN},
        {"\"time_unit\": \"us\"", 3e-6, NAN},
        {"\"time_unit\": \"ms\"", 3e-3, NAN},
        {"\"time_unit\": \"s\", \"iterations\": 12", 3.0, 12.0},
        {"\"time_unit\": \"s\", \"run_type\": \"iteration\", \"iterations\": "
         "18446744073709551615",
         3.0, 0x1p64},
        {"\"time_unit\": \"s\", \"run_type\": \"aggregate\", \"aggregate_name\": \"mean\", "
         "\"iterations\": 3",
         3.0, NAN},
        {"\"time_unit\": \"s\", \"iterations\": \"12\"", 3.0, NAN},
    };
    static const char *const no_times[] = {"0",         "-1",   "0.0",    "NaN",
                                           "nan",       "-nan", "inf",    "Infinity",
                                           "-Infinity", "null", "\"12\"", "-1e-300"};
    char members[256];
    for (size_t i = 0; i < COUNT(table); i++) {
        snprintf(members, sizeof members, "%s, \"cpu_time\": 2, \"real_time\": 3",
                 table[i].members);
        gbench_results r = read_row(members);
        assert_times(&r, "a", table[i].seconds, table[i].seconds / 3.0 * 2.0);
        assert_near(r.result[0].iterations, table[i].iterations);
        gbench_free(&r);
    }
    for (size_t i = 0; i < COUNT(no_times); i++) {
        snprintf(members, sizeof members,
                 "\"time_unit\": \"s\", \"cpu_time\": 2, \"real_time\": %s", no_times[i]);
        gbench_results r = read_row(members);
        assert_times(&r, "a", NAN, 2.0);
        gbench_free(&r);
    }
}

static void one_bad_repetition_invalidates_all(void **state) {
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

static void a_file_without_benchmarks(void **state) {
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
    gbench_merge(&old, &new);
    gbench_free(&new);
    assert_int_equal(old.count, 7);
    find(&old, "all/mean");
    find(&old, "asleep");
    gbench_free(&old);
}

/* ---- damage ---------------------------------------------------------------------------------- */

static void rejections_have_reasons(void **state) {
    (void)state;
    static const char *const table[][2] = {
        {"", ": it is empty"},
        {" \n\t", ": it is empty"},
        {"\n{]", ": line 2: "},
        {"steady/2000\nchanged\n", ": line 1: "},
        {"{" CONTEXT ", \"benchmarks\": [", ": line 1: "},
        {"{" CONTEXT ", \"benchmarks\": []} more", ": line 1: end of file expected"},
        {"{" CONTEXT "}", ": it is not a result of Google Benchmark: no list"},
        {"[1, 2]", ": it is not a result of Google Benchmark: no list"},
        {"{\"benchmarks\": []}", ": it is not a result of Google Benchmark: no \"con"},
        {"{" CONTEXT ", \"benchmarks\": [{}]}", ": benchmark 1, \"\", has no name"},
        {"{" CONTEXT ", \"benchmarks\": [1]}", ": benchmark 1, \"\", has no name"},
        {"{" CONTEXT ", \"benchmarks\": [{\"name\": \"a\"}]}",
         ": benchmark 1, \"a\", has no real_time and cpu_time"},
        {"{" CONTEXT ", \"benchmarks\": [{\"name\": \"a\", \"real_time\": 1, \"cpu_time\": 1,"
         " \"time_unit\": \"h\"}]}",
         ": benchmark 1, \"a\", has no time_unit of ns, us, ms or s"},
    };
    gbench_results results;
    for (size_t i = 0; i < COUNT(table); i++) {
        if (read_from(table[i][0], &results)) fail_msg("not rejected: %s", table[i][0]);
        if (strncmp(message, table[i][1], strlen(table[i][1])) != 0)
            fail_msg("'%s' does not begin with '%s'", message, table[i][1]);
        assert_true(!results.result && results.count == 0);
    }
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

static void every_truncation_is_rejected(void **state) {
    (void)state;
    char *text = slurp("1.9");
    gbench_results results;
    for (size_t length = strlen(text) - 3; length > 0; length -= length > 41 ? 41 : length) {
        text[length] = '\0';
        if (read_from(text, &results)) fail_msg("not rejected after %zu characters", length);
    }
    free(text);
}

/* Lets the sanitizers check the reader on damaged files. */
static void damage_does_no_harm(void **state) {
    (void)state;
    char *text = slurp("1.5");
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
        cmocka_unit_test(a_recorded_file),
        cmocka_unit_test(other_versions),
        cmocka_unit_test(values_of_a_row),
        cmocka_unit_test(one_bad_repetition_invalidates_all),
        cmocka_unit_test(names_and_labels_may_hold_anything),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(a_file_without_benchmarks),
        cmocka_unit_test(results_are_merged),
        cmocka_unit_test(rejections_have_reasons),
        cmocka_unit_test(every_truncation_is_rejected),
        cmocka_unit_test(damage_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
