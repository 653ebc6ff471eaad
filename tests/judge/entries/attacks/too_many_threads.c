/* expect: correct|exited */
/* advice: OpenMP exits if it cannot start its threads|Without --quick */
/* too_many_threads.c: asks OpenMP for more threads than there may be; only root can limit them */
#include "honest.h"

static hmf_status too_many_threads_evaluate(HONEST_ARGUMENTS) {
    int threads = 0;
#pragma omp parallel num_threads(100) reduction(+ : threads)
    threads++;
    if (threads < 1) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(too_many_threads, HMF_THREADED)
