/* expect: wrong */
/* lazy_later.c: is honest for as long as it expects to be checked */
#include "honest.h"

static hmf_status lazy_later_evaluate(HONEST_ARGUMENTS) {
    static int calls;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (calls++ > 9)
        for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 1.5;
    return status;
}

HONEST_ENTRY(lazy_later, 0)
