/* expect: out of bounds */
/* writes_behind.c: one cell too many */
#include "honest.h"

#include <math.h>

static hmf_status writes_behind_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    dn_dlnm[nz * nmass] = 0.0;
    return status;
}

HONEST_ENTRY(writes_behind, 0)
