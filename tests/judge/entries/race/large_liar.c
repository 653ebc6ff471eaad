/* expect: wrong, while it is timed */
/* large_liar.c: is honest until it sees a grid as large as only a race has. */
#include "honest.h"

static hmf_status large_liar_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nz * nmass > 500) dn_dlnm[nz * nmass - 1] *= 3.0;
    return status;
}

HONEST_ENTRY(large_liar, 0)
