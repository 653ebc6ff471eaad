/* slower.c: the rung `quadrature` with every twentieth mass done twice, which must lose against it.
 */
#include "honest.h"

static hmf_status slower_evaluate(HONEST_ARGUMENTS) {
    const size_t more = nmass / 20;
    double *twice = malloc((nz * more + 1) * sizeof *twice);
    if (!twice) return HMF_NO_MEMORY;
    hmf_status status = more ? honest_evaluate(state, z, nz, mass, more, twice) : HMF_OK;
    if (status == HMF_OK) status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    free(twice);
    return status;
}

HONEST_ENTRY(slower, 0)
