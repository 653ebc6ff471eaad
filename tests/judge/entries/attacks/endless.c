/* expect: timed out */
/* endless.c: never returns */
#include "honest.h"

#include <stdlib.h>

static hmf_status endless_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (volatile size_t i = 0; nmass > 0; i++) continue;
    return status;
}

HONEST_ENTRY(endless, 0)
