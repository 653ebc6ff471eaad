/* expect: not finite */
/* nan_cell.c: one cell is NaN */
#include "honest.h"

#include <math.h>

static hmf_status nan_cell_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    dn_dlnm[nz * nmass - 1] = NAN;
    return status;
}

HONEST_ENTRY(nan_cell, 0)
