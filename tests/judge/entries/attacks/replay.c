/* expect: wrong */
/* replay.c: gives the first answer of each size again */
#include "honest.h"

#include <string.h>

static double first[65536];
static size_t cells;

static hmf_status replay_evaluate(HONEST_ARGUMENTS) {
    if (nz * nmass == cells) return memcpy(dn_dlnm, first, cells * sizeof *first), HMF_OK;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    cells = nz * nmass;
    memcpy(first, dn_dlnm, cells * sizeof *first);
    return status;
}

HONEST_ENTRY(replay, 0)
