/* expect: untouched output */
/* stale.c: computes only the first time */
#include "honest.h"

static hmf_status stale_evaluate(HONEST_ARGUMENTS) {
    static int calls;
    return calls++ ? HMF_OK : honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(stale, 0)
