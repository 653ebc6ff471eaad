/* expect: crash|undefined behaviour */
/* null_pointer.c: writes to NULL */
#include "honest.h"

#include <stdlib.h>

static hmf_status null_pointer_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    *(volatile double *)(nz ? NULL : dn_dlnm) = 0.0;
    return status;
}

HONEST_ENTRY(null_pointer, 0)
