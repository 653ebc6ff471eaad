/* expect: wrong */
/* huge.c: DBL_MAX everywhere */
#include "honest.h"

#include <float.h>

static hmf_status huge_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = DBL_MAX;
    return status;
}

HONEST_ENTRY(huge, 0)
