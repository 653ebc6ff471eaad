/* SPDX-License-Identifier: MIT */
/* test_lesson_mutants.c: the tests of a careful student accept correct implementations and catch
 * every mutant of the lesson; the start file catches few. */
#include "mutants.h"
#include "truth.h"
#include "unit_test.h"

#include <string.h>

const char *good_test(const hmf_impl *impl);
const char *start_test(const hmf_impl *impl);

static void number_0_has_no_mistake(void **state) {
    (void)state;
    char message[512];
    size_t count;
    hmf_error error;
    hmf_truth_worst worst;
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    assert_non_null(table);
    const hmf_impl *right = lesson_mutants(&count)[0].impl;
    assert_int_equal(hmf_truth_check(table, right, &worst, &error), HMF_OK);
    hmf_truth_print(stdout, &worst);
    assert_true(hmf_truth_kept(right, &worst));
    hmf_truth_free(table);
}

static void good_tests_accept_correct_code(void **state) {
    (void)state;
    size_t count;
    assert_null(good_test(lesson_mutants(&count)[0].impl));
    assert_null(good_test(hmf_find(hmf_get_registry(), "quadrature")));
    assert_null(good_test(hmf_find(hmf_get_registry(), "universal")));
    assert_null(start_test(lesson_mutants(&count)[0].impl));
}

static void good_tests_catch_every_mutant(void **state) {
    (void)state;
    size_t count;
    const lesson_mutant *mutants = lesson_mutants(&count);
    assert_true(count > 12);
    for (size_t i = 1; i < count; i++) {
        print_message("%s: %s\n", mutants[i].what, good_test(mutants[i].impl));
        assert_non_null(good_test(mutants[i].impl));
    }
}

static void the_start_file_catches_few(void **state) {
    (void)state;
    size_t count, caught = 0;
    const lesson_mutant *mutants = lesson_mutants(&count);
    for (size_t i = 1; i < count; i++) caught += start_test(mutants[i].impl) != NULL;
    print_message("the start file catches %zu of %zu\n", caught, count - 1);
    assert_in_range(caught, 1, count / 3);
}

static void draws_are_distinct_and_reproducible(void **state) {
    (void)state;
    size_t count, first[12], again[12], other[12];
    lesson_mutants(&count);
    lesson_draw_mutants(17, 12, first);
    lesson_draw_mutants(17, 12, again);
    lesson_draw_mutants(18, 12, other);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
    for (size_t i = 0; i < 12; i++) {
        assert_in_range(first[i], 1, count - 1);
        if (i) assert_true(first[i] > first[i - 1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number_0_has_no_mistake),
        cmocka_unit_test(good_tests_accept_correct_code),
        cmocka_unit_test(good_tests_catch_every_mutant),
        cmocka_unit_test(the_start_file_catches_few),
        cmocka_unit_test(draws_are_distinct_and_reproducible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
