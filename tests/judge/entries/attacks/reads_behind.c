/* expect: out of bounds */
/* reads_behind.c: one mass too many */
#include "honest.h"

#include <math.h>

static hmf_status reads_behind_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    dn_dlnm[0] += 0.0 * fmin(fmax(mass[nmass], 0.0), 1.0);
    return status;
}

HONEST_ENTRY(reads_behind, 0)
