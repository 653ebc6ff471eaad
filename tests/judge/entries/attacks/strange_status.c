/* expect: refused */
/* strange_status.c: returns what is no status */
#include "honest.h"

static hmf_status strange_status_evaluate(HONEST_ARGUMENTS) {
    honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    return (hmf_status)-77;
}

HONEST_ENTRY(strange_status, 0)
