/* expect: undefined behaviour */
/* overflow_int.c: a signed integer overflows */
#include "honest.h"

#include <limits.h>

static hmf_status overflow_int_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    volatile int most = INT_MAX;
    if (most + (int)nz < 0) dn_dlnm[0] = 0.0;
    return status;
}

HONEST_ENTRY(overflow_int, 0)
