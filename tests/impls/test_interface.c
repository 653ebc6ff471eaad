/* SPDX-License-Identifier: MIT */
/* test_interface.c: the checked wrappers of hmf.h, with implementations that record their calls. */
#include "check_bounds.h"
#include "check_kit.h"
#include "unit_test.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* ---- implementations ------------------------------------------------------------------------ */

/* The state of a watching implementation. */
typedef struct {
    int created, evaluated, destroyed;
    hmf_status evaluate_status;
    const double *z, *mass;
    size_t nz, nmass;
} watch;

static hmf_status watch_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                 size_t nmass, double *dn_dlnm) {
    watch *w = state;
    w->evaluated++;
    w->z = z;
    w->nz = nz;
    w->mass = mass;
    w->nmass = nmass;
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = (double)i;
    return w->evaluate_status;
}

static void watch_destroy(void *state) {
    watch *w = state;
    w->destroyed++;
}

static hmf_status never_create(const hmf_cosmology *cosmology, void **state) {
    (void)cosmology, (void)state;
    return HMF_NO_MEMORY;
}

static hmf_status must_not_create(const hmf_cosmology *cosmology, void **state) {
    (void)cosmology, (void)state;
    fail_msg("create was called");
    return HMF_OK;
}

static const hmf_impl watching = {.name = "watching",
                                  .create = must_not_create,
                                  .evaluate = watch_evaluate,
                                  .destroy = watch_destroy};
static const hmf_impl never = {
    .name = "never", .create = never_create, .evaluate = watch_evaluate, .destroy = watch_destroy};

/* Returns a model as hmf_create would. */
static hmf_model watched(watch *w) {
    return (hmf_model){.impl = &watching, .cosmology = hmf_cosmology_default, .state = w};
}

/* Without create, the state is the cosmology. */
static hmf_status stateless_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                     size_t nmass, double *dn_dlnm) {
    (void)z, (void)mass;
    const hmf_cosmology *cosmology = state;
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = cosmology->h0;
    return HMF_OK;
}

static const hmf_impl stateless = {.name = "stateless", .evaluate = stateless_evaluate};

static const char *unavailable_why(void) {
    return "needs an abacus";
}

static const hmf_impl unavailable = {.name = "unavailable",
                                     .unavailable = unavailable_why,
                                     .create = must_not_create,
                                     .evaluate = watch_evaluate,
                                     .destroy = watch_destroy};

/* Asserts the status in the return value and in error, and a message that contains text. */
static void assert_rejected(hmf_status got, const hmf_error *error, hmf_status expected,
                            const char *text) {
    assert_int_equal(got, expected);
    assert_int_equal(error->status, expected);
    if (!strstr(error->message, text))
        fail_msg("'%s' is not in the message '%s'", text, error->message);
}

/* The values that a check of the bounds must reject. */
#define OUTSIDE(bounds)                                                                            \
    nextafter((bounds).min, -1e9), nextafter((bounds).max, 1e30), (double)NAN, (double)INFINITY,   \
        -(double)INFINITY

static void assert_all_nan(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++) assert_true(isnan(values[i]));
}

/* ---- create and destroy ---------------------------------------------------------------------- */

static void create_rejects_null(void **unused) {
    (void)unused;
    hmf_model model;
    const struct {
        hmf_model *model;
        const hmf_impl *impl;
        const hmf_cosmology *cosmology;
        const char *text;
    } cases[] = {{NULL, &stateless, &hmf_cosmology_default, "model is NULL"},
                 {&model, NULL, &hmf_cosmology_default, "impl is NULL"},
                 {&model, &stateless, NULL, "cosmology is NULL"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        hmf_error error;
        assert_rejected(hmf_create(cases[i].model, cases[i].impl, cases[i].cosmology, &error),
                        &error, HMF_BAD_POINTER, cases[i].text);
    }
    assert_int_equal(hmf_create(&model, &stateless, NULL, NULL), HMF_BAD_POINTER);
    hmf_destroy(&model);
}

static hmf_status create_with(const kit_parameter *p, double value, hmf_error *error) {
    hmf_cosmology cosmology = hmf_cosmology_default;
    *kit_value(&cosmology, p) = value;
    hmf_model model;
    const hmf_status status = hmf_create(&model, &stateless, &cosmology, error);
    hmf_destroy(&model);
    return status;
}

static void create_accepts_the_bounds_and_nothing_outside(void **unused) {
    (void)unused;
    for (const kit_parameter *p = kit_parameters; p < kit_parameters + KIT_PARAMETERS; p++) {
        const hmf_bounds accepted = kit_bounds(&hmf_domain_accepted, p);
        hmf_error error;
        assert_int_equal(create_with(p, accepted.min, &error), HMF_OK);
        assert_int_equal(create_with(p, accepted.max, &error), HMF_OK);
        assert_string_equal(error.message, "");
        const double beyond[] = {OUTSIDE(accepted)};
        for (size_t j = 0; j < COUNT(beyond); j++) {
            char text[64];
            snprintf(text, sizeof text, "%s = %g: must be between %g and %g", p->name, beyond[j],
                     accepted.min, accepted.max);
            assert_rejected(create_with(p, beyond[j], &error), &error, HMF_BAD_COSMOLOGY, text);
        }
    }
}

static void create_passes_errors_on(void **unused) {
    (void)unused;
    hmf_model model;
    hmf_error error;
    assert_rejected(hmf_create(&model, &never, &hmf_cosmology_default, &error), &error,
                    HMF_NO_MEMORY, "never: create: out of memory");
    hmf_destroy(&model); /* must not call destroy, which would get NULL */
    assert_rejected(hmf_create(&model, &unavailable, &hmf_cosmology_default, &error), &error,
                    HMF_UNAVAILABLE, "unavailable cannot run here: needs an abacus");
    hmf_destroy(&model);
}

static void destroy_is_idempotent(void **unused) {
    (void)unused;
    watch w = {0};
    hmf_model model = watched(&w);
    hmf_destroy(&model);
    hmf_destroy(&model);
    assert_int_equal(w.destroyed, 1);
    hmf_destroy(NULL);
    hmf_error error;
    const double one = 1.0;
    double cell;
    assert_rejected(hmf_evaluate(&model, &one, 1, &one, 1, &cell, &error), &error, HMF_BAD_POINTER,
                    "model was not created");
    assert_true(isnan(cell));
}

static void stateless_gets_its_cosmology(void **unused) {
    (void)unused;
    hmf_model model;
    const double one = 1.0;
    double cell;
    hmf_cosmology passing = hmf_cosmology_default;
    passing.h0 = 71.0;
    assert_int_equal(hmf_create(&model, &stateless, &passing, NULL), HMF_OK);
    passing.h0 = 50.0;
    assert_int_equal(hmf_evaluate(&model, &one, 1, &one, 1, &cell, NULL), HMF_OK);
    assert_true(cell == 71.0);
    hmf_destroy(&model);
}

/* ---- evaluate -------------------------------------------------------------------------------- */

enum { NZ = 2, NMASS = 3 };

static void evaluate_passes_its_arguments_on(void **unused) {
    (void)unused;
    watch w = {0};
    hmf_model model = watched(&w);
    const double z[NZ] = {0.0, 1.0}, mass[NMASS] = {1e10, 1e9, 1e10};
    double cells[NZ * NMASS];
    hmf_error error;
    assert_int_equal(hmf_evaluate(&model, z, NZ, mass, NMASS, cells, &error), HMF_OK);
    assert_int_equal(error.status, HMF_OK);
    assert_string_equal(error.message, "");
    assert_int_equal(w.evaluated, 1);
    assert_ptr_equal(w.z, z);
    assert_ptr_equal(w.mass, mass);
    assert_int_equal(w.nz, NZ);
    assert_int_equal(w.nmass, NMASS);
    for (int i = 0; i < NZ * NMASS; i++) assert_true(cells[i] == i);
}

/* Evaluates with one value of z or mass replaced. */
static hmf_status evaluate_with(bool of_mass, double value, watch *w, double *cells,
                                hmf_error *error) {
    hmf_model model = watched(w);
    double z[NZ] = {0.0, 1.0}, mass[NMASS] = {1e10, 1e9, 1e8};
    if (of_mass)
        mass[2] = value;
    else
        z[1] = value;
    return hmf_evaluate(&model, z, NZ, mass, NMASS, cells, error);
}

static void evaluate_accepts_the_bounds_and_nothing_outside(void **unused) {
    (void)unused;
    for (int of_mass = 0; of_mass < 2; of_mass++) {
        const hmf_bounds bounds = of_mass ? hmf_domain_accepted.mass : hmf_domain_accepted.z;
        double cells[NZ * NMASS];
        hmf_error error;
        watch w = {0};
        assert_int_equal(evaluate_with(of_mass, bounds.min, &w, cells, &error), HMF_OK);
        assert_int_equal(evaluate_with(of_mass, bounds.max, &w, cells, &error), HMF_OK);
        assert_int_equal(w.evaluated, 2);
        const double beyond[] = {OUTSIDE(bounds), -1.0, -2.0};
        for (size_t j = 0; j < COUNT(beyond); j++) {
            char text[96];
            snprintf(text, sizeof text, "%s = %g: must be between %g and %g",
                     of_mass ? "mass[2]" : "z[1]", beyond[j], bounds.min, bounds.max);
            memset(cells, 0, sizeof cells);
            assert_rejected(evaluate_with(of_mass, beyond[j], &w, cells, &error), &error,
                            of_mass ? HMF_BAD_MASS : HMF_BAD_REDSHIFT, text);
            assert_all_nan(cells, NZ * NMASS);
        }
        assert_int_equal(w.evaluated, 2);
    }
}

/* The vector check must agree with the scalar one, or the search for the element overruns the
 * array. */
static void zero_has_no_sign(void **unused) {
    (void)unused;
    const double zero[] = {-0.0, 0.0};
    assert_true(hmf_check_bounds(zero, 2, (hmf_bounds){0.0, 1.0}));
    assert_true(hmf_check_bounds(zero, 2, (hmf_bounds){-1.0, -0.0}));
}

/* Neither an empty grid nor one beyond all memory reaches the implementation or the output. */
static void evaluate_checks_sizes(void **unused) {
    (void)unused;
    static const struct {
        size_t nz, nmass;
        hmf_status status;
    } cases[] = {{0, 0, HMF_OK},
                 {SIZE_MAX, 0, HMF_OK},
                 {0, SIZE_MAX, HMF_OK},
                 {SIZE_MAX, 1, HMF_BAD_SIZE},
                 {1, SIZE_MAX, HMF_BAD_SIZE},
                 {SIZE_MAX, SIZE_MAX, HMF_BAD_SIZE},
                 {(size_t)PTRDIFF_MAX / sizeof(double) + 1, 1, HMF_BAD_SIZE},
                 {(size_t)1 << 32, (size_t)1 << 32, HMF_BAD_SIZE}};
    watch w = {0};
    hmf_model model = watched(&w);
    const double good = 1.0;
    double cell = 5.0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const size_t nz = cases[i].nz, nmass = cases[i].nmass;
        const bool empty = cases[i].status == HMF_OK;
        const double *input = empty ? NULL : &good;
        char text[96] = "";
        hmf_error error;
        if (!empty) snprintf(text, sizeof text, "nz * nmass = %zu * %zu: too large", nz, nmass);
        assert_rejected(hmf_evaluate(&model, input, nz, input, nmass, empty ? NULL : &cell, &error),
                        &error, cases[i].status, text);
        assert_true(cell == 5.0);
    }
    assert_int_equal(w.evaluated, 0);
}

static void evaluate_fills_failed_output_with_nan(void **unused) {
    (void)unused;
    watch w = {.evaluate_status = HMF_NO_CONVERGENCE};
    double cells[NZ * NMASS] = {0.0};
    hmf_error error;
    assert_rejected(evaluate_with(false, 2.0, &w, cells, &error), &error, HMF_NO_CONVERGENCE,
                    "watching: evaluate: no convergence");
    assert_all_nan(cells, NZ * NMASS);
}

static void mass_function_calls_all_three(void **unused) {
    (void)unused;
    const double z[NZ] = {0.0, 1.0}, mass[NMASS] = {1e10, 1e9, 1e8};
    double cells[NZ * NMASS] = {0.0};
    hmf_error error;
    assert_int_equal(
        hmf_mass_function(&stateless, &hmf_cosmology_default, z, NZ, mass, NMASS, cells, &error),
        HMF_OK);
    for (int i = 0; i < NZ * NMASS; i++) assert_true(cells[i] == hmf_cosmology_default.h0);
    assert_rejected(
        hmf_mass_function(&never, &hmf_cosmology_default, z, NZ, mass, NMASS, cells, &error),
        &error, HMF_NO_MEMORY, "never");
    assert_all_nan(cells, NZ * NMASS);
}

/* ---- texts and the registry ------------------------------------------------------------------ */

static void every_status_has_its_text(void **unused) {
    (void)unused;
    for (int i = 0; i < HMF_STATUS_COUNT; i++) {
        const char *text = hmf_status_text((hmf_status)i);
        assert_string_not_equal(text, "unknown status");
        for (int j = 0; j < i; j++) assert_string_not_equal(text, hmf_status_text((hmf_status)j));
    }
    assert_string_equal(hmf_status_text(HMF_STATUS_COUNT), "unknown status");
    assert_string_equal(hmf_status_text((hmf_status)200), "unknown status");
}

static void find_finds_every_name_and_no_other(void **unused) {
    (void)unused;
    const hmf_registry *registry = hmf_get_registry();
    for (size_t i = 0; i < registry->count; i++)
        assert_ptr_equal(hmf_find(registry, registry->impls[i]->name), registry->impls[i]);
    assert_null(hmf_find(registry, "nonesuch"));
    assert_null(hmf_find(registry, ""));
    assert_null(hmf_find(registry, NULL));
    assert_null(hmf_find(NULL, "naive"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(create_rejects_null),
        cmocka_unit_test(create_accepts_the_bounds_and_nothing_outside),
        cmocka_unit_test(create_passes_errors_on),
        cmocka_unit_test(destroy_is_idempotent),
        cmocka_unit_test(stateless_gets_its_cosmology),
        cmocka_unit_test(evaluate_passes_its_arguments_on),
        cmocka_unit_test(evaluate_accepts_the_bounds_and_nothing_outside),
        cmocka_unit_test(zero_has_no_sign),
        cmocka_unit_test(evaluate_checks_sizes),
        cmocka_unit_test(evaluate_fills_failed_output_with_nan),
        cmocka_unit_test(mass_function_calls_all_three),
        cmocka_unit_test(every_status_has_its_text),
        cmocka_unit_test(find_finds_every_name_and_no_other),
    };
    return cmocka_run_group_tests_name("interface", tests, NULL, NULL);
}
