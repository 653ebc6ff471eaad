/* expect: not finite */
/* infinite.c: one cell is infinite */
#include "honest.h"

#include <math.h>

static hmf_status infinite_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    dn_dlnm[0] = HUGE_VAL;
    return status;
}

HONEST_ENTRY(infinite, 0)
