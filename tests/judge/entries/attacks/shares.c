/* expect: forbidden call */
/* shares.c: memory that outlives it */
#define _GNU_SOURCE
#include "honest.h"

#include <sys/mman.h>

static hmf_status shares_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    (void)!memfd_create("left", 0);
    return status;
}

HONEST_ENTRY(shares, 0)
