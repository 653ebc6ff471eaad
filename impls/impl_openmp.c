/* SPDX-License-Identifier: MIT */
/*
 * impl_openmp.c: universal, with large grids divided among threads.
 *
 * Waking the threads costs more than universal takes for ten thousand cells. Threads are therefore
 * used from LEAST_CELLS per thread, where they gain more than they cost while they are awake. The
 * grids "default" and "point" are far smaller and run on one thread. A mass counts as
 * CELLS_PER_MASS cells, the time of its B and L.
 *
 * A process that has used threads here and then forks must not call this in the child: GCC's
 * runtime would wait there for threads of the parent. Accuracy: identical to universal.
 */
#include "physics.h"
#include "universal.h"

#ifdef _OPENMP
#include <omp.h>
#endif

/* Measured on 2 cores with AVX-512: a parallel region costs 0.4 us while the threads still spin
 * after the last one, and 30 to 90 us once they sleep; a cell takes 0.16 ns, a mass 0.7 ns. `./hmf
 * bench --work openmp universal` measures the break-even point. */
enum { LEAST_CELLS = 60000, CELLS_PER_MASS = 6 };

extern const hmf_impl hmf_impl_universal;

#ifdef _OPENMP

static const char *unavailable(void) {
    return hmf_impl_universal.unavailable();
}

static size_t useful_threads(size_t nz, size_t nmass) {
    const size_t cells = nmass * (nz + CELLS_PER_MASS);
    const size_t useful = cells / LEAST_CELLS, most = (size_t)omp_get_max_threads();
    return useful < most ? useful : most;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    const size_t threads = useful_threads(nz, nmass);
    if (threads < 2) return hmf_impl_universal.evaluate(state, z, nz, mass, nmass, dn_dlnm);
    universal_part *const evaluate_part = *(universal_part **)state;
#pragma omp parallel for num_threads((int)threads) schedule(static, 1)
    for (size_t i = 0; i < threads; i++) {
        const universal_range r = universal_share(nz, nmass, i, threads);
        evaluate_part(state, z + r.z, r.nz, mass + r.mass, r.nmass, dn_dlnm + r.z * nmass + r.mass,
                      nmass);
    }
    return HMF_OK;
}

#else

static const char *unavailable(void) {
    return "this build has no OpenMP (with clang, Debian's package libomp-dev)";
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    return hmf_impl_universal.evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

#endif

static const char *clone_name(void) {
    return hmf_impl_universal.clone();
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    return hmf_impl_universal.create(cosmology, state);
}

static void destroy(void *state) {
    hmf_impl_universal.destroy(state);
}

const hmf_impl hmf_impl_openmp = {
    .name = "openmp",
    .summary = "universal, with large grids divided among threads",
    .builds_on = "universal",
    .lesson = "when threads pay off, and when they cost more than they save",
    .accuracy = 5e-14,
    .flags = HMF_THREADED | HMF_CONCURRENT,
    .clone = clone_name,
    .unavailable = unavailable,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
