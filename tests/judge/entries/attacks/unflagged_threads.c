/* expect: forbidden call */
/* advice: Add HMF_THREADED to .flags */
/* unflagged_threads.c: uses OpenMP in evaluate; HMF_THREADED is forgotten */
#include "honest.h"

static hmf_status unflagged_threads_evaluate(HONEST_ARGUMENTS) {
    const quadrature_state *s = state;
    double *threshold = malloc(nz * sizeof *threshold);
    if (!threshold) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
#pragma omp parallel for num_threads(2)
    for (size_t im = 0; im < nmass; im++)
        quadrature_mass(s, threshold, nz, mass[im], dn_dlnm + im, nmass);
    free(threshold);
    return HMF_OK;
}

HONEST_ENTRY(unflagged_threads, 0)
