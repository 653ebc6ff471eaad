/* test_estimate.c: estimates of implementations that move a fake clock by a formula. */
#include "estimate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Seconds of a call, and the number of masses from which on a memory is too small. */
typedef struct {
    const char *name;
    double setup, call, redshift, mass, cell;
    double threshold, beyond; /* cells from which on each costs `beyond` */
    double memory;            /* masses; 0: nothing is remembered        */
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
    {.name = "a memory", .mass = 80e-6, .cell = 150e-9, .memory = 22e3},
    {.name = "a quick memory", .setup = 1e-3, .mass = 1e-6, .cell = 20e-9, .memory = 1e9},
};

static const shape *now_tested;
static double fake_time;
static size_t calls, disturbed_every;

static double fake_now(void) {
    return fake_time;
}

/* The memory of a model. */
typedef struct {
    double kept;
    double first; /* the first mass of the last grid */
} memory;

static hmf_status fake_create(const hmf_cosmology *cosmology, void **state) {
    (void)cosmology;
    *state = calloc(1, sizeof(memory));
    fake_time += now_tested->setup;
    return *state ? HMF_OK : HMF_NO_MEMORY;
}

/* From the moment on when a memory is full, new masses take the places of others of the same grid,
 * and each redshift computes these again. */
static hmf_status fake_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm) {
    (void)z, (void)dn_dlnm;
    const shape *s = now_tested;
    memory *m = state;
    const double redshifts = (double)nz, masses = (double)nmass, cells = redshifts * masses;
    const bool again = s->memory > 0.0 && m->first == mass[0];
    double computed = masses;
    if (s->memory > 0.0) {
        if (!again) m->kept += masses;
        m->first = mass[0];
        double lost = m->kept > s->memory ? masses / s->memory : 0.0;
        if (lost > 0.9) lost = 0.9;
        computed = masses * lost * (redshifts - 1.0) + masses * (again ? lost : 1.0);
    }
    const double cell = s->threshold > 0.0 && cells >= s->threshold ? s->beyond : s->cell;
    fake_time += s->call + s->redshift * redshifts + s->mass * computed + cell * cells;
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

static const double today[] = {0.0};

static hmf_workload grid(size_t nz, size_t nmass, size_t ncosmology) {
    return (hmf_workload){.name = "grid",
                          .summary = "of any size",
                          .ncosmology = ncosmology,
                          .nz = nz,
                          .nmass = nmass,
                          .z = nz == 1 ? today : NULL,
                          .mass = {1e2, 1e15}};
}

static const size_t sizes[][3] = {{1, 1, 1},       {1, 100, 1},     {5, 200, 1},   {5, 200, 64},
                                  {100, 1, 1},     {1, 100000, 1},  {32, 3162, 1}, {100, 10000, 1},
                                  {178, 17783, 1}, {316, 31623, 1}, {3000, 50, 1}};
enum { SIZES = sizeof sizes / sizeof *sizes, SHAPES = sizeof shapes / sizeof *shapes };

/* Returns the seconds of the call in this mode after others, by the fake itself. */
static double true_call(const hmf_workload *w, hmf_mode mode, size_t calls_before) {
    double *z = calloc(w->nz, sizeof *z), *mass = calloc(w->nmass, sizeof *mass), unused;
    memory m = {.first = -1.0};
    double start = fake_time;
    if (mode == HMF_COLD) fake_time += now_tested->setup;
    for (size_t i = 0; i < (mode == HMF_WARM ? calls_before : mode == HMF_REPLAY ? 1 : 0); i++) {
        mass[0] = mode == HMF_REPLAY ? 0.0 : (double)(i + 1);
        fake_evaluate(&m, z, w->nz, mass, w->nmass, &unused);
        start = fake_time;
    }
    if (mode == HMF_WARM) mass[0] = 0.0;
    fake_evaluate(&m, z, w->nz, mass, w->nmass, &unused);
    free(z);
    free(mass);
    return (fake_time - start) * (double)w->ncosmology;
}

/* Prints every estimate that is not within a factor of two of the truth. */
static size_t misses(size_t calls_before) {
    size_t missed = 0;
    for (size_t i = 0; i < SHAPES; i++)
        for (size_t k = 0; k < SIZES; k++) {
            now_tested = &shapes[i];
            const hmf_workload w = grid(sizes[k][0], sizes[k][1], sizes[k][2]);
            const double start = fake_time;
            hmf_estimate e;
            hmf_error error;
            assert_int_equal(
                hmf_estimate_workload(&fake, &w, calls_before, 1, fake_now, &e, &error), HMF_OK);
            const double spent = fake_time - start;
            const size_t disturbed = disturbed_every;
            disturbed_every = 0;
            for (int mode = 0; mode < HMF_MODE_COUNT; mode++) {
                const double want = true_call(&w, (hmf_mode)mode, calls_before);
                const double got = hmf_estimate_call(&e, &w, (hmf_mode)mode);
                if (got > 0.5 * want && got < 2.0 * want) continue;
                missed++;
                printf("%s, %zu cosmologies, %zu redshifts, %zu masses, %s: %g s, not %g s\n",
                       shapes[i].name, w.ncosmology, w.nz, w.nmass, hmf_mode_name((hmf_mode)mode),
                       got, want);
            }
            disturbed_every = disturbed;
            if (spent > 25.0) {
                missed++;
                printf("%s, %zu x %zu: %g s spent\n", shapes[i].name, w.nz, w.nmass, spent);
            }
        }
    return missed;
}

static void every_shape_is_estimated(void **state) {
    (void)state;
    assert_int_equal(misses(1), 0);
}

static void after_many_calls_as_well(void **state) {
    (void)state;
    assert_int_equal(misses(20), 0);
}

static void interference_does_not_matter(void **state) {
    (void)state;
    disturbed_every = 5;
    const size_t missed = misses(1);
    disturbed_every = 0;
    assert_int_equal(missed, 0);
}

/* The first call is part of the preparation, as is the set-up of each cosmology. */
static void preparation_has_every_set_up(void **state) {
    (void)state;
    const hmf_estimate e = {.setup = 2.0, .first = 1.0, .warm = 0.5, .again = 0.25};
    const hmf_workload w = grid(5, 200, 64);
    assert_true(hmf_estimate_ready(&e, &w) == 64.0 * 3.0);
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
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(hmf_estimate_text(cases[i].seconds).text, cases[i].text);
}

static void failures_have_a_reason(void **state) {
    (void)state;
    hmf_impl failing = fake;
    failing.evaluate = failing_evaluate;
    now_tested = &shapes[0];
    const hmf_workload w = grid(5, 200, 1);
    hmf_estimate e;
    hmf_error error;
    assert_int_equal(hmf_estimate_workload(&failing, &w, 1, 1, fake_now, &e, &error),
                     HMF_NO_CONVERGENCE);
    assert_string_equal(error.message, "fake: evaluate: no convergence");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_is_estimated),
        cmocka_unit_test(after_many_calls_as_well),
        cmocka_unit_test(interference_does_not_matter),
        cmocka_unit_test(preparation_has_every_set_up),
        cmocka_unit_test(two_digits_are_printed),
        cmocka_unit_test(failures_have_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
