/* expect: crash|undefined behaviour */
/* illegal.c: an instruction that there is not */
#include "honest.h"

#include <stdlib.h>

static hmf_status illegal_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) __builtin_trap();
    return status;
}

HONEST_ENTRY(illegal, 0)
