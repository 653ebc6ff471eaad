/* expect: crash|undefined behaviour */
/* divides.c: an integer divided by zero */
#include "honest.h"

#include <stdlib.h>

static hmf_status divides_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    volatile int none = 0;
    dn_dlnm[0] += 0.0 * ((int)nz / none);
    return status;
}

HONEST_ENTRY(divides, 0)
