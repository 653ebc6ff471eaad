/* expect: undefined behaviour */
/* use_after_free.c: reads what it has freed */
#include "honest.h"

#include <stdlib.h>

static hmf_status use_after_free_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    volatile double *row = calloc(nmass, sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    free((void *)row);
    dn_dlnm[0] += 0.0 * row[0];
    return status;
}

HONEST_ENTRY(use_after_free, 0)
