/* SPDX-License-Identifier: MIT */
/* Tests of estimate.h with implementations that advance a fake clock by a formula. */
#include "estimate.h"
#include "unit_test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Seconds of a call. */
typedef struct {
    const char *name;
    double setup, call, redshift, mass, cell;
    double threshold, beyond; /* cells from which each cell costs `beyond` */
    bool remembers;           /* masses cost nothing the second time       */
} shape;

static const shape shapes[] = {
    {.name = "one cell", .cell = 60e-6},
    {.name = "one mass", .mass = 80e-6, .cell = 50e-9},
    {.name = "set-up", .setup = 64e-3, .call = 50e-9, .mass = 50e-9, .cell = 9e-9},
    {.name = "a long set-up", .setup = 0.9, .cell = 9e-9},
    {.name = "nothing", .setup = 90e-9, .call = 60e-9, .mass = 2e-9, .cell = 0.3e-9},
    {.name = "redshifts", .redshift = 5e-3, .mass = 1e-6, .cell = 10e-9},
    {.name = "a call", .call = 2e-3, .cell = 10e-9},
    {.name = "threads", .call = 100e-9, .cell = 1e-9, .threshold = 60e3, .beyond = 0.5e-9},
    {.name = "processes", .call = 100e-9, .cell = 0.5e-9, .threshold = 60e3, .beyond = 9e-9},
    {.name = "a memory", .mass = 80e-6, .cell = 150e-9, .remembers = true},
};

static const shape *tested;
static double fake_time;
static size_t calls, disturbed_every;

static double fake_now(void) {
    return fake_time;
}

/* The state is the first mass of the previous grid. */
static hmf_status fake_create(const hmf_cosmology *cosmology, void **state) {
    (void)cosmology;
    *state = calloc(1, sizeof(double));
    fake_time += tested->setup;
    return *state ? HMF_OK : HMF_NO_MEMORY;
}

static double call_seconds(const shape *s, double nz, double nmass, bool again) {
    const double cell = s->threshold > 0.0 && nz * nmass >= s->threshold ? s->beyond : s->cell;
    return s->call + s->redshift * nz + (again && s->remembers ? 0.0 : s->mass * nmass) +
           cell * nz * nmass;
}

static hmf_status fake_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm) {
    (void)z, (void)dn_dlnm;
    double *first = state;
    fake_time += call_seconds(tested, (double)nz, (double)nmass, *first == mass[0]);
    *first = mass[0];
    if (disturbed_every > 0 && ++calls % disturbed_every == 0) fake_time += 10e-3;
    return HMF_OK;
}

static hmf_status failing_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                   size_t nmass, double *dn_dlnm) {
    (void)state, (void)z, (void)nz, (void)mass, (void)dn_dlnm;
    return nmass > 100 ? HMF_NO_CONVERGENCE : HMF_OK;
}

static const hmf_impl fake = {
    .name = "fake",
    .accuracy = 1.0,
    .create = fake_create,
    .evaluate = fake_evaluate,
    .destroy = free,
};

static hmf_workload grid(size_t nz, size_t nmass, size_t ncosmology) {
    static const double today[] = {0.0};
    return (hmf_workload){.name = "grid",
                          .summary = "of any size",
                          .ncosmology = ncosmology,
                          .nz = nz,
                          .nmass = nmass,
                          .z = nz == 1 ? today : NULL,
                          .mass = {1e2, 1e15}};
}

static double true_call(const shape *s, const hmf_workload *w, hmf_mode mode) {
    const double one = call_seconds(s, (double)w->nz, (double)w->nmass, mode == HMF_REPLAY);
    return ((mode == HMF_COLD ? s->setup : 0.0) + one) * (double)w->ncosmology;
}

/* Estimates are within a factor of three and take less than 20 s. */
static void assert_estimates(const hmf_workload *w) {
    hmf_estimate e;
    hmf_error error;
    const double start = fake_time;
    assert_int_equal(hmf_estimate_workload(&fake, w, 1, fake_now, &e, &error), HMF_OK);
    assert_true(fake_time - start < 20.0);
    for (hmf_mode mode = HMF_COLD; mode < HMF_MODE_COUNT; mode++) {
        const double want = true_call(tested, w, mode), got = hmf_estimate_call(&e, w, mode);
        if (!(got > want / 3.0 && got < 3.0 * want))
            fail_msg("%s, %zu x %zu x %zu, %s: %g s, not %g s", tested->name, w->ncosmology, w->nz,
                     w->nmass, hmf_mode_name(mode), got, want);
    }
}

/* Interference in every fifth call makes no difference. */
static void every_shape_is_estimated(void **state) {
    (void)state;
    static const size_t sizes[][3] = {{1, 1, 1},     {1, 100, 1},     {5, 200, 1},
                                      {5, 200, 64},  {100, 1, 1},     {1, 100000, 1},
                                      {32, 3162, 1}, {100, 10000, 1}, {178, 17783, 1},
                                      {3000, 50, 1}, {316, 31623, 1}};
    for (size_t i = 0; i < COUNT(shapes); i++)
        for (size_t k = 0; k < 2 * COUNT(sizes); k++) {
            const hmf_workload w = grid(sizes[k / 2][0], sizes[k / 2][1], sizes[k / 2][2]);
            tested = &shapes[i];
            disturbed_every = k % 2 ? 5 : 0;
            assert_estimates(&w);
        }
    disturbed_every = 0;
}

static void calls_include_every_cosmology(void **state) {
    (void)state;
    const hmf_estimate e = {.setup = 2.0, .first = 1.0, .warm = 0.5, .again = 0.25};
    const hmf_workload w = grid(5, 200, 64);
    assert_true(hmf_estimate_call(&e, &w, HMF_COLD) == 64.0 * 3.0);
    assert_true(hmf_estimate_call(&e, &w, HMF_WARM) == 32.0);
    assert_true(hmf_estimate_call(&e, &w, HMF_REPLAY) == 16.0);
}

static void two_digits_are_printed(void **state) {
    (void)state;
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{0.0654, "about 0.065 s"},
                 {2.34, "about 2.3 s"},
                 {9.99, "about 10 s"},
                 {12.4, "about 12 s"},
                 {1543.0, "about 1500 s"}};
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(hmf_estimate_text(cases[i].seconds).text, cases[i].text);
}

static void failures_have_a_reason(void **state) {
    (void)state;
    hmf_impl failing = fake;
    failing.evaluate = failing_evaluate;
    tested = &shapes[0];
    const hmf_workload w = grid(5, 200, 1);
    hmf_estimate e;
    hmf_error error;
    assert_int_equal(hmf_estimate_workload(&failing, &w, 1, fake_now, &e, &error),
                     HMF_NO_CONVERGENCE);
    assert_string_equal(error.message, "fake: evaluate: no convergence");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_is_estimated),
        cmocka_unit_test(calls_include_every_cosmology),
        cmocka_unit_test(two_digits_are_printed),
        cmocka_unit_test(failures_have_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
