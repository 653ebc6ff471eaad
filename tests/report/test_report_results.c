/* test_report_results.c: what the readers of results take, what they refuse, and how they say it.
 */
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

/* ---- timings --------------------------------------------------------------------------------- */

static void write_bench(const fixture *f, const char *benchmarks) {
    char text[2048];
    snprintf(text, sizeof text,
             "{\"context\": {\"hmfbench_schema\": \"1\"},\n\"benchmarks\": [%s]}", benchmarks);
    write_text(f->bench, text);
}

static void refuse_bench(fixture *f, const char *reason) {
    report_bench bench;
    assert_false(report_load_bench(f->bench, &bench, f->message, sizeof f->message));
    assert_null(bench.root);
    assert_int_equal(bench.count, 0);
    assert_ptr_equal(strstr(f->message, f->bench), f->message);
    if (!strstr(f->message, reason)) fail_msg("'%s' does not say '%s'", f->message, reason);
}

static void fixture_file_is_read(void **state) {
    fixture *f = *state;
    report_bench bench;
    assert_true(report_load_bench(HMF_TEST_DATA "/report/bench.json", &bench, f->message,
                                  sizeof f->message));
    assert_int_equal(bench.count, 7);

    const report_timing *cold = report_find_timing(&bench, "naive", "default", "cold");
    assert_non_null(cold);
    assert_int_equal(cold->count, 7); /* the aggregate passed over */
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
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"ns", 3e-9}, {"us", 3e-6}, {"ms", 3e-3}, {"s", 3.0}};
    fixture *f = *state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        char run[256];
        snprintf(run, sizeof run,
                 "{\"run_name\": \"a/b/c\", \"run_type\": \"iteration\", \"real_time\": 3, "
                 "\"time_unit\": \"%s\"}",
                 units[i].unit);
        write_bench(f, run);
        report_bench bench;
        assert_true(report_load_bench(f->bench, &bench, f->message, sizeof f->message));
        /* the unit and the product are rounded once each */
        assert_true(fabs(bench.timings[0].seconds[0] / units[i].seconds - 1.0) <= 2 * DBL_EPSILON);
        report_free_bench(&bench);
    }
}

static void missing_file_is_not_run(void **state) {
    fixture *f = *state;
    report_bench bench;
    assert_false(report_load_bench(f->bench, &bench, f->message, sizeof f->message));
    assert_string_equal(f->message, "");
    assert_null(bench.root);
}

static void malformed_timings_are_refused(void **state) {
    fixture *f = *state;
    write_text(f->bench, "{\"context\": {\n\"hmfbench_schema\": \"1\"},\n\"bench");
    refuse_bench(f, "bench.json:3: ");
    write_text(f->bench, "");
    refuse_bench(f, "bench.json:1: ");
    write_text(f->bench, "[]");
    refuse_bench(f, "hmfbench_schema is missing, this program reads 1");
    write_text(f->bench, "{\"context\": {\"hmfbench_schema\": \"2\"}, \"benchmarks\": []}");
    refuse_bench(f, "hmfbench_schema is 2, this program reads 1");
    write_text(f->bench, "{\"context\": {\"hmfbench_schema\": \"1\"}}");
    refuse_bench(f, "no repetitions in it");
    write_bench(f, "{\"run_type\": \"iteration\"}");
    refuse_bench(f, "benchmarks[0]: ");
    write_bench(f, "{\"run_name\": \"a/b\", \"run_type\": \"iteration\", \"real_time\": 1, "
                   "\"time_unit\": \"ns\"}");
    refuse_bench(f, "run_name 'a/b' is not IMPL/WORKLOAD/MODE");
    write_bench(f, "{\"run_name\": \"a/b/c\", \"run_type\": \"iteration\", \"real_time\": 1, "
                   "\"time_unit\": \"h\"}");
    refuse_bench(f, "time_unit 'h': not a time");
    write_bench(f, "{\"run_name\": \"a/b/c\", \"run_type\": \"iteration\", \"real_time\": 0, "
                   "\"time_unit\": \"s\"}");
    refuse_bench(f, "real_time 0");
    write_bench(f, "{\"run_name\": \"a/b/c\", \"run_type\": \"iteration\", \"real_time\": \"1\"}");
    refuse_bench(f, "benchmarks[0]: ");
}

static void folder_in_place_of_a_file(void **state) {
    fixture *f = *state;
    report_bench bench;
    assert_false(report_load_bench(f->folder, &bench, f->message, sizeof f->message));
    assert_non_null(strstr(f->message, "directory"));
}

/* ---- profiles -------------------------------------------------------------------------------- */

#define PROFILE(schema, kind, instructions, functions)                                             \
    "{\"hmfbench_schema\": " schema ", \"kind\": \"" kind "\", \"context\": {}, "                  \
    "\"implementation\": \"a\", \"workload\": \"b\", \"mode\": \"c\", \"counted\": "               \
    "{\"tool\": \"t\", \"version\": \"v\", \"instructions\": " instructions                        \
    ", \"calls_profiled\": 1}, \"sampled\": null, \"not_sampled\": \"r\", \"functions\": "         \
    "[" functions "]}"
#define FUNCTION(name, calls, self, inclusive)                                                     \
    "{\"name\": \"" name "\", \"calls\": " calls ", \"instructions_self\": " self                  \
    ", \"instructions_inclusive\": " inclusive "}"

static void refuse_profile(fixture *f, const char *text, const char *reason) {
    report_profiles profiles;
    write_text(f->profile, text);
    assert_false(report_load_profiles(f->folder, &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 0);
    assert_ptr_equal(strstr(f->message, f->profile), f->message);
    if (!strstr(f->message, reason)) fail_msg("'%s' does not say '%s'", f->message, reason);
}

static void fixture_profiles_are_read(void **state) {
    fixture *f = *state;
    report_profiles profiles;
    assert_true(
        report_load_profiles(HMF_TEST_DATA "/report", &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 2);
    assert_null(report_find_profile(&profiles, "quadrature"));

    const report_profile *naive = report_find_profile(&profiles, "naive");
    assert_non_null(naive);
    assert_true(naive->instructions == 1e7);
    assert_string_equal(naive->sampled_tool, "gperftools");
    assert_int_equal(naive->count, 14);
    assert_string_equal(naive->functions[0].name, "naive_integrand");
    assert_string_equal(naive->functions[1].name, "window"); /* sorted by this reader */
    assert_true(naive->functions[0].calls == 1094475.0);
    assert_true(naive->functions[0].samples_inclusive == 1900.0);
    assert_true(naive->release_ratio == 1.25 && naive->release_differs);

    const report_profile *memoised = report_find_profile(&profiles, "memoised");
    assert_non_null(memoised);
    assert_null(memoised->sampled_tool);
    assert_true(memoised->release_ratio == 1.0288 && !memoised->release_differs);
    assert_string_equal(memoised->not_sampled, "google-pprof is not installed");
    assert_true(isnan(memoised->functions[0].samples_self));
    report_free_profiles(&profiles);
}

/* As ./hmf profile leaves it where valgrind is not on PATH. */
static void what_was_sampled_alone_is_read(void **state) {
    fixture *f = *state;
    report_profiles profiles;
    write_text(f->profile,
               "{\"hmfbench_schema\": 1, \"kind\": \"profile\", \"context\": {}, "
               "\"implementation\": \"a\", \"workload\": \"b\", \"mode\": \"c\", "
               "\"counted\": null, \"not_counted\": \"r\", \"sampled\": {\"tool\": \"t\", "
               "\"samples\": 9, \"rate_hz\": 250, \"seconds\": 1}, \"functions\": ["
               "{\"name\": \"f\", \"calls\": 0, \"instructions_self\": 0, "
               "\"instructions_inclusive\": 0, \"samples_self\": 2}, "
               "{\"name\": \"g\", \"calls\": 0, \"instructions_self\": 0, "
               "\"instructions_inclusive\": 0, \"samples_self\": 7}]}");
    assert_true(report_load_profiles(f->folder, &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 1);
    assert_true(profiles.profiles->instructions == 0.0);
    assert_string_equal(profiles.profiles->not_counted, "r");
    assert_string_equal(profiles.profiles->functions[0].name, "g");
    report_free_profiles(&profiles);
}

static void missing_profiles_are_not_run(void **state) {
    fixture *f = *state;
    report_profiles profiles;
    assert_true(report_load_profiles(f->folder, &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 0); /* its folder is there, the file is not */
    assert_true(report_load_profiles(f->profile, &profiles, f->message, sizeof f->message));
    assert_int_equal(profiles.count, 0);
}

static void malformed_profiles_are_refused(void **state) {
    fixture *f = *state;
    refuse_profile(f, "{\n\n", "profile.json:3: ");
    refuse_profile(f, PROFILE("2", "profile", "9", FUNCTION("f", "1", "9", "9")),
                   "hmfbench_schema 2; this program reads 'profile', 1");
    refuse_profile(f, PROFILE("1", "list", "9", FUNCTION("f", "1", "9", "9")), "kind 'list'");
    refuse_profile(f, PROFILE("1", "profile", "0", FUNCTION("f", "1", "0", "0")),
                   "nothing was counted");
    refuse_profile(f, PROFILE("1", "profile", "9", ""), "no functions in it");
    refuse_profile(f, PROFILE("1", "profile", "9", "{\"name\": \"f\"}"), "functions[0]: ");
    refuse_profile(f, PROFILE("1", "profile", "9", FUNCTION("f", "-1", "9", "9")), "f: -1 calls");
    refuse_profile(f, PROFILE("1", "profile", "9", FUNCTION("f", "1", "10", "10")), "a part of 9");
    refuse_profile(f, PROFILE("1", "profile", "9", FUNCTION("f", "1", "3", "2")), "a part of 9");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
        WITH_FOLDER(fixture_file_is_read),           WITH_FOLDER(every_unit_of_time),
        WITH_FOLDER(missing_file_is_not_run),        WITH_FOLDER(malformed_timings_are_refused),
        WITH_FOLDER(folder_in_place_of_a_file),      WITH_FOLDER(fixture_profiles_are_read),
        WITH_FOLDER(what_was_sampled_alone_is_read), WITH_FOLDER(missing_profiles_are_not_run),
        WITH_FOLDER(malformed_profiles_are_refused),
    };
    return cmocka_run_group_tests_name("report: results", tests, NULL, NULL);
}
