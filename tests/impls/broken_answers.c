/* SPDX-License-Identifier: MIT */
/* broken_answers.c: implementations with wrong values. */
#include "broken.h"

#include <math.h>
#include <stdint.h>

static hmf_status tenth_digit_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                       size_t nmass, double *dn_dlnm) {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 1.0 + 1e-10;
    return status;
}

BROKEN_IMPL(tenth_digit, "wrong in the tenth digit", broken_create, tenth_digit_evaluate,
            broken_destroy);

/* A special case divides 0 by 0. */
static hmf_status nan_in_one_cell_evaluate(void *state, const double *z, size_t nz,
                                           const double *mass, size_t nmass, double *dn_dlnm) {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nz * nmass > 100) dn_dlnm[100] = (double)NAN;
    return status;
}

BROKEN_IMPL(nan_in_one_cell, "NaN in one cell of a large grid", broken_create,
            nan_in_one_cell_evaluate, broken_destroy);

static hmf_status nan_at_the_edge_evaluate(void *state, const double *z, size_t nz,
                                           const double *mass, size_t nmass, double *dn_dlnm) {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++)
        if (z[i / nmass] >= hmf_domain_promised.z.max) dn_dlnm[i] = (double)NAN;
    return status;
}

BROKEN_IMPL(nan_at_the_edge, "NaN at the end of its table of redshifts", broken_create,
            nan_at_the_edge_evaluate, broken_destroy);

/* ---- the shape of the call ------------------------------------------------------------------- */

/* A search in a table only moves forwards. */
static hmf_status sorted_only_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                       size_t nmass, double *dn_dlnm) {
    double rising[64];
    if (nmass > sizeof rising / sizeof *rising)
        return broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t im = 0; im < nmass; im++)
        rising[im] = im ? fmax(mass[im], rising[im - 1]) : mass[0];
    return broken_evaluate(state, z, nz, rising, nmass, dn_dlnm);
}

BROKEN_IMPL(sorted_only, "takes it that masses rise", broken_create, sorted_only_evaluate,
            broken_destroy);

/* A gap between the blocks of two threads. */
static hmf_status between_blocks_evaluate(void *state, const double *z, size_t nz,
                                          const double *mass, size_t nmass, double *dn_dlnm) {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 1023; i < nmass; i += 1024) dn_dlnm[i] = dn_dlnm[i - 1];
    return status;
}

BROKEN_IMPL(between_blocks, "leaves a cell out between two blocks of 1024", broken_create,
            between_blocks_evaluate, broken_destroy);

static hmf_status in_pairs_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                    size_t nmass, double *dn_dlnm) {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass % 2 == 0) return status;
    for (size_t iz = 0; iz < nz; iz++) dn_dlnm[iz * nmass + nmass - 1] = 0.0;
    return status;
}

BROKEN_IMPL(in_pairs, "masses in twos, and no code for the odd one left", broken_create,
            in_pairs_evaluate, broken_destroy);

/* Remainders of 1 and 2 modulo 4 are handled, 3 is not. */
static hmf_status no_tail_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                   size_t nmass, double *dn_dlnm) {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass < 4 || nmass % 4 != 3) return status;
    for (size_t iz = 0; iz < nz; iz++) dn_dlnm[(iz + 1) * nmass - 1] = 0.0;
    return status;
}

BROKEN_IMPL(no_tail, "vectors of four, and no code for a rest of three", broken_create,
            no_tail_evaluate, broken_destroy);

/* A load ignores the low bits of an address. */
static hmf_status aligned_only_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                        size_t nmass, double *dn_dlnm) {
    const double *aligned = mass - (uintptr_t)mass / sizeof *mass % 4;
    return broken_evaluate(state, z, nz, aligned, nmass, dn_dlnm);
}

BROKEN_IMPL(aligned_only, "takes it that masses begin at a multiple of 32 bytes", broken_create,
            aligned_only_evaluate, broken_destroy);

/* An error accumulates along the row. */
static hmf_status by_position_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                       size_t nmass, double *dn_dlnm) {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 1.0 + 1e-10 * (double)(i % nmass);
    return status;
}

BROKEN_IMPL(by_position, "steps from mass to mass and drifts", broken_create, by_position_evaluate,
            broken_destroy);

/* ---- inputs not used ------------------------------------------------------------------------- */

static hmf_status ignores_z_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                     size_t nmass, double *dn_dlnm) {
    static const double today = 0.0;
    (void)z;
    for (size_t iz = 0; iz < nz; iz++) {
        const hmf_status status =
            broken_evaluate(state, &today, 1, mass, nmass, dn_dlnm + iz * nmass);
        if (status != HMF_OK) return status;
    }
    return HMF_OK;
}

BROKEN_IMPL(ignores_z, "does not use z", broken_create, ignores_z_evaluate, broken_destroy);

static hmf_status ignores_mass_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                        size_t nmass, double *dn_dlnm) {
    static const double one = 1e12;
    (void)mass;
    for (size_t i = 0; i < nz * nmass; i++) {
        const hmf_status status = broken_evaluate(state, z + i / nmass, 1, &one, 1, dn_dlnm + i);
        if (status != HMF_OK) return status;
    }
    return HMF_OK;
}

BROKEN_IMPL(ignores_mass, "does not use mass", broken_create, ignores_mass_evaluate,
            broken_destroy);

/* Uses the default of one parameter of the cosmology. */
#define IGNORES(parameter)                                                                         \
    static hmf_status ignores_##parameter##_create(const hmf_cosmology *cosmology, void **state) { \
        hmf_cosmology changed = *cosmology;                                                        \
        changed.parameter = hmf_cosmology_default.parameter;                                       \
        return broken_create(&changed, state);                                                     \
    }                                                                                              \
    BROKEN_IMPL(ignores_##parameter, "does not use " #parameter, ignores_##parameter##_create,     \
                broken_evaluate, broken_destroy)

IGNORES(omega_m);
IGNORES(omega_lambda);
IGNORES(h0);
IGNORES(sigma_8);
IGNORES(n_s);
IGNORES(delta_c);
