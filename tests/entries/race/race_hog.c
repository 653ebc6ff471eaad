/* expect: timed out */
/* race_hog.c: takes for ever where there are many cells. */
#include "honest.h"

static hmf_status race_hog_evaluate(HONEST_ARGUMENTS) {
    for (volatile int forever = nz * nmass > 500; forever;) continue;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(race_hog, 0)
