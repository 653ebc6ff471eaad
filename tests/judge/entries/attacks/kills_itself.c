/* expect: forbidden call */
/* kills_itself.c: raise(SIGKILL) */
#include "honest.h"

#include <signal.h>

static hmf_status kills_itself_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    raise(SIGKILL);
    return status;
}

HONEST_ENTRY(kills_itself, 0)
