/*
 * NAME.c: an entry for ./hmf judge.
 *
 * It is called with these arguments and must get the right result; there are no other rules. It is one
 * file of at most 64 KiB. It can include hmf.h and the headers of C, GSL and OpenMP, but no other files.
 * It may compute and use memory. It cannot print, read files, read a clock or start processes; threads
 * need HMF_THREADED in its flags.
 *
 * This file compiles, but its answers are wrong: complete evaluate.
 *
 *     ./hmf judge --quick NAME.c     checks it
 *     ./hmf judge NAME.c             checks and times it
 */
#include "hmf.h"

#include <math.h>
#include <stdlib.h>

/* Data to keep between calls, for one cosmology. */
typedef struct {
    hmf_cosmology cosmology;
} NAME_state;

static hmf_status NAME_create(const hmf_cosmology *cosmology, void **state) {
    NAME_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    *state = s;
    return HMF_OK;
}

/* dn_dlnm[iz * nmass + im] = dn/dlnM at z[iz] and mass[im] (solar masses), in Mpc^-3. hmf.h has the
 * formulas. Redshifts and masses come in any order, and there may be only one of each. Subnormal results
 * may be flushed to zero: below DBL_MIN (2.2e-308) any value from 0 to DBL_MIN is right. */
static hmf_status NAME_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm) {
    const NAME_state *s = state;
    for (size_t iz = 0; iz < nz; iz++)
        for (size_t im = 0; im < nmass; im++)
            dn_dlnm[iz * nmass + im] = 0.0 * s->cosmology.omega_m * z[iz] * mass[im];
    return HMF_OK;
}

static void NAME_destroy(void *state) {
    free(state);
}

/* The judge looks for this name: hmf_impl_ and the name of the file. */
const hmf_impl hmf_impl_NAME = {
    .name = "NAME",
    .summary = "summary in one line",
    .lesson = "lesson in one line",
    .accuracy = 1e-12, /* |ln(got/truth)| / (1 + nu^2) */
    .flags = 0,        /* HMF_THREADED if it starts threads */
    .create = NAME_create,
    .evaluate = NAME_evaluate,
    .destroy = NAME_destroy,
};
