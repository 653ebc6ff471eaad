/* expect: forbidden call */
/* advice: Add HMF_THREADED to .flags */
/* unflagged_at_load.c: uses OpenMP in a constructor; HMF_THREADED is forgotten */
#include "honest.h"

static double table[1000];

__attribute__((constructor)) static void begin(void) {
#pragma omp parallel for num_threads(2)
    for (int i = 0; i < 1000; i++) table[i] = sqrt(i);
}

static hmf_status unflagged_at_load_evaluate(HONEST_ARGUMENTS) {
    if (table[4] != 2.0) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(unflagged_at_load, 0)
