/* SPDX-License-Identifier: MIT */
/* Tests that the inputs of workloads are as workloads.h describes them. */
#include "unit_test.h"
#include "workloads.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    hmf_cosmology *cosmology;
    double *z, *mass;
} inputs;

static inputs fill(const hmf_workload *w, uint64_t seed, uint64_t variation) {
    const inputs in = {calloc(w->ncosmology, sizeof *in.cosmology), calloc(w->nz, sizeof *in.z),
                       calloc(w->nmass, sizeof *in.mass)};
    assert_true(in.cosmology && in.z && in.mass);
    hmf_workload_fill(w, seed, variation, in.cosmology, in.z, in.mass);
    return in;
}

static void release(inputs in) {
    free(in.cosmology);
    free(in.z);
    free(in.mass);
}

static bool same(const hmf_workload *w, inputs a, inputs b) {
    return memcmp(a.cosmology, b.cosmology, w->ncosmology * sizeof *a.cosmology) == 0 &&
           memcmp(a.z, b.z, w->nz * sizeof *a.z) == 0 &&
           memcmp(a.mass, b.mass, w->nmass * sizeof *a.mass) == 0;
}

static void assert_within(double value, hmf_bounds bounds) {
    assert_true(value >= bounds.min && value <= bounds.max);
}

static void the_default_workload_is_that_of_the_workshop(void **state) {
    (void)state;
    const hmf_workload *w = hmf_workload_find("default");
    const double z[] = {0.0, 5.0, 10.0, 20.0, 30.0};
    assert_true(w->ncosmology == 1 && w->nz == 5 && w->nmass == 200);
    const inputs in = fill(w, 7, 0);
    assert_memory_equal(in.cosmology, &hmf_cosmology_default, sizeof hmf_cosmology_default);
    assert_memory_equal(in.z, z, sizeof z);
    assert_true(in.mass[0] == 1e2 && in.mass[199] == 1e15);
    release(in);
}

static void assert_promised(const hmf_workload *w, inputs in) {
    const hmf_domain *domain = &hmf_domain_promised;
    for (size_t i = 0; i < w->ncosmology; i++) {
        const hmf_cosmology *c = &in.cosmology[i];
        assert_within(c->omega_m, domain->omega_m);
        assert_within(c->omega_lambda, domain->omega_lambda);
        assert_within(c->h0, domain->h0);
        assert_within(c->sigma_8, domain->sigma_8);
        assert_within(c->n_s, domain->n_s);
        assert_within(c->delta_c, domain->delta_c);
        assert_true(w->sampled_n_s ? c->n_s != 1.0 : c->n_s == 1.0);
    }
    for (size_t i = 0; i < w->nz; i++) {
        assert_within(in.z[i], domain->z);
        if (i > 0) assert_true(in.z[i] > in.z[i - 1]);
    }
    for (size_t i = 0; i < w->nmass; i++) {
        assert_within(in.mass[i], domain->mass);
        if (i > 0) assert_true(in.mass[i] > in.mass[i - 1]);
    }
}

/* Inputs ascend, are in the promised domain, and depend only on the seed and the variation. */
static void every_workload(void **state) {
    (void)state;
    size_t count;
    const hmf_workload *w = hmf_workloads(&count);
    assert_null(hmf_workload_find("nothing"));
    for (; count > 0; count--, w++) {
        assert_ptr_equal(hmf_workload_find(w->name), w);
        for (uint64_t variation = 0; variation < 20; variation++) {
            const inputs in = fill(w, 11, variation), again = fill(w, 11, variation);
            const inputs other = fill(w, 12, variation);
            assert_promised(w, in);
            assert_true(same(w, in, again));
            assert_true(same(w, in, other) == (variation == 0 && !w->sampled));
            release(in);
            release(again);
            release(other);
        }
    }
}

static int compare(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values and asserts that no two are equal. */
static void assert_distinct(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare);
    for (size_t i = 1; i < count; i++) assert_true(values[i] != values[i - 1]);
}

static void variations_share_nothing(void **state) {
    (void)state;
    enum { VARIATIONS = 200 };
    const hmf_workload *w = hmf_workload_find("default");
    double *mass = calloc(VARIATIONS * w->nmass, sizeof *mass);
    double *z = calloc(VARIATIONS * w->nz, sizeof *z);
    double omega_m[VARIATIONS];
    assert_true(mass && z);
    for (size_t v = 0; v < VARIATIONS; v++) {
        hmf_cosmology c;
        hmf_workload_fill(w, 1, v, &c, z + v * w->nz, mass + v * w->nmass);
        omega_m[v] = c.omega_m;
    }
    assert_distinct(mass, VARIATIONS * w->nmass);
    assert_distinct(z, VARIATIONS * w->nz);
    assert_distinct(omega_m, VARIATIONS);
    free(mass);
    free(z);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_workload_is_that_of_the_workshop),
        cmocka_unit_test(every_workload),
        cmocka_unit_test(variations_share_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
