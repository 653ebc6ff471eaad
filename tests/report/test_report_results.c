/* SPDX-License-Identifier: MIT */
/* test_report_results.c: the readers of bench.json and profile.json on good and malformed files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "results.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of results for one test. */
typedef struct {
    char folder[64], bench[96], profile_folder[96], profile[128];
    char message[512];
} fixture;

static int make_folder(void **state) {
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->folder, "/tmp/hmf-test-report-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->bench, sizeof f->bench, "%s/bench.json", f->folder);
    snprintf(f->profile_folder, sizeof f->profile_folder, "%s/profile-x", f->folder);
    snprintf(f->profile, sizeof f->profile, "%s/profile-x/profile.json", f->folder);
    assert_int_equal(mkdir(f->profile_folder, 0700), 0);
    *state = f;
    return 0;
}

static int remove_folder(void **state) {
    fixture *f = *state;
    unlink(f->bench);
    unlink(f->profile);
    rmdir(f->profile_folder);
    const int removed = rmdir(f->folder);
    free(f);
    return removed;
}

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void check_message(const fixture *f, const char *path, const char *reason) {
    assert_ptr_equal(strstr(f->message, path), f->message);
    if (!strstr(f->message, reason)) fail_msg("'%s' does not contain '%s'", f->message, reason);
}

/* ---- timings --------------------------------------------------------------------------------- */

#define BENCH(runs)       "{\"context\": {\"hmfbench_schema\": \"1\"},\n\"benchmarks\": [" runs "]}"
#define RUN(name, more)   "{\"run_name\": \"" name "\", \"run_type\": \"iteration\"" more "}"
#define TIME(value, unit) ", \"real_time\": " value ", \"time_unit\": \"" unit "\""
#define FAILED(reason)    ", \"error_occurred\": true, \"error_message\": \"" reason "\""

static void recorded_timings(void **state) {
    fixture *f = *state;
    report_bench bench;
    assert_true(report_load_bench(HMF_TEST_DATA "/report/bench.json", &bench, f->message,
                                  sizeof f->message));
    assert_int_equal(bench.count, 7);

    const report_timing *cold = report_find_timing(&bench, "naive", "default", "cold");
    assert_non_null(cold);
    assert_int_equal(cold->count, 7); /* without the aggregate */
    assert_true(cold->seconds[1] == 2.6);
    assert_true(cold->conditioned_error == 3e-3); /* the worst, not the last */
    assert_true(cold->accuracy == 0.2);
    assert_null(cold->error);

    const report_timing *failed = report_find_timing(&bench, "memoised", "default", "warm");
    assert_non_null(failed);
    assert_int_equal(failed->count, 0);
    assert_string_equal(failed->error, "wrong | `at`\nz = 5");

    const report_timing *stranger = report_find_timing(&bench, "stranger", "point", "replay");
    assert_non_null(stranger);
    assert_true(isnan(stranger->conditioned_error) && isnan(stranger->accuracy));
    assert_null(report_find_timing(&bench, "stranger", "point", "cold"));
    report_free_bench(&bench);
}

static void every_unit_of_time(void **state) {
    static const double seconds[] = {3e-9, 3e-6, 3e-3, 3.0};
    fixture *f = *state;
    report_bench bench;
    write_text(f->bench,
               BENCH(RUN("a/b/c", TIME("3", "ns")) "," RUN("a/b/c", TIME("3", "us")) "," RUN(
                   "a/b/c", TIME("3", "ms")) "," RUN("a/b/c", TIME("3", "s"))));
    assert_true(report_load_bench(f->bench, &bench, f->message, sizeof f->message));
    assert_int_equal(bench.count, 1);
    for (size_t i = 0; i < 4; i++) /* the unit and the product are rounded once each */
        assert_true(fabs(bench.timings[0].seconds[i] / seconds[i] - 1.0) <= 2 * DBL_EPSILON);
    report_free_bench(&bench);
}

static void the_first_failure_is_kept(void **state) {
    fixture *f = *state;
    report_bench bench;
    write_text(f->bench, BENCH(RUN("a/b/c", FAILED("first")) "," RUN("a/b/c", FAILED("second"))));
    assert_true(report_load_bench(f->bench, &bench, f->message, sizeof f->message));
    assert_string_equal(bench.timings[0].error, "first");
    report_free_bench(&bench);
}

static void missing_files_are_no_error(void **state) {
    fixture *f = *state;
    report_bench bench;
    report_profiles profiles;
    assert_false(report_load_bench(f->bench, &bench, f->message, sizeof f->message));
    assert_string_equal(f->message, "");
    assert_null(bench.root);
    /* a folder without its file, and a missing folder */
    assert_true(report_load_profiles(f->folder, &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 0);
    assert_true(report_load_profiles("/nonexistent", &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 0);
}

static void malformed_timings_are_rejected(void **state) {
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"{\"context\": {\n\"hmfbench_schema\": \"1\"},\n\"bench", "bench.json:3: "},
        {"", "bench.json:1: "},
        {"[]", "hmfbench_schema is missing, this program reads 1"},
        {"{\"context\": {\"hmfbench_schema\": \"2\"}, \"benchmarks\": []}",
         "hmfbench_schema is 2, this program reads 1"},
        {"{\"context\": {\"hmfbench_schema\": \"1\"}}", "no repetitions in it"},
        {BENCH("{\"run_type\": \"iteration\"}"), "benchmarks[0]: "},
        {BENCH(RUN("a/b", TIME("1", "ns"))), "run_name 'a/b' is not IMPL/WORKLOAD/MODE"},
        {BENCH(RUN("a//c", TIME("1", "ns"))), "run_name 'a//c' is not IMPL/WORKLOAD/MODE"},
        {BENCH(RUN("a/b/c", TIME("1", "h"))), "time_unit 'h': not a time"},
        {BENCH(RUN("a/b/c", TIME("0", "s"))), "real_time 0"},
        {BENCH(RUN("a/b/c", ", \"real_time\": \"1\"")), "benchmarks[0]: "},
        /* the first of two faults is reported */
        {BENCH(RUN("a/b/c", TIME("1", "s")) "," RUN("x", TIME("1", "s")) "," RUN("y", "")),
         "benchmarks[1]: run_name 'x'"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        report_bench bench;
        write_text(f->bench, cases[i].text);
        assert_false(report_load_bench(f->bench, &bench, f->message, sizeof f->message));
        assert_null(bench.root);
        assert_int_equal(bench.count, 0);
        check_message(f, f->bench, cases[i].reason);
    }
    report_bench bench;
    assert_false(report_load_bench(f->folder, &bench, f->message, sizeof f->message));
    check_message(f, f->folder, "directory");
}

/* ---- profiles -------------------------------------------------------------------------------- */

static void recorded_profiles(void **state) {
    fixture *f = *state;
    report_profiles profiles;
    assert_true(
        report_load_profiles(HMF_TEST_DATA "/report", &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 2);
    assert_string_equal(profiles.profiles[0].implementation, "memoised");
    assert_string_equal(profiles.profiles[1].implementation, "naive");
    report_free_profiles(&profiles);
}

static void malformed_profiles_are_rejected(void **state) {
    fixture *f = *state;
    report_profiles profiles;
    write_text(f->profile, "{\n\n");
    assert_false(report_load_profiles(f->folder, &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 0);
    check_message(f, f->profile, "profile.json:3: ");
    assert_false(report_load_profiles(f->profile, &profiles, f->message, sizeof f->message));
    check_message(f, f->profile, "Not a directory");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
        WITH_FOLDER(recorded_timings),
        WITH_FOLDER(every_unit_of_time),
        WITH_FOLDER(the_first_failure_is_kept),
        WITH_FOLDER(missing_files_are_no_error),
        WITH_FOLDER(malformed_timings_are_rejected),
        WITH_FOLDER(recorded_profiles),
        WITH_FOLDER(malformed_profiles_are_rejected),
    };
    return cmocka_run_group_tests_name("report: results", tests, NULL, NULL);
}
