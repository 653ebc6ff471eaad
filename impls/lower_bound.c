/* SPDX-License-Identifier: MIT */
/* lower_bound.c: rows of powers of two, written in the order in which universal writes its cells.
 */
#include "lower_bound.h"

#include "clone.h"
#include "vector_exp2.h"

enum { TILE = 512, ROW = 4 };

typedef void lower_bound_function(const double *exponent, size_t nmass, size_t nz, double *dn_dlnm);

#define LOWER_BOUND_DECLARE(of, identifier, name) lower_bound_function of##_##identifier;
HMF_CLONE_LIST(LOWER_BOUND_DECLARE, hmf_lower_bound)

static void fill_row(const double *exponent, size_t n, double *row) {
    const vec_exp2_scale scale = vec_exp2_prepare(1.0);
    size_t i = 0;
    for (; i + ROW * HMF_LANES <= n; i += ROW * HMF_LANES) {
        vec cells[ROW];
        VEC_UNROLL
        for (size_t k = 0; k < ROW; k++)
            cells[k] = vec_exp2_scaled(scale, vec_load(exponent + i + k * HMF_LANES));
        VEC_UNROLL
        for (size_t k = 0; k < ROW; k++) vec_store(row + i + k * HMF_LANES, cells[k]);
    }
    for (; i < n; i += HMF_LANES) {
        const size_t left = n - i < HMF_LANES ? n - i : HMF_LANES;
        vec_store_some(row + i, left, vec_exp2_scaled(scale, vec_load_some(exponent + i, left)));
    }
}

void HMF_CLONE_PASTE(hmf_lower_bound, HMF_CLONE)(const double *exponent, size_t nmass, size_t nz,
                                                 double *dn_dlnm) {
    for (size_t im = 0; im < nmass; im += TILE)
        for (size_t iz = 0; iz < nz; iz++)
            fill_row(exponent + im, nmass - im < TILE ? nmass - im : TILE,
                     dn_dlnm + iz * nmass + im);
}

#if HMF_CLONE_IS_PORTABLE
void hmf_lower_bound(const double *exponent, size_t nmass, size_t nz, double *dn_dlnm) {
    static lower_bound_function *const clones[] = {
        HMF_CLONE_LIST(HMF_CLONE_ENTRY, hmf_lower_bound)};
    const int clone = hmf_clone_chosen();
    clones[clone < 0 ? 0 : clone](exponent, nmass, nz, dn_dlnm);
}
#endif
