/* expect: untouched output */
/* last_cell.c: forgets the last mass */
#include "honest.h"

static hmf_status last_cell_evaluate(HONEST_ARGUMENTS) {
    double *row = malloc(nmass * sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++) {
        honest_evaluate(state, z + iz, 1, mass, nmass, row);
        for (size_t im = 0; im + 1 < nmass; im++) dn_dlnm[iz * nmass + im] = row[im];
    }
    free(row);
    return HMF_OK;
}

HONEST_ENTRY(last_cell, 0)
