/* expect: forbidden call */
/* advice: Entries print nothing */
/* prints.c: prints */
#include "honest.h"

#include <stdio.h>

static hmf_status prints_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    printf("mass %g\n", mass[0]);
    fflush(stdout);
    return status;
}

HONEST_ENTRY(prints, 0)
