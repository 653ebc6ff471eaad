/* expect: crash|refused|undefined behaviour */
/* gigantic.c: asks for a tebibyte, and uses it */
#include "honest.h"

#include <stdlib.h>

static hmf_status gigantic_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    volatile char *much = malloc((size_t)1 << 40);
    *much = 1;
    return status;
}

HONEST_ENTRY(gigantic, 0)
