/* expect: forbidden call */
/* clock_on_again.c: allows itself the time-stamp counter */
#include "honest.h"

#include <sys/prctl.h>

static hmf_status clock_on_again_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    prctl(PR_SET_TSC, 1);
    return status;
}

HONEST_ENTRY(clock_on_again, 0)
