/* Implementations of the ladder as entries.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== again ==== */
/* The rung `quadrature` under another name, which must tie with it. */
HONEST_EVALUATE(0)

/* ==== memoised ==== */
/* The rung `memoised`. */
#include "hmf.h"

#include "impl_memoised.c"
#include "physics.c"

/* ==== naive ==== */
/* The rung `naive`. */
#include "hmf.h"

#include "impl_naive.c"
#include "physics.c"

/* ==== quadrature ==== */
/* The rung `quadrature`. */
#include "hmf.h"

#include "impl_quadrature.c"
#include "physics.c"
#include "variance.c"

/* ==== slower ==== */
/* The rung `quadrature` with every twentieth mass computed twice, which must lose against it. */
EVALUATE {
    const size_t more = nmass / 20;
    double *twice = malloc((nz * more + 1) * sizeof *twice);
    if (!twice) return HMF_NO_MEMORY;
    hmf_status status = more ? honest_evaluate(state, z, nz, mass, more, twice) : HMF_OK;
    if (status == HMF_OK) status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    free(twice);
    return status;
}

/* ==== tabulated ==== */
/* The rung `tabulated`. */
#include "hmf.h"

#include "impl_tabulated.c"
#include "physics.c"
#include "variance.c"

/* ==== threads ==== */
/* The rung `quadrature` with the masses divided among threads. */
EVALUATE(HMF_THREADED) {
    const impl_state *s = state;
    double *threshold = malloc(nz * sizeof *threshold);
    if (!threshold) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
#pragma omp parallel for schedule(static)
    for (size_t im = 0; im < nmass; im++)
        fill_mass(s, threshold, nz, mass[im], dn_dlnm + im, nmass);
    free(threshold);
    return HMF_OK;
}

/* ==== vectorised ==== */
/* The rung `vectorised`, compiled for this machine only. */
#include "hmf.h"

#include "impl_vectorised.c"
#include "physics.c"
