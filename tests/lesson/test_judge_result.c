/* SPDX-License-Identifier: MIT */
/* test_judge_result.c: the lesson's reader of the judge's JSON on recorded and damaged files, and
 * the speed-ups computed from it. */
#include "judge_result.h"
#include "temporary_file.h"
#include "unit_test.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static judge_result read_good(const char *name) {
    char path[PATH_MAX], message[512] = "";
    judge_result result;
    snprintf(path, sizeof path, HMF_TEST_DATA "/judge/%s", name);
    if (!judge_result_read(path, &result, message, sizeof message)) fail_msg("%s", message);
    return result;
}

static void the_place_is_between_rungs_and_ignores_ties(void **state) {
    (void)state;
    judge_result result = read_good("correct.json");
    const judge_place place = judge_result_place(&result, "cold");
    assert_string_equal(place.below, "quadrature");
    assert_string_equal(place.above, "vectorised");
    assert_float_equal(place.above_ratio.median, 0.004, 1e-12); /* the large grid decides */
    assert_string_equal(judge_result_why_none(&result), "");
    const judge_place warm = judge_result_place(&result, "warm");
    assert_string_equal(warm.below, "naive");
    assert_null(warm.above);
    judge_result_free(&result);
}

static void classes_are_ranked(void **state) {
    static const char *const names[] = {"none", "workshop", "table", "full"};
    (void)state;
    for (int i = 0; i < 4; i++) assert_int_equal(judge_class_rank(names[i]), i);
    assert_int_equal(judge_class_rank("unknown"), 0);
}

static void damaged_files_are_rejected(void **state) {
    static const char *const cases[][2] = {
        {"", "line"},
        {"{\"kind\": \"judge\"", "line"},
        {"[]", "schema"},
        {"{\"hmfbench_schema\": 2, \"kind\": \"judge\"}", "schema"},
        {"{\"hmfbench_schema\": 1, \"kind\": \"gate\"}", "not a result of the judge"},
        {"{\"hmfbench_schema\": 1, \"kind\": \"judge\"}", "no entry"},
        {"{\"hmfbench_schema\": 1, \"kind\": \"judge\", \"entries\": [{\"verdict\": 1}]}",
         "no entry"},
    };
    (void)state;
    char path[TEMPORARY_PATH], message[512] = "";
    judge_result result;
    for (size_t i = 0; i < COUNT(cases); i++) {
        temporary_file(path, cases[i][0], strlen(cases[i][0]));
        assert_false(judge_result_read(path, &result, message, sizeof message));
        unlink(path);
        if (!strstr(message, cases[i][1])) fail_msg("'%s' is not in '%s'", cases[i][1], message);
        assert_null(result.root);
    }
    assert_false(judge_result_read("/nonexistent", &result, message, sizeof message));
}

/* Values of an unexpected type count as missing. */
static void unexpected_types_are_missing_values(void **state) {
    (void)state;
    static const char text[] =
        "{\"hmfbench_schema\": 1, \"kind\": \"judge\", \"entries\": [{\"verdict\": \"correct\","
        "\"class\": 3, \"worst\": [], \"results\": [1, {\"league\": \"any\", \"mode\": \"cold\","
        "\"grid\": \"default\", \"seconds\": \"fast\"}], \"against\": {\"rung\": 1}}]}";
    char path[TEMPORARY_PATH], message[512];
    judge_result result;
    temporary_file(path, text, strlen(text));
    assert_true(judge_result_read(path, &result, message, sizeof message));
    unlink(path);
    assert_string_equal(judge_result_class(&result), "none");
    assert_true(isnan(judge_result_seconds(&result, "cold").median));
    assert_null(judge_result_place(&result, "cold").above);
    char *worst;
    size_t size;
    FILE *out = open_memstream(&worst, &size);
    assert_non_null(out);
    judge_result_print_worst(&result, out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(worst, "");
    free(worst);
    judge_result_free(&result);
}

static void a_speedup_goes_through_the_most_exact_rung(void **state) {
    (void)state;
    judge_result result = read_good("correct.json");
    json_t *now = judge_ratios(&result), *naive = judge_ratios_of_naive();
    json_t *before = json_deep_copy(now);
    const char *rung;
    assert_float_equal(judge_speedup(naive, now, "cold", &rung).low, 6.2, 1e-12);
    assert_string_equal(rung, "naive");
    const judge_range none = judge_speedup(now, before, "cold", &rung);
    assert_float_equal(none.median, 1.0, 1e-12);
    assert_string_equal(rung, "vectorised"); /* 0.0039 to 0.0041 is the narrowest */
    assert_float_equal((float)none.low, 0.95122f, 1e-5f);
    json_object_clear(json_object_get(before, "cold"));
    assert_true(isnan(judge_speedup(before, now, "cold", &rung).median));
    assert_null(rung);
    assert_true(isnan(judge_speedup(NULL, now, "cold", &rung).median));
    assert_true(isfinite(judge_speedup(before, now, "warm", &rung).median) != 0);
    json_decref(before);
    json_decref(naive);
    json_decref(now);
    judge_result_free(&result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_place_is_between_rungs_and_ignores_ties),
        cmocka_unit_test(a_speedup_goes_through_the_most_exact_rung),
        cmocka_unit_test(classes_are_ranked),
        cmocka_unit_test(damaged_files_are_rejected),
        cmocka_unit_test(unexpected_types_are_missing_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
