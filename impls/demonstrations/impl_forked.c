/* SPDX-License-Identifier: MIT */
/*
 * impl_forked.c: universal, with large grids divided among processes as openmp divides them among
 * threads.
 *
 * A worker is forked for every part but the first, which the caller computes itself. It reads the
 * arguments from its copy of the memory, writes its cells to shared memory, sets a flag, and exits.
 * The caller waits, copies the cells, and computes the parts of workers that were killed, could not
 * be forked or set no flag. Without shared memory the caller computes everything.
 *
 * Between _Fork and _exit a worker only computes, so that locks held by other threads of the caller
 * do not matter: no allocation, no lock, no stdio, no handlers of pthread_atfork or atexit. The
 * worker blocks all signals so that the caller's handlers do not run twice. A caller that handles
 * SIGCHLD receives it.
 *
 * Cost on the million cells of survey: 25 times the time of universal, where two threads take 0.53
 * of it (8.6 ms, 0.35 ms, 0.18 ms; fastest samples of one run; two cores of an AMD EPYC, Zen 5,
 * under KVM). Nearly all of it is 3,200 page faults at 2.5 us each: a thousand new pages of the
 * worker and two thousand of the output, which a fork leaves write-protected. The 512 cells of a
 * page take only 0.2 us to compute, so processes do not pay off at any size of grid here. They may
 * pay off outside the tables of universal, where masses are integrated, or where threads are not
 * available.
 *
 * Accuracy: identical to universal, 1.0e-14.
 */
#include "hmf.h"
#include "universal.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Those of impl_openmp.c, so that the two can be compared. */
enum { LEAST_CELLS = 60000, CELLS_PER_MASS = 6 };
enum { PARTS_MAX = 64 };

extern const hmf_impl hmf_impl_universal;

typedef struct {
    universal_part *evaluate_part;
    const void *state;
    const double *z, *mass;
    size_t nz, nmass, parts;
} divided_grid;

/* The memory shared by workers and parent. Pages that no worker writes to, those of part 0, are
 * never allocated. */
typedef struct {
    atomic_int done[PARTS_MAX];
    double dn_dlnm[];
} shared_memory;

_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a lock would not be shared between processes");

static size_t useful_parts(size_t nz, size_t nmass) {
    const size_t cells = nmass * (nz + CELLS_PER_MASS);
    size_t parts = cells / LEAST_CELLS;
    cpu_set_t cores;
    if (parts < 2 || sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
    if (parts > (size_t)CPU_COUNT(&cores)) parts = (size_t)CPU_COUNT(&cores);
    return parts < PARTS_MAX ? parts : PARTS_MAX;
}

static void compute(const divided_grid *g, size_t i, double *dn_dlnm) {
    const universal_range r = universal_share(g->nz, g->nmass, i, g->parts);
    g->evaluate_part(g->state, g->z + r.z, r.nz, g->mass + r.mass, r.nmass,
                     dn_dlnm + r.z * g->nmass + r.mass, g->nmass);
}

static void copy(const divided_grid *g, size_t i, const double *from, double *to) {
    const universal_range r = universal_share(g->nz, g->nmass, i, g->parts);
    for (size_t iz = r.z; iz < r.z + r.nz; iz++)
        memcpy(to + iz * g->nmass + r.mass, from + iz * g->nmass + r.mass, r.nmass * sizeof *to);
}

/* Forks the worker of part i. Returns its process ID, or a value below 1 where there is no worker.
 */
static pid_t start(const divided_grid *g, size_t i, shared_memory *shared) {
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return -1;
    const pid_t worker = _Fork();
    if (worker == 0) {
        compute(g, i, shared->dn_dlnm);
        atomic_store(&shared->done[i], 1);
        _exit(0);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return worker;
}

/* Waits for the worker's end and returns true if its part is done. Does not use its status, which
 * is gone (ECHILD) where SIGCHLD is ignored or another thread waits for any child. */
static bool finish(pid_t worker, atomic_int *done) {
    while (waitpid(worker, NULL, 0) < 0 && errno == EINTR) continue;
    return atomic_load(done) != 0;
}

static void divide(const divided_grid *g, shared_memory *shared, double *dn_dlnm) {
    pid_t worker[PARTS_MAX] = {0};
    for (size_t i = 1; i < g->parts; i++) worker[i] = start(g, i, shared);
    compute(g, 0, dn_dlnm);
    for (size_t i = 1; i < g->parts; i++) {
        if (worker[i] > 0 && finish(worker[i], &shared->done[i]))
            copy(g, i, shared->dn_dlnm, dn_dlnm);
        else
            compute(g, i, dn_dlnm);
    }
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    const divided_grid grid = {.evaluate_part = *(universal_part **)state,
                               .state = state,
                               .z = z,
                               .mass = mass,
                               .nz = nz,
                               .nmass = nmass,
                               .parts = useful_parts(nz, nmass)};
    const size_t size = sizeof(shared_memory) + nz * nmass * sizeof(double);
    void *shared = MAP_FAILED;
    if (grid.parts > 1)
        shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return hmf_impl_universal.evaluate(state, z, nz, mass, nmass, dn_dlnm);
    divide(&grid, shared, dn_dlnm);
    munmap(shared, size);
    return HMF_OK;
}

static const char *clone_name(void) {
    return hmf_impl_universal.clone();
}

static const char *unavailable(void) {
    return hmf_impl_universal.unavailable();
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    return hmf_impl_universal.create(cosmology, state);
}

static void destroy(void *state) {
    hmf_impl_universal.destroy(state);
}

const hmf_impl hmf_impl_forked = {
    .name = "forked",
    .summary = "universal, with large grids divided among forked processes",
    .builds_on = "universal",
    .lesson = "the cost of processes instead of threads: page faults for all shared memory",
    .accuracy = 5e-14,
    .flags = HMF_THREADED | HMF_CONCURRENT | HMF_DETOUR,
    .clone = clone_name,
    .unavailable = unavailable,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
