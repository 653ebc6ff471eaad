/* test_job.c: the modes cold, warm and replay hand over what job.h says, seen by an implementation
 * that writes down what it is asked. */
#include "job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LOG_MAX = 4096 };

/* What the implementation under test has seen; one test at a time. */
static struct {
    size_t created, destroyed, evaluated;
    double omega_m[LOG_MAX]; /* of each model created  */
    double mass[LOG_MAX];    /* the first of each call */
    size_t fail_at;          /* the call that fails; 0: none */
} seen;

static hmf_status spy_create(const hmf_cosmology *cosmology, void **state) {
    *state = malloc(1);
    if (!*state) return HMF_NO_MEMORY;
    seen.omega_m[seen.created++ % LOG_MAX] = cosmology->omega_m;
    return HMF_OK;
}

static hmf_status spy_evaluate(void *state, const double *z, size_t nz, const double *mass,
                               size_t nmass, double *dn_dlnm) {
    (void)state;
    (void)z;
    seen.mass[seen.evaluated++ % LOG_MAX] = mass[0];
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = (double)seen.evaluated;
    return seen.evaluated == seen.fail_at ? HMF_NO_CONVERGENCE : HMF_OK;
}

static void spy_destroy(void *state) {
    seen.destroyed++;
    free(state);
}

static const hmf_impl spy = {
    .name = "spy",
    .summary = "writes down what it is asked",
    .lesson = "none",
    .accuracy = 1.0,
    .create = spy_create,
    .evaluate = spy_evaluate,
    .destroy = spy_destroy,
};

static int forget(void **state) {
    (void)state;
    memset(&seen, 0, sizeof seen);
    return 0;
}

static hmf_job *make(const char *workload, hmf_mode mode) {
    hmf_job *job;
    hmf_error error;
    assert_int_equal(hmf_job_create(&hmf_get_registry()->wrappers, &spy,
                                    hmf_workload_find(workload), mode, 42, &job, &error),
                     HMF_OK);
    return job;
}

/* As a benchmark does. */
static void call(hmf_job *job, size_t times) {
    hmf_error error;
    for (size_t i = 0; i < times; i++) {
        if (hmf_job_left(job) == 0) hmf_job_refill(job);
        assert_int_equal(hmf_job_call(job, &error), HMF_OK);
    }
}

static bool all_distinct(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (values[i] == values[j]) return false;
    return true;
}

/* More calls than a batch of inputs holds. */
enum { CALLS = 700 };

static void cold_has_a_new_cosmology_and_grid_every_call(void **state) {
    (void)state;
    hmf_job *job = make("default", HMF_COLD);
    assert_true(hmf_job_left(job) < CALLS);
    assert_int_equal(seen.created, 0);
    call(job, CALLS);
    assert_int_equal(seen.created, CALLS);
    assert_int_equal(seen.destroyed, CALLS);
    assert_true(all_distinct(seen.omega_m, CALLS));
    assert_true(all_distinct(seen.mass, CALLS));
    hmf_job_destroy(job);
    assert_int_equal(seen.destroyed, seen.created);
}

static void warm_has_a_new_grid_every_call(void **state) {
    (void)state;
    hmf_job *job = make("default", HMF_WARM);
    call(job, CALLS);
    assert_int_equal(seen.created, 1);
    assert_int_equal(seen.evaluated, CALLS);
    assert_true(all_distinct(seen.mass, CALLS));
    hmf_job_destroy(job);
    assert_int_equal(seen.destroyed, 1);
}

static void replay_has_the_workloads_own_grid_always(void **state) {
    (void)state;
    hmf_job *job = make("default", HMF_REPLAY);
    call(job, CALLS);
    assert_int_equal(seen.created, 1);
    assert_int_equal(seen.evaluated, CALLS);
    for (size_t i = 0; i < CALLS; i++) assert_true(seen.mass[i] == 1e2);
    hmf_job_destroy(job);
}

static void a_chain_goes_through_all_its_cosmologies(void **state) {
    (void)state;
    for (int mode = 0; mode < HMF_MODE_COUNT; mode++) {
        forget(NULL);
        hmf_job *job = make("chain", (hmf_mode)mode);
        call(job, 3);
        assert_int_equal(seen.evaluated, 3 * 64);
        assert_int_equal(seen.created, mode == HMF_COLD ? 3 * 64 : 64);
        assert_true(all_distinct(seen.omega_m, seen.created));
        hmf_job_destroy(job);
        assert_int_equal(seen.destroyed, seen.created);
    }
}

static void the_last_answer_is_that_of_the_last_call(void **state) {
    (void)state;
    for (int mode = 0; mode < HMF_MODE_COUNT; mode++) {
        forget(NULL);
        hmf_job *job = make("chain", (hmf_mode)mode);
        const size_t times = hmf_job_left(job) + 1;
        call(job, times);
        const hmf_job_answer last = hmf_job_last(job);
        assert_true(last.dn_dlnm[0] == (double)seen.evaluated);
        assert_true(last.mass[0] == seen.mass[(seen.evaluated - 1) % LOG_MAX]);
        assert_true(last.cosmology->omega_m == seen.omega_m[(seen.created - 1) % LOG_MAX]);
        hmf_job_destroy(job);
    }
}

static void a_failure_is_handed_on(void **state) {
    (void)state;
    hmf_job *job = make("chain", HMF_WARM);
    hmf_error error;
    seen.fail_at = 5;
    assert_int_equal(hmf_job_call(job, &error), HMF_NO_CONVERGENCE);
    assert_string_equal(error.message, "spy: evaluate: no convergence");
    assert_int_equal(seen.evaluated, 5);
    hmf_job_destroy(job);
    assert_int_equal(seen.destroyed, seen.created);
}

static void an_output_can_be_shared(void **state) {
    (void)state;
    hmf_job *owner = make("default", HMF_WARM), *guest = make("default", HMF_COLD);
    hmf_job_share_output(guest, owner);
    call(guest, 1);
    assert_ptr_equal(hmf_job_last(guest).dn_dlnm, hmf_job_last(owner).dn_dlnm);
    hmf_job_destroy(guest);
    call(owner, 1);
    hmf_job_destroy(owner);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(cold_has_a_new_cosmology_and_grid_every_call, forget),
        cmocka_unit_test_setup(warm_has_a_new_grid_every_call, forget),
        cmocka_unit_test_setup(replay_has_the_workloads_own_grid_always, forget),
        cmocka_unit_test_setup(a_chain_goes_through_all_its_cosmologies, forget),
        cmocka_unit_test_setup(the_last_answer_is_that_of_the_last_call, forget),
        cmocka_unit_test_setup(a_failure_is_handed_on, forget),
        cmocka_unit_test_setup(an_output_can_be_shared, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
