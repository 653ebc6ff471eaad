/* expect: aborted */
/* aborts.c: abort() */
#include "honest.h"

#include <stdlib.h>

static hmf_status aborts_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) abort();
    return status;
}

HONEST_ENTRY(aborts, 0)
