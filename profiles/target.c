/* SPDX-License-Identifier: MIT */
/*
 * target.c: the profiled program. It runs one job of one implementation with the profiler switched
 * on only around the measured calls: one pass for counts, many passes for samples. It is built
 * twice: HMF_HEAP selects the heap profiler, which has its own allocator. In a coverage build it
 * counts executed lines.
 */
#include "fresh_cache.h"
#include "job.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#ifdef HMF_HEAP
#include <gperftools/heap-profiler.h>
#else
#include <gperftools/profiler.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#endif
#ifdef HMF_COVERAGE
#include <gcov.h>
#endif
#ifdef HMF_GOMP
#include <dlfcn.h>
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
    hmf_job *job;
    hmf_mode mode;
    hmf_error error;
} target;

static _Noreturn void give_up(int status, const char *reason) {
    fprintf(stderr, "hmf-profile-target: %s\n", reason);
    exit(status);
}

static void pass(target *t) {
    if (hmf_job_call(t->job, &t->error) != HMF_OK) give_up(2, t->error.message);
}

/* Binds symbols, touches the output, and runs initialisation that happens once per process. */
static void warm_up(target *t) {
    hmf_job_seek(t->job, 1);
    pass(t);
}

static double seconds_of(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) give_up(1, strerror(errno));
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- counting -------------------------------------------------------------------------------- */

static void target_count(target *t) {
    warm_up(t);
    hmf_job_seek(t->job, 0);
    const double begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
#ifdef HMF_COVERAGE
    __gcov_reset();
#endif
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_TOGGLE_COLLECT;
    const hmf_status status = hmf_job_call(t->job, &t->error);
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_STOP_INSTRUMENTATION;
#ifdef HMF_COVERAGE
    __gcov_dump();
#endif
    if (status != HMF_OK) give_up(2, t->error.message);
    printf("counted seconds %.6f\n", seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begin);
}

#ifdef HMF_GOMP

/*
 * callgrind's counting is switched on per thread, and target_count switches it on in its own. GCC's
 * OpenMP starts a parallel region through GOMP_parallel. The linker finds this replacement first;
 * it switches the counting on in the other threads, but only for the body of the region, because
 * the instructions of waiting threads vary.
 */
typedef void region_start(void (*body)(void *), void *data, unsigned threads, unsigned flags);

typedef struct {
    void (*body)(void *);
    void *data;
} region;

static void target_region(void *argument) {
    const region *r = argument;
    const int other = gettid() != getpid();
    if (other) CALLGRIND_TOGGLE_COLLECT;
    r->body(r->data);
    if (other) CALLGRIND_TOGGLE_COLLECT;
}

region_start GOMP_parallel;

void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags) {
    static region_start *start;
    if (!start) start = (region_start *)(size_t)dlsym(RTLD_NEXT, "GOMP_parallel");
    if (!start) give_up(1, "no GOMP_parallel in the OpenMP library");
    start(target_region, &(region){body, data}, threads, flags);
}

#endif
#ifdef HMF_HEAP

/* Dumps one pass; the profiler adds a number and an extension to the name. */
static void target_heap(target *t, const char *path) {
    char dumped[4096];
    snprintf(dumped, sizeof dumped, "%s.0001.heap", path);
    warm_up(t);
    hmf_job_seek(t->job, 0);
    HeapProfilerStart(path);
    pass(t);
    HeapProfilerDump("the pass is over");
    HeapProfilerStop();
    if (rename(dumped, path) != 0) give_up(1, "the heap profile was not written");
}

#else

/* ---- hardware and kernel counters of all threads (perf_event_open) -----------------------------
 */

static const struct {
    const char *name;
    uint32_t type;
    uint64_t config;
} counters[] = {
    {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    {"branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS},
    {"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
    {"cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES},
    {"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
    {"task-clock-ns", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
    {"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
    {"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
};

/* Opens a counter, without kernel events if they are not permitted. */
static int open_one(struct perf_event_attr *attributes) {
    const long all = syscall(SYS_perf_event_open, attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (all >= 0 || errno != EACCES) return (int)all;
    attributes->exclude_kernel = 1;
    return (int)syscall(SYS_perf_event_open, attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

enum { COUNTERS = sizeof counters / sizeof *counters };

/* One descriptor per counter, without groups, so that the kernel can multiplex them; -1 and errno
 * for a counter that is not available. */
static struct { int descriptor, reason; } opened[COUNTERS];

/* Opens the available counters before threads start, which are then counted too. */
static void open_counters(void) {
    for (int i = 0; i < COUNTERS; i++) {
        struct perf_event_attr attributes = {
            .type = counters[i].type,
            .size = sizeof attributes,
            .config = counters[i].config,
            .disabled = 1,
            .inherit = 1,
            .exclude_hv = 1,
            .exclude_kernel = counters[i].type == PERF_TYPE_HARDWARE,
            .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        };
        opened[i].descriptor = open_one(&attributes);
        opened[i].reason = errno;
    }
}

static void control_counters(unsigned long request) {
    for (int i = 0; i < COUNTERS; i++)
        if (opened[i].descriptor >= 0) ioctl(opened[i].descriptor, request, 0);
}

static const char *explain(int reason) {
    return reason == ENOENT || reason == EOPNOTSUPP ? "this machine has no such counter"
           : reason == EACCES || reason == EPERM    ? "not allowed (kernel.perf_event_paranoid)"
           : reason == ENOSYS                       ? "this kernel has no perf_event_open"
                                                    : strerror(reason);
}

static void close_counters(void) {
    for (int i = 0; i < COUNTERS; i++) {
        if (opened[i].descriptor >= 0) close(opened[i].descriptor);
        opened[i].descriptor = -1;
    }
}

/* Prints a line per counter: "counter NAME VALUE", scaled up if counters were multiplexed, or
 * "counter NAME - REASON". */
static void print_counters(void) {
    struct {
        uint64_t value, enabled, running;
    } count;
    for (int i = 0; i < COUNTERS; i++) {
        const char *name = counters[i].name;
        if (opened[i].descriptor < 0)
            printf("counter %s - %s\n", name, explain(opened[i].reason));
        else if (read(opened[i].descriptor, &count, sizeof count) != sizeof count ||
                 count.running == 0)
            printf("counter %s - it was not counted\n", name);
        else
            printf("counter %s %.0f\n", name,
                   (double)count.value * ((double)count.enabled / (double)count.running));
    }
}

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
 * the stacks; its own work is neither counted nor sampled. */
__attribute__((noinline)) static void target_timed_pass(target *t, target_passes *done) {
    if (t->mode == HMF_REPLAY || hmf_job_left(t->job) == 0) hmf_job_refill(t->job);
    done->passes++;
    control_counters(PERF_EVENT_IOC_ENABLE);
    const double begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    atomic_store_explicit(&in_job, 1, memory_order_relaxed);
    const hmf_status status = hmf_job_call(t->job, &t->error);
    atomic_store_explicit(&in_job, 0, memory_order_relaxed);
    done->seconds += seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begin;
    control_counters(PERF_EVENT_IOC_DISABLE);
    if (status != HMF_OK) give_up(2, t->error.message);
}

static int samples_so_far(void) {
    struct ProfilerState state;
    ProfilerGetCurrentState(&state);
    return state.samples_gathered;
}

/* Runs passes without a profiler, to measure its overhead, and with the hardware counters; then
 * sampled passes. */
static void sample(target *t, const char *file, int samples, double seconds) {
    static const double enough_plain = 0.2;
    target_passes plain = {0}, sampled = {0};
    open_counters();
    warm_up(t);
    do target_timed_pass(t, &plain);
    while (plain.seconds < enough_plain);
    printf("plain passes %lu seconds %.6f\n", plain.passes, plain.seconds);
    print_counters();
    close_counters();

    const double end = seconds_of(CLOCK_MONOTONIC) + seconds;
    const struct ProfilerOptions options = {is_in_job, NULL};
    if (!ProfilerStartWithOptions(file, &options))
        give_up(1, "gperftools cannot write its profile");
    do target_timed_pass(t, &sampled);
    while (samples_so_far() < samples && seconds_of(CLOCK_MONOTONIC) < end);
    const int gathered = samples_so_far();
    ProfilerStop();
    printf("samples %d passes %lu seconds %.6f\n", gathered, sampled.passes, sampled.seconds);
}

#endif

/* ---- the command line ------------------------------------------------------------------------ */

static _Noreturn void print_usage(void) {
    fputs(usage, stderr);
    exit(1);
}

/* Warm passes use the models of variation 0: HMF_REPLAY keeps them, and the inputs are drawn here.
 */
static void create_job(target *t, char **argv) {
    const hmf_registry *registry = hmf_get_registry();
    const hmf_impl *impl = hmf_find(registry, argv[2]);
    const hmf_workload *workload = hmf_workload_find(argv[3]);
    const bool cold = strcmp(argv[4], "cold") == 0;
    if (!impl || !workload || (!cold && strcmp(argv[4], "warm") != 0)) print_usage();
    if (!hmf_fresh_cache()) exit(1);
    printf("clone %s\n", hmf_clone_name(impl));
    t->mode = cold ? HMF_COLD : HMF_REPLAY;
    if (hmf_job_create(&registry->wrappers, impl, workload, t->mode, strtoull(argv[5], NULL, 10),
                       &t->job, &t->error) != HMF_OK)
        give_up(2, t->error.message);
}

/* Checks only the number of arguments, because ./hmf profile is the caller. */
int main(int argc, char **argv) {
    target t = {0};
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(usage, stdout) < 0;
    if (argc < 6) print_usage();
    create_job(&t, argv);
    if (argc == 6 && strcmp(argv[1], "count") == 0) target_count(&t);
#ifdef HMF_HEAP
    else if (argc == 7 && strcmp(argv[1], "heap") == 0)
        target_heap(&t, argv[6]);
#else
    else if (argc == 9 && strcmp(argv[1], "sample") == 0)
        sample(&t, argv[6], atoi(argv[7]), atof(argv[8]));
#endif
    else
        print_usage();
    hmf_job_destroy(t.job);
    if (fflush(stdout) != 0 || ferror(stdout)) give_up(1, "cannot write the result");
    return 0;
}
