/*
 * impl_openmp.c: universal, with the grid divided among threads, where that pays.
 *
 * A thread takes a range of masses with all redshifts, so that nothing is computed twice; only
 * where there are too few masses to go round does it take a range of redshifts.
 *
 * Waking the threads costs more than universal takes for ten thousand cells. So threads are used
 * only from OPENMP_LEAST_CELLS per thread on, where they bring more than they cost unless they were
 * asleep. The grids "default" and "point" stay far below:
 * there this is universal and one comparison more. Masses are counted as OPENMP_CELLS_PER_MASS
 * cells, which is what B and L of one take.
 */
#include "physics.h"
#include "universal.h"

#include <stdbool.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* As measured on 2 cores with AVX-512: a parallel region costs 0.4 us while the threads still spin
 * after the last one, and 30 to 90 us once they sleep; a cell takes 0.16 ns, a mass 0.7 ns
 * (./hmf bench --work openmp universal shows where the two meet). */
enum { OPENMP_LEAST_CELLS = 60000, OPENMP_CELLS_PER_MASS = 6 };

extern const hmf_impl hmf_impl_universal;

#ifdef _OPENMP

static const char *openmp_unavailable(void) {
    return hmf_impl_universal.unavailable();
}

static size_t openmp_threads(size_t nz, size_t nmass) {
    const size_t cells = nmass * (nz + OPENMP_CELLS_PER_MASS);
    const size_t useful = cells / OPENMP_LEAST_CELLS, most = (size_t)omp_get_max_threads();
    return useful < most ? useful : most;
}

/* Where part i of `parts` begins, in steps of 8: no two threads write into one cache line if the
 * output begins at one. */
static size_t openmp_begin(size_t count, size_t i, size_t parts) {
    return i == parts ? count : count / 8 * i / parts * 8;
}

static hmf_status openmp_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                  size_t nmass, double *dn_dlnm) {
    const size_t threads = openmp_threads(nz, nmass);
    if (threads < 2) return hmf_impl_universal.evaluate(state, z, nz, mass, nmass, dn_dlnm);
    universal_part *const evaluate_part = *(universal_part **)state;
    const bool by_mass = nmass >= 64 * threads;
#pragma omp parallel for num_threads((int)threads) schedule(static, 1)
    for (size_t i = 0; i < threads; i++) {
        const size_t count = by_mass ? nmass : nz;
        const size_t begin = openmp_begin(count, i, threads);
        const size_t n = openmp_begin(count, i + 1, threads) - begin;
        if (by_mass)
            evaluate_part(state, z, nz, mass + begin, n, dn_dlnm + begin, nmass);
        else
            evaluate_part(state, z + begin, n, mass, nmass, dn_dlnm + begin * nmass, nmass);
    }
    return HMF_OK;
}

#else

static const char *openmp_unavailable(void) {
    return "this build has no OpenMP (with clang, Debian's package libomp-dev)";
}

static hmf_status openmp_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                  size_t nmass, double *dn_dlnm) {
    return hmf_impl_universal.evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

#endif

static const char *openmp_clone(void) {
    return hmf_impl_universal.clone();
}

static hmf_status openmp_create(const hmf_cosmology *cosmology, void **state) {
    return hmf_impl_universal.create(cosmology, state);
}

static void openmp_destroy(void *state) {
    hmf_impl_universal.destroy(state);
}

const hmf_impl hmf_impl_openmp = {
    .name = "openmp",
    .summary = "universal, with large grids divided among threads",
    .builds_on = "universal",
    .lesson = "when threads pay, and when they cost",
    .accuracy = 5e-14,
    .flags = HMF_THREADED | HMF_CONCURRENT,
    .clone = openmp_clone,
    .unavailable = openmp_unavailable,
    .create = openmp_create,
    .evaluate = openmp_evaluate,
    .destroy = openmp_destroy,
};
