/* SPDX-License-Identifier: MIT */
/* test_report.c: the reader of bench.json, the ladder, the next step, and the report as JSON. */

#include "report.h"
#include "report_fixture.h"
#include "temporary_file.h"
#include "unit_test.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- timings --------------------------------------------------------------------------------- */

/* Loads timings from that text. */
static bool load_text(const char *text, report_bench *bench, char *message, size_t size) {
    char path[TEMPORARY_PATH];
    temporary_file(path, text, strlen(text));
    const bool good = report_load_bench(path, bench, message, size);
    unlink(path);
    if (!good) assert_ptr_equal(strstr(message, path), message);
    return good;
}

#define BENCH(runs)       "{\"context\": {\"hmfbench_schema\": \"1\"},\n\"benchmarks\": [" runs "]}"
#define RUN(name, more)   "{\"run_name\": \"" name "\", \"run_type\": \"iteration\"" more "}"
#define TIME(value, unit) ", \"real_time\": " value ", \"time_unit\": \"" unit "\""
#define FAILED(reason)    ", \"error_occurred\": true, \"error_message\": \"" reason "\""

static void recorded_timings(void **state) {
    (void)state;
    char message[512] = "";
    report_bench bench;
    assert_true(
        report_load_bench(HMF_TEST_DATA "/report/bench.json", &bench, message, sizeof message));
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
    (void)state;
    static const double seconds[] = {3e-9, 3e-6, 3e-3, 3.0};
    char message[512] = "";
    report_bench bench;
    assert_true(
        load_text(BENCH(RUN("a/b/c", TIME("3", "ns")) "," RUN("a/b/c", TIME("3", "us")) "," RUN(
                      "a/b/c", TIME("3", "ms")) "," RUN("a/b/c", TIME("3", "s"))),
                  &bench, message, sizeof message));
    assert_int_equal(bench.count, 1);
    for (size_t i = 0; i < 4; i++) /* the unit and the product are rounded once each */
        assert_true(fabs(bench.timings[0].seconds[i] / seconds[i] - 1.0) <= 2 * DBL_EPSILON);
    report_free_bench(&bench);
}

static void the_first_failure_is_kept(void **state) {
    (void)state;
    char message[512] = "";
    report_bench bench;
    assert_true(load_text(BENCH(RUN("a/b/c", FAILED("first")) "," RUN("a/b/c", FAILED("second"))),
                          &bench, message, sizeof message));
    assert_string_equal(bench.timings[0].error, "first");
    report_free_bench(&bench);
}

static void missing_files_are_no_error(void **state) {
    (void)state;
    char message[512] = "";
    report_bench bench;
    report_profiles profiles;
    assert_false(report_load_bench("/nonexistent", &bench, message, sizeof message));
    assert_string_equal(message, "");
    assert_null(bench.root);
    assert_true(report_load_profiles("/nonexistent", &profiles, message, sizeof message));
    assert_int_equal(profiles.count, 0);
}

static void malformed_timings_are_rejected(void **state) {
    (void)state;
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"{\"context\": {\n\"hmfbench_schema\": \"1\"},\n\"bench", ":3: "},
        {"", ":1: "},
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
    char message[512] = "";
    for (size_t i = 0; i < COUNT(cases); i++) {
        report_bench bench;
        assert_false(load_text(cases[i].text, &bench, message, sizeof message));
        assert_null(bench.root);
        assert_int_equal(bench.count, 0);
        if (!strstr(message, cases[i].reason))
            fail_msg("'%s' is not in '%s'", cases[i].reason, message);
    }
    report_bench bench;
    assert_false(report_load_bench("/tmp", &bench, message, sizeof message));
    assert_string_equal(message, "/tmp: Is a directory");
}

/* ---- profiles -------------------------------------------------------------------------------- */

static void recorded_profiles(void **state) {
    (void)state;
    char message[512] = "";
    report_profiles profiles;
    assert_true(report_load_profiles(HMF_TEST_DATA "/report", &profiles, message, sizeof message));
    assert_int_equal(profiles.count, 2);
    assert_string_equal(profiles.profiles[0].implementation, "memoised");
    assert_string_equal(profiles.profiles[1].implementation, "naive");
    report_free_profiles(&profiles);
}

/* ---- the ladder ------------------------------------------------------------------------------ */

static void ladder_follows_builds_on(void **state) {
    static const struct {
        struct {
            const char *name, *builds_on;
            unsigned flags;
        } impls[5];
        const char *want;
    } cases[] = {
        {{{"a", "c", 0}, {"b", "a", 0}, {"c", NULL, 0}}, "c a b"},
        {{{"a", "z", 0}, {"b", "z", 0}, {"c", "a", 0}, {"z", NULL, 0}}, "z a b c"},
        /* a demonstration comes after its equals */
        {{{"a", "z", HMF_DETOUR}, {"b", "z", 0}, {"z", NULL, 0}}, "z b a"},
        /* the baseline is the root that most others build on */
        {{{"alone", NULL, 0}, {"faster", "naive", 0}, {"naive", NULL, 0}}, "naive alone faster"},
        /* an unknown predecessor makes a root */
        {{{"a", "nobody", 0}, {"b", "naive", 0}, {"naive", NULL, 0}}, "naive a b"},
        /* cycles come last */
        {{{"a", "b", 0}, {"b", "a", 0}, {"c", "c", 0}, {"naive", NULL, 0}}, "naive a b c"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        hmf_impl impls[5] = {{0}};
        const hmf_impl *pointers[5];
        size_t count = 0;
        for (; cases[i].impls[count].name; count++) {
            impls[count] = (hmf_impl){.name = cases[i].impls[count].name,
                                      .builds_on = cases[i].impls[count].builds_on,
                                      .flags = cases[i].impls[count].flags};
            pointers[count] = &impls[count];
        }
        const hmf_registry registry = {.count = count, .impls = pointers};
        const hmf_impl **ladder = report_ladder(&registry);
        char names[128] = "";
        for (size_t k = 0; k < count; k++) strcat(strcat(names, k ? " " : ""), ladder[k]->name);
        free(ladder);
        assert_string_equal(names, cases[i].want);
    }
}

/* ---- the next step --------------------------------------------------------------------------- */

enum { NAIVE, MEMOISED, QUADRATURE, UNIVERSAL, RUNGS };

/* Every rung timed once (cold) and profiled, all on one commit. */
typedef struct {
    report_sources sources;
    json_t *context;
    double seconds[RUNGS];
    report_timing timings[RUNGS];
    profile_function functions[RUNGS][2];
    stored_profile profiles[RUNGS];
    hmf_impl detour;
} invented;

static void invent(invented *all) {
    *all = (invented){.context = json_pack("{s:s}", "git_commit", "0123")};
    all->sources = (report_sources){.registry = &fixture_registry,
                                    .ladder = report_ladder(&fixture_registry),
                                    .bench = {.root = all->context,
                                              .context = all->context,
                                              .timings = all->timings,
                                              .count = RUNGS},
                                    .profiles = {all->profiles, RUNGS}};
    for (size_t i = 0; i < RUNGS; i++) {
        const char *name = all->sources.ladder[i]->name;
        all->seconds[i] = pow(10.0, -(double)i);
        all->timings[i] = (report_timing){.impl = name,
                                          .workload = "default",
                                          .mode = "cold",
                                          .seconds = &all->seconds[i],
                                          .count = 1,
                                          .conditioned_error = 1e-15,
                                          .accuracy = 1e-14};
        all->functions[i][0] = (profile_function){
            .name = "hot", .file = "/a/hot.c", .line = i, .calls = 1234, .self.instructions = 40};
        all->profiles[i] = (stored_profile){.commit = "0123",
                                            .implementation = name,
                                            .workload = "default",
                                            .mode = "cold",
                                            .instructions = 100,
                                            .functions = {1, all->functions[i]}};
    }
}

static void forget(invented *all) {
    json_decref(all->context);
    free(all->sources.ladder);
}

static void no_timings(invented *all) {
    all->sources.bench = (report_bench){0};
}
static void broken_promise(invented *all) {
    all->timings[QUADRATURE].conditioned_error = 1.0;
}
static void failure(invented *all) {
    broken_promise(all);
    all->timings[UNIVERSAL].error = "all\nNaN";
}
static void failed_naive(invented *all) {
    all->timings[NAIVE].error = "all NaN";
}
static void promise_just_kept(invented *all) {
    all->timings[QUADRATURE].conditioned_error = all->timings[QUADRATURE].accuracy;
    all->sources.profiles.count = 0;
}
static void no_profiles(invented *all) {
    all->sources.profiles.count = 0;
}
static void other_commit(invented *all) {
    all->profiles[NAIVE].commit = "4567";
}
static void unknown_commit(invented *all) {
    all->profiles[NAIVE].commit = "unknown";
}
static void empty_profile(invented *all) {
    all->profiles[NAIVE].functions.count = 0;
}
static void other_workload(invented *all) {
    all->profiles[NAIVE].workload = "point";
}
static void other_mode(invented *all) {
    all->profiles[NAIVE].mode = "warm";
}
static void two_profiles(invented *all) {
    all->sources.profiles.count = MEMOISED + 1;
}
static void no_commits(invented *all) {
    two_profiles(all);
    json_object_clear(all->context);
    for (size_t i = 0; i < RUNGS; i++) all->profiles[i].commit = "unknown";
}
static void sampled(invented *all) {
    all->functions[UNIVERSAL][0] =
        (profile_function){.name = "busy", .file = "", .self.instructions = 60, .samples_self = 7};
    all->functions[UNIVERSAL][1] = (profile_function){
        .name = "slow", .file = "", .self.instructions = 40, .samples_self = 93, .calls = 1234};
    all->profiles[UNIVERSAL].functions.count = 2;
    all->profiles[UNIVERSAL].samples = 100.0;
}
static void only_sampled(invented *all) {
    all->sources.profiles.count = NAIVE + 1;
    all->functions[NAIVE][0].samples_self = 93;
    all->profiles[NAIVE].instructions = 0;
    all->profiles[NAIVE].samples = 100.0;
}
static void slow_detour(invented *all) {
    all->detour = *all->sources.ladder[UNIVERSAL];
    all->detour.flags |= HMF_DETOUR;
    all->sources.ladder[UNIVERSAL] = &all->detour;
    all->seconds[UNIVERSAL] = 2.0;
}
static void slow_top(invented *all) {
    all->seconds[UNIVERSAL] = 2.0;
}

#define REPAIR                                                                                     \
    "Repair it first: the speed of a wrong answer is meaningless.\n\n    ./hmf test --filter "
#define SLOWEST                                                                                    \
    "naive is the slowest on the workload `default`, cold: 1.00 s per call, 1,000× the time of "  \
    "universal, the fastest.\n"
#define NOT_PROFILED                                                                               \
    SLOWEST "There is no profile of naive on this commit.\n\n    ./hmf profile naive\n"
#define HALFWAY                                                                                    \
    SLOWEST "The hottest function of memoised is hot (hot.c:1), with 40.0 % of the instructions "  \
            "in 1,234 calls.\n"                                                                    \
            "The next rung, quadrature, teaches: the lesson of quadrature.\n"                      \
            "It takes 10.0 ms per call.\nSee how that function changed.\n"                         \
            "\n    ./hmf profile quadrature\n"

static const struct {
    const char *name;
    void (*change)(invented *all);
    const char *slowest, *want;
} steps[] = {
    {"no timings", no_timings, NULL,
     "The workload `default` was not timed cold, so there is nothing to compare.\n\n    ./hmf "
     "bench\n"},
    {"a broken promise", broken_promise, "naive",
     "quadrature is less accurate than it promises: its error is 1.0e+00, the promise "
     "1.0e-14.\n" REPAIR "quadrature\n"},
    {"a failure comes before a broken promise", failure, "naive",
     "universal/default/cold failed: all NaN.\n" REPAIR "universal\n"},
    {"a failed rung is not the slowest", failed_naive, "memoised",
     "naive/default/cold failed: all NaN.\n" REPAIR "naive\n"},
    {"a promise just kept", promise_just_kept, "naive", NOT_PROFILED},
    {"no profiles", no_profiles, "naive", NOT_PROFILED},
    {"a profile of another commit", other_commit, "naive", NOT_PROFILED},
    {"a profile of an unknown commit", unknown_commit, "naive", NOT_PROFILED},
    {"a profile without functions", empty_profile, "naive", NOT_PROFILED},
    {"a profile of another workload", other_workload, "naive", NOT_PROFILED},
    {"a profile of another mode", other_mode, "naive", NOT_PROFILED},
    {"two rungs profiled", two_profiles, "naive", HALFWAY},
    {"no commits at all", no_commits, "naive", HALFWAY},
    {"all profiled", sampled, "naive",
     SLOWEST "The hottest function of universal is slow, with 93.0 % of the samples and 40.0 % of "
             "the instructions in 1,234 calls.\n"
             "No rung builds on universal yet. Write the next one, starting from a copy.\n"
             "\n    cp impls/impl_universal.c impls/impl_mine.c\n"},
    {"samples only", only_sampled, "naive",
     SLOWEST "The hottest function of naive is hot, with 93.0 % of the samples.\n"
             "The next rung, memoised, teaches: the lesson of memoised.\n"
             "It takes 100 ms per call.\nSee how that function changed.\n"
             "\n    ./hmf profile memoised\n"},
    {"a slow demonstration is no step", slow_detour, "naive",
     "naive is the slowest on the workload `default`, cold: 1.00 s per call, 100× the time of "
     "quadrature, the fastest.\n"
     "The hottest function of quadrature is hot (hot.c:2), with 40.0 % of the instructions in "
     "1,234 calls.\n"
     "No rung builds on quadrature yet. Write the next one, starting from a copy.\n"
     "\n    cp impls/impl_quadrature.c impls/impl_mine.c\n"},
    {"the slowest is measured", slow_top, "universal", NULL},
};

static void next_step(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(steps); i++) {
        invented all;
        invent(&all);
        steps[i].change(&all);
        print_message("%s\n", steps[i].name);
        const hmf_impl *slowest = report_slowest(&all.sources);
        assert_string_equal(slowest ? slowest->name : "", steps[i].slowest ? steps[i].slowest : "");
        char *step = report_next_step(&all.sources);
        if (steps[i].want) assert_string_equal(step, steps[i].want);
        free(step);
        forget(&all);
    }
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static const json_t *row_of(const json_t *report, const char *impl) {
    const json_t *rows =
        json_object_get(json_array_get(json_object_get(report, "boards"), 0), "rows");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(row, "impl")), impl) == 0) return row;
    }
    fail_msg("no row of %s", impl);
    return NULL;
}

static double median_of(const json_t *row, const char *key) {
    return json_number_value(json_object_get(json_object_get(row, key), "median"));
}

static void json_has_ranks_and_ratios(void **state) {
    (void)state;
    invented all;
    invent(&all);
    all.timings[QUADRATURE].error = "all NaN";
    json_t *report = report_json(&all.sources);
    assert_string_equal(json_string_value(json_object_get(report, "slowest")), "naive");
    assert_int_equal(json_array_size(json_object_get(report, "ladder")), RUNGS);
    const json_t *memoised = row_of(report, "memoised"), *failed = row_of(report, "quadrature");
    assert_float_equal((float)median_of(memoised, "seconds"), 0.1f, 1e-6f);
    assert_float_equal((float)median_of(memoised, "leader"), 100.0f, 1e-3f);
    assert_float_equal((float)median_of(memoised, "base"), 10.0f, 1e-4f);
    assert_float_equal((float)median_of(memoised, "predecessor"), 10.0f, 1e-4f);
    assert_string_equal(json_string_value(json_object_get(failed, "error")), "all NaN");
    assert_true(json_is_null(json_object_get(failed, "rank")));
    assert_true(json_is_null(json_object_get(failed, "seconds")));
    assert_true(json_is_null(json_object_get(row_of(report, "universal"), "predecessor")));
    assert_int_equal(json_integer_value(json_object_get(row_of(report, "universal"), "rank")), 1);
    json_decref(report);
    forget(&all);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_timings),
        cmocka_unit_test(every_unit_of_time),
        cmocka_unit_test(the_first_failure_is_kept),
        cmocka_unit_test(missing_files_are_no_error),
        cmocka_unit_test(malformed_timings_are_rejected),
        cmocka_unit_test(recorded_profiles),
        cmocka_unit_test(ladder_follows_builds_on),
        cmocka_unit_test(next_step),
        cmocka_unit_test(json_has_ranks_and_ratios),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
