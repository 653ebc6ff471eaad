/* expect: aborted */
/* asserts.c: an assertion that fails */
#include "honest.h"

#include <assert.h>

static hmf_status asserts_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    assert(nmass == 0);
    return status;
}

HONEST_ENTRY(asserts, 0)
