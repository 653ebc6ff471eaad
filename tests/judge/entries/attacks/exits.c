/* expect: exited */
/* exits.c: exit(0) */
#include "honest.h"

#include <stdlib.h>

static hmf_status exits_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) exit(0);
    return status;
}

HONEST_ENTRY(exits, 0)
