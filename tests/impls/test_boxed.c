/* test_boxed.c: boxed from inside: its answers are dispatched's, no object is lost, and a heap that
 * has too few is told. */
#include "demonstrations/impl_boxed.c"

#include "memory_in_use.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double z[] = {0.0, 5.0, 30.0};
enum { REDSHIFTS = 3, MASSES = 150 };

static void fill_masses(double *mass) {
    for (int i = 0; i < MASSES; i++) mass[i] = pow(10.0, 17.0 * i / (MASSES - 1));
}

static size_t free_objects(const boxed_state *s) {
    size_t count = 0;
    for (const boxed_object *object = s->heap.free; object; object = object->next) {
        assert_int_equal(object->references, 0);
        count++;
    }
    return count;
}

static void answers_are_those_of_dispatched(void **unused) {
    (void)unused;
    const hmf_impl *dispatched = hmf_find(hmf_get_registry(), hmf_impl_boxed.builds_on);
    assert_non_null(dispatched);
    double mass[MASSES], got[REDSHIFTS * MASSES], want[REDSHIFTS * MASSES];
    fill_masses(mass);
    hmf_cosmology tilted = hmf_cosmology_default;
    tilted.n_s = 0.9;
    const hmf_cosmology *cosmologies[] = {&hmf_cosmology_default, &tilted};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            hmf_mass_function(dispatched, cosmologies[i], z, REDSHIFTS, mass, MASSES, want, NULL),
            HMF_OK);
        assert_int_equal(hmf_mass_function(&hmf_impl_boxed, cosmologies[i], z, REDSHIFTS, mass,
                                           MASSES, got, NULL),
                         HMF_OK);
        assert_memory_equal(got, want, sizeof want);
    }
}

/* Takes objects away until so many are left. */
static boxed_object *take_away(boxed_state *s, size_t left) {
    boxed_object *last = s->heap.free;
    for (size_t i = 1; i < left; i++) last = last->next;
    boxed_object *rest = last->next;
    last->next = NULL;
    return rest;
}

static void give_back(boxed_state *s, boxed_object *rest) {
    boxed_object **end = &s->heap.free;
    while (*end) end = &(*end)->next;
    *end = rest;
}

static void no_object_is_lost(void **unused) {
    (void)unused;
    double mass[MASSES], want[REDSHIFTS * MASSES], got[REDSHIFTS * MASSES];
    fill_masses(mass);
    hmf_model model;
    assert_int_equal(hmf_create(&model, &hmf_impl_boxed, &hmf_cosmology_default, NULL), HMF_OK);
    boxed_state *s = model.state;
    const size_t before = free_objects(s);
    assert_int_equal(hmf_evaluate(&model, z, REDSHIFTS, mass, MASSES, want, NULL), HMF_OK);
    assert_int_equal(free_objects(s), before);

    for (size_t left = 1; left < 500; left += 100) { /* a tile of masses alone takes more */
        boxed_object *rest = take_away(s, left);
        hmf_error error;
        assert_int_equal(hmf_evaluate(&model, z, REDSHIFTS, mass, MASSES, got, &error),
                         HMF_NO_MEMORY);
        assert_string_equal(error.message, "boxed: evaluate: out of memory");
        assert_true(isnan(got[0]));
        assert_int_equal(free_objects(s), left);
        assert_int_equal(s->heap.spare.references, 0);
        give_back(s, rest);
    }
    assert_int_equal(free_objects(s), before);
    assert_int_equal(hmf_evaluate(&model, z, REDSHIFTS, mass, MASSES, got, NULL), HMF_OK);
    assert_memory_equal(got, want, sizeof want);
    hmf_destroy(&model);
}

static void an_operand_of_another_type_is_told(void **unused) {
    (void)unused;
    static const boxed_type text = {.name = "text"};
    double mass = 1e12, got;
    hmf_model model;
    assert_int_equal(hmf_create(&model, &hmf_impl_boxed, &hmf_cosmology_default, NULL), HMF_OK);
    boxed_state *s = model.state;
    s->scale_1->type = &text;
    assert_int_not_equal(hmf_evaluate(&model, z, 1, &mass, 1, &got, NULL), HMF_OK);
    s->scale_1->type = &boxed_double;
    assert_int_equal(hmf_evaluate(&model, z, 1, &mass, 1, &got, NULL), HMF_OK);
    hmf_destroy(&model);
}

static void create_tells_when_memory_is_short(void **unused) {
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
        cmocka_unit_test(answers_are_those_of_dispatched),
        cmocka_unit_test(no_object_is_lost),
        cmocka_unit_test(an_operand_of_another_type_is_told),
        cmocka_unit_test(create_tells_when_memory_is_short),
    };
    return cmocka_run_group_tests_name("boxed", tests, NULL, NULL);
}
