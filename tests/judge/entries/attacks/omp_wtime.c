/* expect: reads the clock */
/* advice: omp_get_wtime */
/* omp_wtime.c: OpenMP's clock */
#include "honest.h"

#include <omp.h>

static hmf_status omp_wtime_evaluate(HONEST_ARGUMENTS) {
    const double before = omp_get_wtime();
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    return omp_get_wtime() < before ? HMF_NO_CONVERGENCE : status;
}

HONEST_ENTRY(omp_wtime, 0)
