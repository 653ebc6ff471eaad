/* SPDX-License-Identifier: MIT */
/*
 * test_forked.c: forked with failing system calls: no worker, no shared memory, workers that are
 * killed or reaped by another caller, signals, threads; and its side effects. It sees four cores.
 */
#include "hmf.h"
#include "unit_test.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- failing system calls, through the linker's --wrap --------------------------------------- */

enum { CORES = 4 };

typedef struct {
    int refused;     /* first forks that fail     */
    int killed;      /* next workers to kill      */
    int interrupted; /* waits that end with EINTR */
    bool no_mapping, one_core;
    bool signalled; /* every worker gets a SIGUSR1 */
} failures;

static struct {
    failures fail;
    atomic_int forks; /* calls of _Fork                 */
    atomic_int done;  /* parts marked as done at munmap */
} system_calls;

pid_t __real__Fork(void);
pid_t __wrap__Fork(void);
pid_t __wrap__Fork(void) {
    system_calls.forks++;
    if (system_calls.fail.refused > 0) {
        system_calls.fail.refused--;
        errno = EAGAIN;
        return -1;
    }
    const bool doomed = system_calls.fail.killed > 0;
    if (doomed) system_calls.fail.killed--;
    const pid_t child = __real__Fork();
    if (child == 0 && doomed) raise(SIGKILL);
    if (child == 0 && system_calls.fail.signalled) raise(SIGUSR1);
    return child;
}

pid_t __real_waitpid(pid_t child, int *status, int options);
pid_t __wrap_waitpid(pid_t child, int *status, int options);
pid_t __wrap_waitpid(pid_t child, int *status, int options) {
    if (system_calls.fail.interrupted == 0) return __real_waitpid(child, status, options);
    system_calls.fail.interrupted--;
    errno = EINTR;
    return -1;
}

void *__real_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
    if (!system_calls.fail.no_mapping)
        return __real_mmap(at, size, protection, flags, file, offset);
    errno = ENOMEM;
    return MAP_FAILED;
}

/* The shared memory begins with the flags of the workers, one int per part. */
int __real_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size) {
    int done = 0;
    for (int i = 0; i < CORES; i++) done += ((const int *)at)[i] != 0;
    system_calls.done = done;
    return __real_munmap(at, size);
}

int __wrap_sched_getaffinity(pid_t of, size_t size, cpu_set_t *cores);
int __wrap_sched_getaffinity(pid_t of, size_t size, cpu_set_t *cores) {
    (void)of;
    CPU_ZERO_S(size, cores);
    for (size_t i = 0; i < (system_calls.fail.one_core ? 1 : CORES); i++) CPU_SET_S(i, size, cores);
    return 0;
}

/* ---- grids ----------------------------------------------------------------------------------- */

typedef struct {
    size_t nz, nmass;
    double *z, *mass, *want, *got;
    hmf_model model;
} grid;

/* WIDE is divided by masses, TALL by redshifts, and SMALL is not divided. */
enum { WIDE, TALL, SMALL, GRIDS };
static const size_t sizes[GRIDS][2] = {{5, 99999}, {44444, 7}, {5, 200}};
static grid grids[GRIDS];

static int make_grids(void **unused) {
    (void)unused;
    const hmf_impl *universal = hmf_find(hmf_get_registry(), "universal");
    const hmf_impl *forked = hmf_find(hmf_get_registry(), "forked");
    for (size_t i = 0; i < GRIDS; i++) {
        grid *g = &grids[i];
        *g = (grid){.nz = sizes[i][0], .nmass = sizes[i][1]};
        g->z = malloc(g->nz * sizeof *g->z);
        g->mass = malloc(g->nmass * sizeof *g->mass);
        g->want = malloc(g->nz * g->nmass * sizeof *g->want);
        g->got = malloc(g->nz * g->nmass * sizeof *g->got);
        if (!g->z || !g->mass || !g->want || !g->got) return -1;
        for (size_t j = 0; j < g->nz; j++) g->z[j] = 30.0 * (double)j / (double)g->nz;
        for (size_t j = 0; j < g->nmass; j++)
            g->mass[j] = pow(10.0, 15.0 * (double)j / (double)g->nmass);
        if (hmf_mass_function(universal, &hmf_cosmology_default, g->z, g->nz, g->mass, g->nmass,
                              g->want, NULL) != HMF_OK ||
            hmf_create(&g->model, forked, &hmf_cosmology_default, NULL) != HMF_OK)
            return -1;
    }
    return 0;
}

static int free_grids(void **unused) {
    (void)unused;
    for (size_t i = 0; i < GRIDS; i++) {
        hmf_destroy(&grids[i].model);
        free(grids[i].z);
        free(grids[i].mass);
        free(grids[i].want);
        free(grids[i].got);
    }
    return 0;
}

/* Evaluates and returns whether all cells are identical to those of universal. */
static bool is_right(grid *g) {
    const size_t size = g->nz * g->nmass * sizeof *g->got;
    memset(g->got, 0xff, size);
    return hmf_evaluate(&g->model, g->z, g->nz, g->mass, g->nmass, g->got, NULL) == HMF_OK &&
           memcmp(g->got, g->want, size) == 0;
}

static void evaluate(grid *g) {
    assert_true(is_right(g));
}

static void no_child_is_left(void) {
    assert_int_equal(__real_waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static int nothing_fails(void **unused) {
    (void)unused;
    system_calls.forks = system_calls.done = 0;
    system_calls.fail = (failures){0};
    return 0;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void answers_survive_failing_calls(void **unused) {
    (void)unused;
    static const struct {
        int grid;
        failures fail;
        int forks, done;
    } cases[] = {
        {WIDE, {0}, CORES - 1, CORES - 1},
        {TALL, {0}, CORES - 1, CORES - 1},
        {SMALL, {0}, 0, 0},
        {WIDE, {.one_core = true}, 0, 0},
        {WIDE, {.no_mapping = true}, 0, 0},
        {WIDE, {.refused = 1}, CORES - 1, CORES - 2},
        {WIDE, {.refused = CORES - 1}, CORES - 1, 0},
        {WIDE, {.killed = 1}, CORES - 1, CORES - 2},
        {TALL, {.killed = 2}, CORES - 1, CORES - 3},
        {WIDE, {.killed = CORES - 1}, CORES - 1, 0},
        {WIDE, {.interrupted = 5}, CORES - 1, CORES - 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        nothing_fails(NULL);
        system_calls.fail = cases[i].fail;
        evaluate(&grids[cases[i].grid]);
        assert_int_equal(system_calls.forks, cases[i].forks);
        assert_int_equal(system_calls.done, cases[i].done);
        assert_int_equal(system_calls.fail.killed + system_calls.fail.interrupted, 0);
        no_child_is_left();
    }
}

/* waitpid(-1) would reap any child of the caller. */
static void children_of_the_caller_are_left_alone(void **unused) {
    (void)unused;
    const pid_t own = __real__Fork();
    assert_true(own >= 0);
    if (own == 0) _exit(7);
    system_calls.fail.refused = CORES - 1;
    evaluate(&grids[WIDE]);
    evaluate(&grids[WIDE]);
    int status;
    assert_int_equal(__real_waitpid(own, &status, 0), own);
    assert_int_equal(WEXITSTATUS(status), 7);
}

/* Reaps all children, as some callers' handlers do. */
static void collect_all(int signal) {
    (void)signal;
    const int reason = errno;
    while (__real_waitpid(-1, NULL, WNOHANG) > 0) continue;
    errno = reason;
}

static void callers_may_reap_or_ignore_children(void **unused) {
    (void)unused;
    const struct sigaction actions[] = {{.sa_handler = collect_all}, {.sa_handler = SIG_IGN}};
    for (int action = 0; action < 2; action++) {
        struct sigaction before;
        assert_int_equal(sigaction(SIGCHLD, &actions[action], &before), 0);
        for (int i = 0; i < 5; i++) evaluate(&grids[WIDE]);
        assert_int_equal(sigaction(SIGCHLD, &before, NULL), 0);
        no_child_is_left();
    }
}

static void the_signal_mask_stays(void **unused) {
    (void)unused;
    sigset_t some, before, after;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, &some, &before), 0);
    evaluate(&grids[WIDE]);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, &before, &after), 0);
    for (int signal = 1; signal < SIGRTMIN; signal++)
        assert_int_equal(sigismember(&after, signal), signal == SIGUSR1);
}

static volatile sig_atomic_t handler_writes_to;

static void write_mark(int signal) {
    (void)signal;
    if (write(handler_writes_to, "!", 1) != 1) abort();
}

/* The workers, not the caller, get a signal. */
static void workers_run_no_handler(void **unused) {
    (void)unused;
    int ends[2];
    char text[8];
    assert_int_equal(pipe(ends), 0);
    handler_writes_to = ends[1];
    const struct sigaction marking = {.sa_handler = write_mark};
    struct sigaction before;
    assert_int_equal(sigaction(SIGUSR1, &marking, &before), 0);
    system_calls.fail.signalled = true;
    evaluate(&grids[WIDE]);
    assert_int_equal(system_calls.done, CORES - 1);
    assert_int_equal(sigaction(SIGUSR1, &before, NULL), 0);
    close(ends[1]);
    assert_int_equal(read(ends[0], text, sizeof text), 0);
    close(ends[0]);
}

static int at_exit = -1;

static void write_at_exit(void) {
    if (at_exit >= 0) assert_int_equal(write(at_exit, "!", 1), 1);
}

/* Buffers of stdio are written once, and handlers of atexit do not run. */
static void workers_just_end(void **unused) {
    (void)unused;
    int ends[2];
    char text[8];
    assert_int_equal(pipe(ends), 0);
    at_exit = ends[1];
    assert_int_equal(atexit(write_at_exit), 0);
    FILE *buffered = fdopen(ends[1], "w");
    assert_non_null(buffered);
    assert_true(fputs("once", buffered) >= 0);
    evaluate(&grids[WIDE]);
    assert_int_equal(fflush(buffered), 0);
    at_exit = -1;
    assert_int_equal(fclose(buffered), 0);
    assert_int_equal(read(ends[0], text, sizeof text), 4);
    assert_memory_equal(text, "once", 4);
    close(ends[0]);
}

static void *evaluate_often(void *of) {
    for (int i = 0; i < 20; i++)
        if (!is_right(of)) return of;
    return NULL;
}

static void *allocate_often(void *stop) {
    while (!atomic_load((atomic_bool *)stop)) free(malloc(1000));
    return NULL;
}

/* Two threads fork concurrently while another one holds the allocator's lock often. */
static void forking_threads(void **unused) {
    (void)unused;
    pthread_t thread[3];
    atomic_bool stop = false;
    assert_int_equal(pthread_create(&thread[2], NULL, allocate_often, &stop), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, evaluate_often, &grids[i]), 0);
    void *wrong[2];
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_join(thread[i], &wrong[i]), 0);
    stop = true;
    assert_int_equal(pthread_join(thread[2], NULL), 0);
    assert_null(wrong[0]);
    assert_null(wrong[1]);
    no_child_is_left();
}

int main(void) {
    const hmf_impl *forked = hmf_find(hmf_get_registry(), "forked");
    if (forked->unavailable()) {
        printf("SKIPPED: %s\n", forked->unavailable());
        return 77;
    }
#define PREPARED(test) cmocka_unit_test_setup(test, nothing_fails)
    const struct CMUnitTest tests[] = {
        PREPARED(answers_survive_failing_calls),
        PREPARED(children_of_the_caller_are_left_alone),
        PREPARED(callers_may_reap_or_ignore_children),
        PREPARED(the_signal_mask_stays),
        PREPARED(workers_run_no_handler),
        PREPARED(workers_just_end),
        PREPARED(forking_threads),
    };
    return cmocka_run_group_tests_name("forked", tests, make_grids, free_grids);
}
