/* SPDX-License-Identifier: MIT */
/*
 * target.c: the profiled program. It runs one job of one implementation with the profiler switched
 * on only around the measured calls: one pass for counts, many passes for samples. It is built
 * twice: HMF_HEAP selects the heap profiler, which has its own allocator. In a coverage build it
 * counts executed lines.
 */
#include "counters.h"

#include "fresh_cache.h"
#include "workloads.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <valgrind/callgrind.h>

#ifdef HMF_HEAP
#include <gperftools/heap-profiler.h>
#else
#include <gperftools/profiler.h>
#endif
#ifdef HMF_COVERAGE
#include <gcov.h>
#endif

static const char usage[] =
    "usage: hmf-profile-target count IMPL WORKLOAD cold|warm SEED\n"
    "       hmf-profile-target sample IMPL WORKLOAD cold|warm SEED FILE SAMPLES SECONDS\n"
    "       hmf-profile-heap heap IMPL WORKLOAD cold|warm SEED FILE\n"
    "\n"
    "The job that ./hmf profile profiles. cold: create, evaluate and destroy;\n"
    "warm: evaluate alone. A pass over variation 1 of the workload warms up the process.\n"
    "count makes one pass over variation 0 with callgrind's counting switched on, and gcov's in a\n"
    "coverage build. heap makes that pass with gperftools' heap\n"
    "profiler, into FILE. sample makes passes over variations 2, 3, ..., first some with the\n"
    "processor's counters, then with gperftools, into FILE, until there are SAMPLES samples or\n"
    "SECONDS have passed. Each prints the instruction-set clone that ran, and its result.\n"
    "\n"
    "Exit status: 0 success, 1 usage or system error, 2 the implementation could not compute.\n";

typedef struct {
    const hmf_impl *impl;
    const hmf_workload *workload;
    bool cold;
    uint64_t seed;            /* of the workload's variations    */
    hmf_cosmology *cosmology; /* [ncosmology]                    */
    hmf_model *models;        /* [ncosmology], created when warm */
    double *z, *mass;         /* [nz], [nmass]                   */
    double *dn_dlnm;          /* [nz * nmass], used again        */
    hmf_error error;
} target_job;

/* ---- the measured calls ---------------------------------------------------------------------- */

static bool target_pass_cold(target_job *job) {
    const hmf_workload *w = job->workload;
    for (size_t i = 0; i < w->ncosmology; i++)
        if (hmf_mass_function(job->impl, &job->cosmology[i], job->z, w->nz, job->mass, w->nmass,
                              job->dn_dlnm, &job->error) != HMF_OK)
            return false;
    return true;
}

static bool target_pass_warm(target_job *job) {
    const hmf_workload *w = job->workload;
    for (size_t i = 0; i < w->ncosmology; i++)
        if (hmf_evaluate(&job->models[i], job->z, w->nz, job->mass, w->nmass, job->dn_dlnm,
                         &job->error) != HMF_OK)
            return false;
    return true;
}

static bool target_pass(target_job *job) {
    return job->cold ? target_pass_cold(job) : target_pass_warm(job);
}

/* ---- around them ----------------------------------------------------------------------------- */

static void fill(target_job *job, uint64_t variation) {
    hmf_workload_fill(job->workload, job->seed, variation, job->cosmology, job->z, job->mass);
}

static bool allocate(target_job *job) {
    const hmf_workload *w = job->workload;
    job->cosmology = calloc(w->ncosmology, sizeof *job->cosmology);
    job->models = calloc(w->ncosmology, sizeof *job->models);
    job->z = calloc(w->nz, sizeof *job->z);
    job->mass = calloc(w->nmass, sizeof *job->mass);
    job->dn_dlnm = calloc(w->nz * w->nmass, sizeof *job->dn_dlnm);
    return job->cosmology && job->models && job->z && job->mass && job->dn_dlnm;
}

static void release(target_job *job) {
    for (size_t i = 0; job->models && i < job->workload->ncosmology; i++)
        hmf_destroy(&job->models[i]);
    free(job->cosmology);
    free(job->models);
    free(job->z);
    free(job->mass);
    free(job->dn_dlnm);
}

/* Creates the models of the warm mode, for the cosmologies of variation 0. */
static bool create_models(target_job *job) {
    fill(job, 0);
    for (size_t i = 0; i < job->workload->ncosmology; i++)
        if (hmf_create(&job->models[i], job->impl, &job->cosmology[i], &job->error) != HMF_OK)
            return false;
    return true;
}

/* Binds symbols, touches the output, and runs initialisation that happens once per process. */
static bool warm_up(target_job *job) {
    if (!job->cold && !create_models(job)) return false;
    fill(job, 1);
    return target_pass(job);
}

static int could_not_compute(const target_job *job) {
    fprintf(stderr, "hmf-profile-target: %s\n", job->error.message);
    return 2;
}

static double seconds_of(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) {
        perror("hmf-profile-target: clock_gettime");
        exit(1);
    }
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- counting -------------------------------------------------------------------------------- */

static void start_hits(void) {
#ifdef HMF_COVERAGE
    __gcov_reset();
#endif
}

static void stop_hits(void) {
#ifdef HMF_COVERAGE
    __gcov_dump();
#endif
}

static int target_count(target_job *job) {
    if (!warm_up(job)) return could_not_compute(job);
    fill(job, 0);
    const double begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    start_hits();
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_TOGGLE_COLLECT;
    const bool computed = target_pass(job);
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_STOP_INSTRUMENTATION;
    stop_hits();
    if (!computed) return could_not_compute(job);
    printf("counted seconds %.6f\n", seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begin);
    return 0;
}

#ifdef HMF_HEAP

/* Dumps one pass; the profiler adds a number and an extension to the name. */
static int target_heap(target_job *job, const char *path) {
    char dumped[4096];
    snprintf(dumped, sizeof dumped, "%s.0001.heap", path);
    if (!warm_up(job)) return could_not_compute(job);
    fill(job, 0);
    HeapProfilerStart(path);
    const bool computed = target_pass(job);
    HeapProfilerDump("the pass is over");
    HeapProfilerStop();
    if (!computed) return could_not_compute(job);
    if (rename(dumped, path) == 0) return 0;
    fprintf(stderr, "hmf-profile-heap: %s: %s\n", dumped, strerror(errno));
    return 1;
}

#else

/* ---- sampling -------------------------------------------------------------------------------- */

/* Passes over inputs not seen before, and their processor time. */
typedef struct {
    unsigned long passes;
    double seconds;
} target_passes;

static atomic_int in_job;

/* Called by the signal handler in any thread. */
static int is_in_job(void *nothing) {
    (void)nothing;
    return atomic_load_explicit(&in_job, memory_order_relaxed);
}

/* Runs one pass. cpu_profile.c finds this function by its name and drops it and its callers from
 * the stacks; its own work is neither counted nor sampled. c may be NULL. Returns false if the
 * implementation could not compute. */
__attribute__((noinline)) static bool target_timed_pass(target_job *job, const counters *c,
                                                        target_passes *done,
                                                        uint64_t first_variation) {
    fill(job, first_variation + done->passes++);
    if (c) counters_start(c);
    const double begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    atomic_store_explicit(&in_job, 1, memory_order_relaxed);
    const bool computed = target_pass(job);
    atomic_store_explicit(&in_job, 0, memory_order_relaxed);
    done->seconds += seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begin;
    if (c) counters_stop(c);
    return computed;
}

/* Runs passes without a profiler, to measure its overhead, and with the hardware counters. */
static bool target_plain(target_job *job, const counters *c, target_passes *done) {
    static const double enough = 0.2;
    bool computed;
    do computed = target_timed_pass(job, c, done, 2);
    while (computed && done->seconds < enough);
    return computed;
}

static int samples_so_far(void) {
    struct ProfilerState state;
    ProfilerGetCurrentState(&state);
    return state.samples_gathered;
}

static int sample(target_job *job, const char *file, int samples, double seconds) {
    counters c;
    counters_open(&c);
    if (!warm_up(job)) return could_not_compute(job);
    target_passes plain = {0}, sampled = {0};
    if (!target_plain(job, &c, &plain)) return could_not_compute(job);
    const double end = seconds_of(CLOCK_MONOTONIC) + seconds;
    const struct ProfilerOptions options = {is_in_job, NULL};
    if (!ProfilerStartWithOptions(file, &options)) {
        fprintf(stderr, "hmf-profile-target: gperftools cannot write %s: %s\n", file,
                strerror(errno));
        return 1;
    }
    bool computed;
    do computed = target_timed_pass(job, NULL, &sampled, 2 + plain.passes);
    while (computed && samples_so_far() < samples && seconds_of(CLOCK_MONOTONIC) < end);
    const int gathered = samples_so_far();
    ProfilerStop();
    if (!computed) return could_not_compute(job);
    printf("plain passes %lu seconds %.6f\n", plain.passes, plain.seconds);
    counters_print(stdout, &c);
    counters_close(&c);
    printf("samples %d passes %lu seconds %.6f\n", gathered, sampled.passes, sampled.seconds);
    return 0;
}

#endif

/* ---- the command line ------------------------------------------------------------------------ */

static bool read_job(char **argv, target_job *job) {
    job->impl = hmf_find(hmf_get_registry(), argv[2]);
    job->workload = hmf_workload_find(argv[3]);
    job->cold = strcmp(argv[4], "cold") == 0;
    job->seed = strtoull(argv[5], NULL, 10);
    return job->impl && job->workload && (job->cold || strcmp(argv[4], "warm") == 0);
}

/* Checks only the number of arguments, because ./hmf profile is the caller. */
static int run(target_job *job, int argc, char **argv) {
    if (argc == 6 && strcmp(argv[1], "count") == 0) return target_count(job);
#ifdef HMF_HEAP
    if (argc == 7 && strcmp(argv[1], "heap") == 0) return target_heap(job, argv[6]);
#else
    if (argc == 9 && strcmp(argv[1], "sample") == 0)
        return sample(job, argv[6], atoi(argv[7]), atof(argv[8]));
#endif
    fputs(usage, stderr);
    return 1;
}

int main(int argc, char **argv) {
    target_job job = {0};
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(usage, stdout) < 0;
    if (argc < 6 || !read_job(argv, &job)) return fputs(usage, stderr), 1;
    if (!hmf_fresh_cache()) return 1;
    int status = 1;
    printf("clone %s\n", hmf_clone_name(job.impl));
    if (!allocate(&job))
        fputs("hmf-profile-target: out of memory\n", stderr);
    else
        status = run(&job, argc, argv);
    release(&job);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    perror("hmf-profile-target: cannot write the result");
    return 1;
}
