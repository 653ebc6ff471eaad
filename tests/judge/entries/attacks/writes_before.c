/* expect: out of bounds */
/* writes_before.c: one cell too early */
#include "honest.h"

#include <math.h>

static hmf_status writes_before_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    dn_dlnm[-1] = 0.0;
    return status;
}

HONEST_ENTRY(writes_before, 0)
