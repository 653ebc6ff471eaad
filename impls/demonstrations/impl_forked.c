/*
 * impl_forked.c: universal, with the grid divided among processes, as openmp divides it among
 * threads.
 *
 * A worker is forked for every part but the first, which the caller computes itself. It finds the
 * arguments where they lay when it was forked, writes its cells into memory that it shares with the
 * caller, says that it is done, and ends. The caller waits, copies the cells, and computes itself
 * what no worker has done: one that could not be forked, that was killed, or that somebody else has
 * collected is no error. Without shared memory the caller does everything.
 *
 * Between _Fork and _exit a worker computes and nothing else, so that it does not matter what other
 * threads of the caller held when it was forked: no allocation, no lock, no buffer of stdio, no
 * handler of pthread_atfork or atexit. It gets no signals either, for a handler of the caller's
 * would run twice. A caller that handles SIGCHLD will see it.
 *
 * What that costs on the million cells of survey: 25 times the time of universal alone, where two
 * threads take 0.53 of it (8.6 ms, 0.35 ms, 0.18 ms; one run, in turns, of each the fastest
 * samples, for the machine was busy; two cores of an AMD EPYC, Zen 5, under KVM). Nearly all of it
 * is 3,200 page faults (./hmf profile), 2.5 us each: a thousand pages that the worker writes to for
 * the first time, and two thousand of the output, which a fork leaves write-protected. To compute
 * the 512 cells of a page takes 0.2 us, so processes pay at no size of grid here. They may where an
 * answer costs more than the memory that it goes through, as a mass does that must be integrated,
 * beyond the tables of universal; or where threads cannot be had.
 *
 * The conditioned error measured is that of universal, 1.0e-14.
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

/* The same as openmp's, so that the two can be compared. */
enum { FORKED_LEAST_CELLS = 60000, FORKED_CELLS_PER_MASS = 6 };
enum { FORKED_MOST = 64 }; /* parts */

extern const hmf_impl hmf_impl_universal;

typedef struct {
    universal_part *evaluate_part;
    const void *state;
    const double *z, *mass;
    size_t nz, nmass, parts;
} forked_grid;

/* What the workers share with their parent. Pages of the grid that no worker writes to, those of
 * part 0, are never made. */
typedef struct {
    atomic_int done[FORKED_MOST];
    double dn_dlnm[];
} forked_shared;

_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a lock would not be shared between processes");

static size_t forked_parts(size_t nz, size_t nmass) {
    const size_t cells = nmass * (nz + FORKED_CELLS_PER_MASS);
    size_t parts = cells / FORKED_LEAST_CELLS;
    cpu_set_t cores;
    if (parts < 2 || sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
    if (parts > (size_t)CPU_COUNT(&cores)) parts = (size_t)CPU_COUNT(&cores);
    return parts < FORKED_MOST ? parts : FORKED_MOST;
}

static void forked_compute(const forked_grid *g, size_t i, double *dn_dlnm) {
    const universal_range r = universal_share(g->nz, g->nmass, i, g->parts);
    g->evaluate_part(g->state, g->z + r.z, r.nz, g->mass + r.mass, r.nmass,
                     dn_dlnm + r.z * g->nmass + r.mass, g->nmass);
}

static void forked_copy(const forked_grid *g, size_t i, const double *from, double *to) {
    const universal_range r = universal_share(g->nz, g->nmass, i, g->parts);
    for (size_t iz = r.z; iz < r.z + r.nz; iz++)
        memcpy(to + iz * g->nmass + r.mass, from + iz * g->nmass + r.mass, r.nmass * sizeof *to);
}

/* Not positive when there is no worker. */
static pid_t forked_start(const forked_grid *g, size_t i, forked_shared *shared) {
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return -1;
    const pid_t worker = _Fork();
    if (worker == 0) {
        forked_compute(g, i, shared->dn_dlnm);
        atomic_store(&shared->done[i], 1);
        _exit(0);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return worker;
}

/* Waits for the worker's end; whether its part is done. Its status is not asked for: where SIGCHLD
 * is ignored, or another thread waits for any child, there is none left to be had (ECHILD). */
static bool forked_finish(pid_t worker, atomic_int *done) {
    while (waitpid(worker, NULL, 0) < 0 && errno == EINTR) continue;
    return atomic_load(done) != 0;
}

static void forked_divide(const forked_grid *g, forked_shared *shared, double *dn_dlnm) {
    pid_t worker[FORKED_MOST] = {0};
    for (size_t i = 1; i < g->parts; i++) worker[i] = forked_start(g, i, shared);
    forked_compute(g, 0, dn_dlnm);
    for (size_t i = 1; i < g->parts; i++) {
        if (worker[i] > 0 && forked_finish(worker[i], &shared->done[i]))
            forked_copy(g, i, shared->dn_dlnm, dn_dlnm);
        else
            forked_compute(g, i, dn_dlnm);
    }
}

static hmf_status forked_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                  size_t nmass, double *dn_dlnm) {
    const forked_grid grid = {.evaluate_part = *(universal_part **)state,
                              .state = state,
                              .z = z,
                              .mass = mass,
                              .nz = nz,
                              .nmass = nmass,
                              .parts = forked_parts(nz, nmass)};
    const size_t size = sizeof(forked_shared) + nz * nmass * sizeof(double);
    void *shared = MAP_FAILED;
    if (grid.parts > 1)
        shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return hmf_impl_universal.evaluate(state, z, nz, mass, nmass, dn_dlnm);
    forked_divide(&grid, shared, dn_dlnm);
    munmap(shared, size);
    return HMF_OK;
}

static const char *forked_clone(void) {
    return hmf_impl_universal.clone();
}

static const char *forked_unavailable(void) {
    return hmf_impl_universal.unavailable();
}

static hmf_status forked_create(const hmf_cosmology *cosmology, void **state) {
    return hmf_impl_universal.create(cosmology, state);
}

static void forked_destroy(void *state) {
    hmf_impl_universal.destroy(state);
}

const hmf_impl hmf_impl_forked = {
    .name = "forked",
    .summary = "universal, with large grids divided among forked processes",
    .builds_on = "universal",
    .lesson = "processes share nothing that is not paid for: what they cost beside threads",
    .accuracy = 5e-14,
    .flags = HMF_THREADED | HMF_CONCURRENT | HMF_DETOUR,
    .clone = forked_clone,
    .unavailable = forked_unavailable,
    .create = forked_create,
    .evaluate = forked_evaluate,
    .destroy = forked_destroy,
};
