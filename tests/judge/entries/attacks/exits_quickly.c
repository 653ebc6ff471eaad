/* expect: exited */
/* exits_quickly.c: _exit(0), as a success */
#include "honest.h"

#include <unistd.h>

static hmf_status exits_quickly_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) _exit(0);
    return status;
}

HONEST_ENTRY(exits_quickly, 0)
