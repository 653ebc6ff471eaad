/* expect: wrong */
/* zeros.c: zeros everywhere */
#include "honest.h"

#include <string.h>

static hmf_status zeros_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    memset(dn_dlnm, 0, nz * nmass * sizeof *dn_dlnm);
    return status;
}

HONEST_ENTRY(zeros, 0)
