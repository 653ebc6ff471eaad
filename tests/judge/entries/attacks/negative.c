/* expect: wrong */
/* negative.c: one cell has the wrong sign */
#include "honest.h"

#include <math.h>

static hmf_status negative_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    dn_dlnm[nz * nmass / 2] = -1.0 - dn_dlnm[nz * nmass / 2];
    return status;
}

HONEST_ENTRY(negative, 0)
