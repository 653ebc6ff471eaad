/* expect: forbidden call */
/* advice: Entries do not sleep */
/* sleeps.c: sleeps */
#include "honest.h"

#include <unistd.h>

static hmf_status sleeps_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    usleep(1000);
    return status;
}

HONEST_ENTRY(sleeps, 0)
