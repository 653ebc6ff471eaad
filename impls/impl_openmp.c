/*
 * impl_openmp.c: universal, with the grid divided among threads, where that pays.
 *
 * Waking the threads costs more than universal takes for ten thousand cells. So threads are used
 * only from OPENMP_LEAST_CELLS per thread on, where they bring more than they cost unless they were
 * asleep. The grids "default" and "point" stay far below: there this is universal and one
 * comparison more. Masses are counted as OPENMP_CELLS_PER_MASS cells, which is what B and L of one
 * take.
 *
 * A process that has used threads here and then forks must not use them in the child: GCC's runtime
 * waits there for threads that only the parent has.
 */
#include "physics.h"
#include "universal.h"

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

static hmf_status openmp_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                  size_t nmass, double *dn_dlnm) {
    const size_t threads = openmp_threads(nz, nmass);
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
