/* estimate.c: a straight line through two small grids. */
#include "estimate.h"

#include "clock.h"

#include <math.h>

enum { MASSES = 8, REDSHIFTS = 5, TRIES = 5 };

/* The shortest of several tries: what else the machine does only adds. None has the cosmology of
 * another, so that none finds in a file what another has made. */
static hmf_status time_grid(const hmf_impl *impl, size_t nz, double *seconds, hmf_error *error) {
    double z[REDSHIFTS], mass[MASSES], dn_dlnm[REDSHIFTS * MASSES];
    for (int i = 0; i < REDSHIFTS; i++) z[i] = 6.0 * i;
    for (int i = 0; i < MASSES; i++) mass[i] = 1e2 * pow(10.0, 13.0 * i / (MASSES - 1));
    *seconds = HUGE_VAL;
    for (int try = 0; try < TRIES; try++) {
        hmf_cosmology cosmology = hmf_cosmology_default;
        cosmology.h0 += 1e-3 * (try + TRIES * (double)nz);
        const double start = hmf_now();
        const hmf_status status =
            hmf_mass_function(impl, &cosmology, z, nz, mass, MASSES, dn_dlnm, error);
        if (status != HMF_OK) return status;
        *seconds = fmin(*seconds, hmf_now() - start);
    }
    return HMF_OK;
}

hmf_status hmf_estimate(const hmf_impl *impl, const hmf_workload *w, size_t count, double *seconds,
                        hmf_error *error) {
    double one, all;
    hmf_status status = time_grid(impl, 1, &one, error);
    if (status == HMF_OK) status = time_grid(impl, REDSHIFTS, &all, error);
    if (status != HMF_OK) return status;
    const double per_cell = fmax(0.0, all - one) / ((REDSHIFTS - 1) * MASSES);
    const double per_mass = fmax(0.0, one / MASSES - per_cell);
    for (size_t i = 0; i < count; i++)
        seconds[i] =
            (double)(w[i].ncosmology * w[i].nmass) * (per_mass + per_cell * (double)w[i].nz);
    return HMF_OK;
}
