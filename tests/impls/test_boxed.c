/* SPDX-License-Identifier: MIT */
/* test_boxed.c: the objects of boxed: no leaks, and errors where they run out. */
#include "demonstrations/impl_boxed.c"

#include "memory_in_use.h"
#include "unit_test.h"

#include <string.h>

static const double z[] = {0.0, 5.0, 30.0};
enum { REDSHIFT_COUNT = 3, MASS_COUNT = 150 };

static void fill_masses(double *mass) {
    for (int i = 0; i < MASS_COUNT; i++) mass[i] = pow(10.0, 17.0 * i / (MASS_COUNT - 1));
}

static size_t free_objects(const impl_state *s) {
    size_t count = 0;
    for (const number_object *object = s->machine.free; object; object = object->next) {
        assert_int_equal(object->references, 0);
        count++;
    }
    return count;
}

static void answers_equal_those_of_dispatched(void **unused) {
    (void)unused;
    const hmf_impl *dispatched = hmf_find(hmf_get_registry(), hmf_impl_boxed.builds_on);
    assert_non_null(dispatched);
    double mass[MASS_COUNT], got[REDSHIFT_COUNT * MASS_COUNT], want[REDSHIFT_COUNT * MASS_COUNT];
    fill_masses(mass);
    hmf_cosmology tilted = hmf_cosmology_default;
    tilted.n_s = 0.9;
    const hmf_cosmology *cosmologies[] = {&hmf_cosmology_default, &tilted};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(hmf_mass_function(dispatched, cosmologies[i], z, REDSHIFT_COUNT, mass,
                                           MASS_COUNT, want, NULL),
                         HMF_OK);
        assert_int_equal(hmf_mass_function(&hmf_impl_boxed, cosmologies[i], z, REDSHIFT_COUNT, mass,
                                           MASS_COUNT, got, NULL),
                         HMF_OK);
        assert_memory_equal(got, want, sizeof want);
    }
}

/* Takes objects away until `left` are left. */
static number_object *take_away(impl_state *s, size_t left) {
    number_object *last = s->machine.free;
    for (size_t i = 1; i < left; i++) last = last->next;
    number_object *rest = last->next;
    last->next = NULL;
    return rest;
}

static void give_back(impl_state *s, number_object *rest) {
    number_object **end = &s->machine.free;
    while (*end) end = &(*end)->next;
    *end = rest;
}

static void no_object_is_lost(void **unused) {
    (void)unused;
    double mass[MASS_COUNT], want[REDSHIFT_COUNT * MASS_COUNT], got[REDSHIFT_COUNT * MASS_COUNT];
    fill_masses(mass);
    hmf_model model;
    assert_int_equal(hmf_create(&model, &hmf_impl_boxed, &hmf_cosmology_default, NULL), HMF_OK);
    impl_state *s = model.state;
    const size_t before = free_objects(s);
    assert_int_equal(hmf_evaluate(&model, z, REDSHIFT_COUNT, mass, MASS_COUNT, want, NULL), HMF_OK);
    assert_int_equal(free_objects(s), before);

    for (size_t left = 1; left < 500; left += 100) { /* fewer than a tile of masses needs */
        number_object *rest = take_away(s, left);
        hmf_error error;
        assert_int_equal(hmf_evaluate(&model, z, REDSHIFT_COUNT, mass, MASS_COUNT, got, &error),
                         HMF_NO_MEMORY);
        assert_string_equal(error.message, "boxed: evaluate: out of memory");
        assert_true(isnan(got[0]));
        assert_int_equal(free_objects(s), left);
        assert_int_equal(s->machine.spare.references, 0);
        give_back(s, rest);
    }
    assert_int_equal(free_objects(s), before);
    assert_int_equal(hmf_evaluate(&model, z, REDSHIFT_COUNT, mass, MASS_COUNT, got, NULL), HMF_OK);
    assert_memory_equal(got, want, sizeof want);
    hmf_destroy(&model);
}

static void an_operand_of_another_type_is_an_error(void **unused) {
    (void)unused;
    static const object_type text = {.name = "text"};
    double mass = 1e12, got;
    hmf_model model;
    assert_int_equal(hmf_create(&model, &hmf_impl_boxed, &hmf_cosmology_default, NULL), HMF_OK);
    impl_state *s = model.state;
    s->scale_1->type = &text;
    assert_int_not_equal(hmf_evaluate(&model, z, 1, &mass, 1, &got, NULL), HMF_OK);
    s->scale_1->type = &double_type;
    assert_int_equal(hmf_evaluate(&model, z, 1, &mass, 1, &got, NULL), HMF_OK);
    hmf_destroy(&model);
}

static void create_reports_memory_shortage(void **unused) {
    (void)unused;
    hmf_model model;
    memory_refuse(1);
    assert_int_equal(hmf_create(&model, &hmf_impl_boxed, &hmf_cosmology_default, NULL),
                     HMF_NO_MEMORY);
    assert_true(memory_was_refused());
    assert_null(model.impl);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_equal_those_of_dispatched),
        cmocka_unit_test(no_object_is_lost),
        cmocka_unit_test(an_operand_of_another_type_is_an_error),
        cmocka_unit_test(create_reports_memory_shortage),
    };
    return cmocka_run_group_tests_name("boxed", tests, NULL, NULL);
}
