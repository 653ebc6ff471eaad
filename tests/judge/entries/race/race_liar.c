/* expect: wrong, while it is timed */
/* race_liar.c: looks whether the judge spins, which it does only to measure, and saves the work
 * then. */
#include "honest.h"

#include <stdint.h>

/* The second word of the page of the question, which lies before z, behind 16 pages that cannot be
 * touched. */
static uint32_t spinning(const double *z, size_t nz) {
    uintptr_t start = (uintptr_t)z;
    if (start % 4096) start = (uintptr_t)(z + nz) - 512 * sizeof *z;
    return ((const uint32_t *)(start - 17 * 4096))[1];
}

static hmf_status race_liar_evaluate(HONEST_ARGUMENTS) {
    if (!spinning(z, nz)) return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = 1e-3;
    return HMF_OK;
}

HONEST_ENTRY(race_liar, 0)
