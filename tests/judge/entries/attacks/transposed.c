/* expect: wrong|default cosmology only */
/* transposed.c: the grid the other way round */
#include "honest.h"

#include <string.h>

static hmf_status transposed_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    double *copy = malloc(nz * nmass * sizeof *copy);
    if (!copy) return HMF_NO_MEMORY;
    memcpy(copy, dn_dlnm, nz * nmass * sizeof *copy);
    for (size_t iz = 0; iz < nz; iz++)
        for (size_t im = 0; im < nmass; im++) dn_dlnm[im * nz + iz] = copy[iz * nmass + im];
    free(copy);
    return status;
}

HONEST_ENTRY(transposed, 0)
