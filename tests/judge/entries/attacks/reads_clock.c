/* expect: reads the clock|forbidden call */
/* advice: Take the clock out */
/* reads_clock.c: clock_gettime */
#include "honest.h"

#include <time.h>

static hmf_status reads_clock_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return status;
}

HONEST_ENTRY(reads_clock, 0)
