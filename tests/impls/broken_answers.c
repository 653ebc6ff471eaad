/* SPDX-License-Identifier: MIT */
/* broken_answers.c: implementations with wrong values. */
#include "broken.h"

#include <math.h>
#include <stdint.h>

BROKEN_EVALUATE(tenth_digit, "wrong in the tenth digit") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 1.0 + 1e-10;
    return status;
}

/* A special case divides 0 by 0. */
BROKEN_EVALUATE(nan_in_one_cell, "NaN in one cell of a large grid") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nz * nmass > 100) dn_dlnm[100] = (double)NAN;
    return status;
}

BROKEN_EVALUATE(nan_at_the_edge, "NaN at the end of its table of redshifts") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++)
        if (z[i / nmass] >= hmf_domain_promised.z.max) dn_dlnm[i] = (double)NAN;
    return status;
}

/* ---- the shape of the call ------------------------------------------------------------------- */

/* A search in a table only moves forwards. */
BROKEN_EVALUATE(sorted_only, "assumes that masses rise") {
    double rising[64];
    if (nmass > sizeof rising / sizeof *rising)
        return broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t im = 0; im < nmass; im++)
        rising[im] = im ? fmax(mass[im], rising[im - 1]) : mass[0];
    return broken_evaluate(state, z, nz, rising, nmass, dn_dlnm);
}

/* A gap between the blocks of two threads. */
BROKEN_EVALUATE(between_blocks, "leaves a cell out between two blocks of 1024") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 1023; i < nmass; i += 1024) dn_dlnm[i] = dn_dlnm[i - 1];
    return status;
}

BROKEN_EVALUATE(in_pairs, "masses in twos, and no code for the odd one left") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass % 2 == 0) return status;
    for (size_t iz = 0; iz < nz; iz++) dn_dlnm[iz * nmass + nmass - 1] = 0.0;
    return status;
}

/* Remainders of 1 and 2 modulo 4 are handled, 3 is not. */
BROKEN_EVALUATE(no_tail, "vectors of four, and no code for a rest of three") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass < 4 || nmass % 4 != 3) return status;
    for (size_t iz = 0; iz < nz; iz++) dn_dlnm[(iz + 1) * nmass - 1] = 0.0;
    return status;
}

/* A load ignores the low bits of an address. */
BROKEN_EVALUATE(aligned_only, "assumes that masses begin at a multiple of 32 bytes") {
    const double *aligned = mass - (uintptr_t)mass / sizeof *mass % 4;
    return broken_evaluate(state, z, nz, aligned, nmass, dn_dlnm);
}

/* An error accumulates along the row. */
BROKEN_EVALUATE(by_position, "steps from mass to mass and drifts") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 1.0 + 1e-10 * (double)(i % nmass);
    return status;
}

/* ---- inputs not used ------------------------------------------------------------------------- */

BROKEN_EVALUATE(ignores_z, "does not use z") {
    static const double today = 0.0;
    (void)z;
    for (size_t iz = 0; iz < nz; iz++) {
        const hmf_status status =
            broken_evaluate(state, &today, 1, mass, nmass, dn_dlnm + iz * nmass);
        if (status != HMF_OK) return status;
    }
    return HMF_OK;
}

BROKEN_EVALUATE(ignores_mass, "does not use mass") {
    static const double one = 1e12;
    (void)mass;
    for (size_t i = 0; i < nz * nmass; i++) {
        const hmf_status status = broken_evaluate(state, z + i / nmass, 1, &one, 1, dn_dlnm + i);
        if (status != HMF_OK) return status;
    }
    return HMF_OK;
}

/* Uses the default of one parameter of the cosmology. */
#define IGNORES(parameter)                                                                         \
    BROKEN_CREATE(ignores_##parameter, "does not use " #parameter) {                               \
        hmf_cosmology changed = *cosmology;                                                        \
        changed.parameter = hmf_cosmology_default.parameter;                                       \
        return broken_create(&changed, state);                                                     \
    }

IGNORES(omega_m)
IGNORES(omega_lambda)
IGNORES(h0)
IGNORES(sigma_8)
IGNORES(n_s)
IGNORES(delta_c)
