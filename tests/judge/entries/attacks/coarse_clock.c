/* expect: reads the clock|forbidden call */
/* coarse_clock.c: a clock that needs no counter */
#include "honest.h"

#include <time.h>

static hmf_status coarse_clock_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return status;
}

HONEST_ENTRY(coarse_clock, 0)
