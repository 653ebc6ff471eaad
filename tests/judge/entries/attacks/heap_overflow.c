/* expect: undefined behaviour */
/* heap_overflow.c: writes behind what it has allocated */
#include "honest.h"

#include <stdlib.h>

static hmf_status heap_overflow_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    volatile double *row = malloc(nmass * sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    row[nmass] = 0.0;
    free((void *)row);
    return status;
}

HONEST_ENTRY(heap_overflow, 0)
