/* test_report.c: numbers, the ladder and the next step of the report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format.h"
#include "ladder.h"
#include "next_step.h"
#include "report_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers --------------------------------------------------------------------------------- */

static void times_from_ns_to_s(void **state) {
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{0.0, "0.00 ns"},
                 {4.567e-11, "0.0457 ns"},
                 {1e-9, "1.00 ns"},
                 {9.996e-9, "10.0 ns"},
                 {99.96e-9, "100 ns"},
                 {999.4e-9, "999 ns"},
                 {999.6e-9, "1.00 µs"},
                 {74.32e-3, "74.3 ms"},
                 {0.9996, "1.00 s"},
                 {2.74, "2.74 s"},
                 {1234.5, "1,230 s"},
                 {INFINITY, "-"},
                 {NAN, "-"}};
    (void)state;
    format_text text;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(format_seconds(cases[i].seconds, &text), cases[i].text);
}

static void intervals_in_the_unit_of_the_median(void **state) {
    (void)state;
    format_text text;
    assert_string_equal(format_time((hmf_interval){74.32e-3, 73.9e-3, 1.0, 0.96}, &text),
                        "74.3 ms [73.9 to 1,000.0]");
    assert_string_equal(format_time((hmf_interval){2e-9, 1e-9, 3e-9, 0.75}, &text),
                        "2.00 ns [1.00 to 3.00, 75 %]");
    assert_string_equal(format_time((hmf_interval){2e-9, 2e-9, 2e-9, 0.0}, &text), "2.00 ns");
    assert_string_equal(format_time((hmf_interval){NAN, NAN, NAN, NAN}, &text), "-");
}

static void ratios_of_any_size(void **state) {
    (void)state;
    format_text text;
    assert_string_equal(format_ratio((hmf_interval){4.307, 4.221, 4.399, 0.95}, &text),
                        "4.31× [4.22 to 4.40]");
    assert_string_equal(format_ratio((hmf_interval){5e6, 4951234, 5049999, 0.95}, &text),
                        "5,000,000× [4,950,000 to 5,050,000]");
    assert_string_equal(format_ratio((hmf_interval){0.00123456, 0.001, 0.002, 0.95}, &text),
                        "0.00123× [0.00100 to 0.00200]");
    assert_string_equal(format_ratio((hmf_interval){NAN, NAN, NAN, NAN}, &text), "-");
    assert_string_equal(format_ratio((hmf_interval){INFINITY, 1.0, INFINITY, 0.95}, &text), "-");
    assert_int_equal(strlen(format_ratio((hmf_interval){1e300, 1e300, 1e300, 0.95}, &text)),
                     sizeof text.text - 1); /* cut, not overrun */
}

static void counts_and_shares(void **state) {
    (void)state;
    format_text text;
    assert_string_equal(format_count(0.0, &text), "0");
    assert_string_equal(format_count(999.0, &text), "999");
    assert_string_equal(format_count(1094475.0, &text), "1,094,475");
    assert_string_equal(format_count(NAN, &text), "-");
    assert_string_equal(format_share(1.0, 3.0, &text), "33.3 %");
    assert_string_equal(format_share(NAN, 3.0, &text), "-");
    assert_string_equal(format_share(0.0, 0.0, &text), "-");
}

/* ---- the ladder ------------------------------------------------------------------------------ */

/* builds[] are pairs NAME, BUILDS_ON in the order of the names; want: the names in order. */
static void check_ladder(const char *const builds[][2], size_t count, const char *want) {
    hmf_impl impls[8] = {{0}};
    const hmf_impl *pointers[8];
    assert_true(count <= sizeof impls / sizeof *impls);
    for (size_t i = 0; i < count; i++) {
        impls[i] = (hmf_impl){.name = builds[i][0], .builds_on = builds[i][1]};
        pointers[i] = &impls[i];
    }
    const hmf_registry registry = {
        .abi_version = HMF_ABI_VERSION, .count = count, .impls = pointers};
    const hmf_impl **ladder = report_ladder(&registry);
    assert_non_null(ladder);
    char names[128] = "";
    for (size_t i = 0; i < count; i++) strcat(strcat(names, i ? " " : ""), ladder[i]->name);
    free(ladder);
    assert_string_equal(names, want);
}

static void ladder_follows_builds_on(void **state) {
    (void)state;
    const char *const chain[][2] = {{"a", "c"}, {"b", "a"}, {"c", NULL}};
    check_ladder(chain, 3, "c a b");
    const char *const fork[][2] = {{"a", "z"}, {"b", "z"}, {"c", "a"}, {"z", NULL}};
    check_ladder(fork, 4, "z a b c");
}

static void detours_come_after_their_equals(void **state) {
    (void)state;
    const hmf_impl detour = {.name = "a", .builds_on = "z", .flags = HMF_DETOUR};
    const hmf_impl rung = {.name = "b", .builds_on = "z"}, base = {.name = "z"};
    const hmf_impl *const pointers[] = {&detour, &rung, &base};
    const hmf_registry registry = {.count = 3, .impls = pointers};
    const hmf_impl **ladder = report_ladder(&registry);
    assert_non_null(ladder);
    assert_ptr_equal(ladder[0], &base);
    assert_ptr_equal(ladder[1], &rung);
    assert_ptr_equal(ladder[2], &detour);
    free(ladder);
}

static void baseline_is_what_most_build_on(void **state) {
    (void)state;
    const char *const two_roots[][2] = {{"alone", NULL}, {"faster", "naive"}, {"naive", NULL}};
    check_ladder(two_roots, 3, "naive alone faster");
}

static void unknown_builds_on_is_a_root(void **state) {
    (void)state;
    const char *const unknown[][2] = {{"a", "nobody"}, {"b", "naive"}, {"naive", NULL}};
    check_ladder(unknown, 3, "naive a b");
}

static void circles_come_last(void **state) {
    (void)state;
    const char *const circle[][2] = {{"a", "b"}, {"b", "a"}, {"c", "c"}, {"naive", NULL}};
    check_ladder(circle, 4, "naive a b c");
}

/* ---- the next step --------------------------------------------------------------------------- */

enum { NAIVE, MEMOISED, QUADRATURE, UNIVERSAL, RUNGS };

/* Every rung timed once, cold, and profiled, all on one commit. */
typedef struct {
    report_sources sources;
    json_t *context;
    double seconds[RUNGS];
    report_timing timings[RUNGS];
    report_function functions[RUNGS];
    report_profile profiles[RUNGS];
} invented;

static int invent(void **state) {
    invented *all = calloc(1, sizeof *all);
    assert_non_null(all);
    all->context = json_pack("{s:s}", "git_commit", "0123");
    all->sources = (report_sources){.registry = &fixture_registry,
                                    .ladder = report_ladder(&fixture_registry),
                                    .bench = {.root = all->context,
                                              .context = all->context,
                                              .timings = all->timings,
                                              .count = RUNGS},
                                    .profiles = {all->profiles, RUNGS}};
    assert_non_null(all->sources.ladder);
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
        all->functions[i] = (report_function){.name = "hot",
                                              .file = "hot.c",
                                              .line = (int)i,
                                              .calls = 1234.0,
                                              .instructions_self = 40.0};
        all->profiles[i] = (report_profile){.context = all->context,
                                            .impl = name,
                                            .workload = "default",
                                            .mode = "cold",
                                            .instructions = 100.0,
                                            .functions = &all->functions[i],
                                            .count = 1};
    }
    *state = all;
    return 0;
}

static int forget(void **state) {
    invented *all = *state;
    json_decref(all->context);
    free(all->sources.ladder);
    free(all);
    return 0;
}

static void check_step(const invented *all, const char *want) {
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    report_next_step(out, &all->sources);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, want);
    free(text);
}

static void step_without_timings(void **state) {
    invented *all = *state;
    all->sources.bench = (report_bench){0};
    assert_null(report_slowest(&all->sources));
    check_step(all, "The job default was not timed cold, so nothing can be compared.\n"
                    "\n    ./hmf bench\n");
}

static void step_mends_failures_first(void **state) {
    invented *all = *state;
    all->timings[QUADRATURE].conditioned_error = 1.0;
    check_step(all, "quadrature breaks its promise: its error is 1.0e+00, it promises 1.0e-14.\n"
                    "Mend that first: a wrong answer has no speed.\n"
                    "\n    ./hmf test --filter quadrature\n");
    all->timings[UNIVERSAL].error = "all NaN";
    check_step(all, "universal/default/cold failed: all NaN.\n"
                    "Mend that first: a wrong answer has no speed.\n"
                    "\n    ./hmf test --filter universal\n");
}

static void step_profiles_the_slowest(void **state) {
    invented *all = *state;
    all->sources.profiles.count = NAIVE;
    check_step(all, "naive is the slowest on the job default, cold: 1.00 s a call, "
                    "1,000× the time of universal, the fastest.\n"
                    "Where its time goes is not known: no profile of it on this commit.\n"
                    "\n    ./hmf profile naive\n");
}

static void step_takes_no_profile_of_another_commit(void **state) {
    invented *all = *state;
    json_t *other = json_pack("{s:s}", "git_commit", "4567");
    all->profiles[NAIVE].context = other;
    check_step(all, "naive is the slowest on the job default, cold: 1.00 s a call, "
                    "1,000× the time of universal, the fastest.\n"
                    "Where its time goes is not known: no profile of it on this commit.\n"
                    "\n    ./hmf profile naive\n");
    json_decref(other);
}

static void step_takes_no_profile_of_another_job(void **state) {
    invented *all = *state;
    const char *const want = "naive is the slowest on the job default, cold: 1.00 s a call, "
                             "1,000× the time of universal, the fastest.\n"
                             "Where its time goes is not known: no profile of it on this commit.\n"
                             "\n    ./hmf profile naive\n";
    all->profiles[NAIVE].workload = "point";
    check_step(all, want);
    all->profiles[NAIVE].workload = "default";
    all->profiles[NAIVE].mode = "warm";
    check_step(all, want);
}

static void step_needs_no_commits(void **state) {
    invented *all = *state;
    assert_int_equal(json_object_del(all->context, "git_commit"), 0);
    assert_true(report_same_commit(&all->sources, &all->profiles[NAIVE]));
    json_t *known = json_pack("{s:s}", "git_commit", "0123");
    all->profiles[NAIVE].context = known;
    assert_false(report_same_commit(&all->sources, &all->profiles[NAIVE]));
    json_decref(known);
}

static void step_climbs_the_ladder(void **state) {
    invented *all = *state;
    all->sources.profiles.count = MEMOISED + 1;
    check_step(all, "naive is the slowest on the job default, cold: 1.00 s a call, "
                    "1,000× the time of universal, the fastest.\n"
                    "The hottest function of memoised is hot (hot.c:1): its own are 40.0 % of the "
                    "instructions, in 1,234 calls.\n"
                    "The next rung, quadrature, teaches: the lesson of quadrature.\n"
                    "It takes 10.0 ms a call.\n"
                    "See what became of that function.\n"
                    "\n    ./hmf profile quadrature\n");
}

static void step_at_the_top_is_a_new_rung(void **state) {
    invented *all = *state;
    report_function functions[] = {
        {.name = "busy", .instructions_self = 60.0, .samples_self = 7.0},
        {.name = "slow", .instructions_self = 40.0, .samples_self = 93.0, .calls = 1234.0}};
    all->profiles[UNIVERSAL].functions = functions;
    all->profiles[UNIVERSAL].count = 2;
    all->profiles[UNIVERSAL].sampled_tool = "sampler";
    all->profiles[UNIVERSAL].samples = 100.0;
    check_step(all,
               "naive is the slowest on the job default, cold: 1.00 s a call, "
               "1,000× the time of universal, the fastest.\n"
               "The hottest function of universal is slow: its own are 93.0 % of the samples "
               "and 40.0 % of the instructions, in 1,234 calls.\n"
               "No rung builds on universal yet: the next one is yours, and begins as a copy.\n"
               "\n    cp impls/impl_universal.c impls/impl_mine.c\n");
}

static void step_of_what_was_sampled_alone(void **state) {
    invented *all = *state;
    all->sources.profiles.count = NAIVE + 1;
    all->functions[NAIVE].samples_self = 93.0;
    all->profiles[NAIVE].instructions = 0.0;
    all->profiles[NAIVE].sampled_tool = "sampler";
    all->profiles[NAIVE].samples = 100.0;
    check_step(all, "naive is the slowest on the job default, cold: 1.00 s a call, "
                    "1,000× the time of universal, the fastest.\n"
                    "The hottest function of naive is hot: its own are 93.0 % of the samples.\n"
                    "The next rung, memoised, teaches: the lesson of memoised.\n"
                    "It takes 100 ms a call.\n"
                    "See what became of that function.\n"
                    "\n    ./hmf profile memoised\n");
}

static void slowest_is_measured_not_the_first_rung(void **state) {
    invented *all = *state;
    all->seconds[UNIVERSAL] = 2.0;
    assert_string_equal(report_slowest(&all->sources)->name, "universal");
    all->timings[UNIVERSAL].error = "failed";
    assert_string_equal(report_slowest(&all->sources)->name, "naive");
}

static void detours_are_no_step(void **state) {
    invented *all = *state;
    hmf_impl detour = *all->sources.ladder[UNIVERSAL];
    detour.flags |= HMF_DETOUR;
    all->sources.ladder[UNIVERSAL] = &detour;
    check_step(all, "naive is the slowest on the job default, cold: 1.00 s a call, "
                    "100× the time of quadrature, the fastest.\n"
                    "The hottest function of quadrature is hot (hot.c:2): its own are 40.0 % of "
                    "the instructions, in 1,234 calls.\n"
                    "No rung builds on quadrature yet: the next one is yours, and begins as a "
                    "copy.\n"
                    "\n    cp impls/impl_quadrature.c impls/impl_mine.c\n");
    all->seconds[UNIVERSAL] = 2.0;
    assert_string_equal(report_slowest(&all->sources)->name, "naive");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_from_ns_to_s),
        cmocka_unit_test(intervals_in_the_unit_of_the_median),
        cmocka_unit_test(ratios_of_any_size),
        cmocka_unit_test(counts_and_shares),
        cmocka_unit_test(ladder_follows_builds_on),
        cmocka_unit_test(detours_come_after_their_equals),
        cmocka_unit_test(baseline_is_what_most_build_on),
        cmocka_unit_test(unknown_builds_on_is_a_root),
        cmocka_unit_test(circles_come_last),
#define INVENTED(test) cmocka_unit_test_setup_teardown(test, invent, forget)
        INVENTED(step_without_timings),
        INVENTED(step_mends_failures_first),
        INVENTED(step_profiles_the_slowest),
        INVENTED(step_takes_no_profile_of_another_commit),
        INVENTED(step_takes_no_profile_of_another_job),
        INVENTED(step_needs_no_commits),
        INVENTED(step_climbs_the_ladder),
        INVENTED(step_at_the_top_is_a_new_rung),
        INVENTED(step_of_what_was_sampled_alone),
        INVENTED(slowest_is_measured_not_the_first_rung),
        INVENTED(detours_are_no_step),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
