/* SPDX-License-Identifier: MIT */
/* Tests of job.h with an implementation that records its inputs. */
#include "job.h"
#include "unit_test.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LOG_MAX = 10000 };

/* Records of the implementation. */
static struct {
    size_t created, destroyed, evaluated;
    double omega_m[LOG_MAX]; /* of each model created  */
    double mass[LOG_MAX];    /* the first of each call */
    size_t fail_at;          /* the call that fails; 0: none */
} seen;

static hmf_status spy_create(const hmf_cosmology *cosmology, void **state) {
    *state = malloc(1);
    if (!*state) return HMF_NO_MEMORY;
    seen.omega_m[seen.created++] = cosmology->omega_m;
    return HMF_OK;
}

static hmf_status spy_evaluate(void *state, const double *z, size_t nz, const double *mass,
                               size_t nmass, double *dn_dlnm) {
    (void)state;
    (void)z;
    seen.mass[seen.evaluated++] = mass[0];
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = (double)seen.evaluated;
    return seen.evaluated == seen.fail_at ? HMF_NO_CONVERGENCE : HMF_OK;
}

static void spy_destroy(void *state) {
    seen.destroyed++;
    free(state);
}

static const hmf_impl spy = {
    .name = "spy",
    .summary = "records its inputs",
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

/* Makes calls as a benchmark does. */
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

/* cold has new cosmologies and a new grid in every call, warm a new grid, replay always the same
 * grid. The last answer is kept. */
static void every_mode_has_its_inputs(void **state) {
    (void)state;
    static const struct {
        const char *workload;
        size_t cosmologies, calls;
    } cases[] = {{"default", 1, CALLS}, {"chain", 64, CALLS / 5}};
    for (size_t k = 0; k < 2 * HMF_MODE_COUNT; k++) {
        const hmf_mode mode = (hmf_mode)(k / 2);
        const size_t n = cases[k % 2].cosmologies, calls = cases[k % 2].calls;
        forget(NULL);
        hmf_job *job = make(cases[k % 2].workload, mode);
        assert_int_equal(seen.created, mode == HMF_COLD ? 0 : n);
        assert_true(hmf_job_left(job) < calls);
        call(job, calls);
        assert_int_equal(seen.evaluated, calls * n);
        assert_int_equal(seen.created, mode == HMF_COLD ? calls * n : n);
        assert_true(all_distinct(seen.omega_m, seen.created));
        double mass[CALLS];
        for (size_t i = 0; i < calls; i++) mass[i] = seen.mass[i * n];
        if (mode == HMF_REPLAY)
            for (size_t i = 0; i < calls; i++) assert_true(mass[i] == 1e2);
        else
            assert_true(all_distinct(mass, calls));
        const hmf_job_answer last = hmf_job_last(job);
        assert_true(last.dn_dlnm[0] == (double)seen.evaluated);
        assert_true(last.mass[0] == seen.mass[seen.evaluated - 1]);
        assert_true(last.cosmology->omega_m == seen.omega_m[seen.created - 1]);
        hmf_job_destroy(job);
        assert_int_equal(seen.destroyed, seen.created);
    }
}

static size_t clock_reads;

static double count_reads(void) {
    return (double)++clock_reads;
}

/* The clock is read around each batch; inputs are drawn in between. */
static void calls_are_timed_in_batches(void **state) {
    (void)state;
    for (int mode = 0; mode < HMF_MODE_COUNT; mode++) {
        forget(NULL);
        hmf_job *job = make("default", (hmf_mode)mode);
        const size_t batch = hmf_job_left(job);
        const size_t batches = mode == HMF_REPLAY ? 1 : (CALLS + batch - 1) / batch;
        double seconds;
        hmf_error error;
        clock_reads = 0;
        assert_int_equal(hmf_job_time(job, CALLS, count_reads, &seconds, &error), HMF_OK);
        assert_int_equal(seen.evaluated, CALLS);
        assert_int_equal(clock_reads, 2 * batches);
        assert_true(seconds == (double)batches);
        seen.fail_at = CALLS + 2;
        assert_int_equal(hmf_job_time(job, 3, NULL, &seconds, &error), HMF_NO_CONVERGENCE);
        assert_string_equal(error.message, "spy: evaluate: no convergence");
        assert_int_equal(seen.evaluated, CALLS + 2);
        hmf_job_destroy(job);
    }
}

static void a_variation_can_be_chosen(void **state) {
    (void)state;
    hmf_job *job = make("default", HMF_COLD);
    call(job, 3);
    hmf_job_seek(job, 2);
    call(job, 1);
    assert_true(seen.mass[3] == seen.mass[1] && seen.omega_m[3] == seen.omega_m[1]);
    hmf_job_destroy(job);
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
        cmocka_unit_test_setup(every_mode_has_its_inputs, forget),
        cmocka_unit_test_setup(calls_are_timed_in_batches, forget),
        cmocka_unit_test_setup(a_variation_can_be_chosen, forget),
        cmocka_unit_test_setup(an_output_can_be_shared, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
