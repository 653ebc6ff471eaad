/* speed_of_light.c: rows of powers of two, in the order in which universal writes its cells. */
#include "speed_of_light.h"

#include "clone.h"
#include "vector_exp2.h"

enum { TILE = 512, ROW = 4 };

typedef void light_function(const double *exponent, size_t nmass, size_t nz, double *dn_dlnm);

#define LIGHT_DECLARE(of, identifier, name) light_function of##_##identifier;
HMF_CLONE_LIST(LIGHT_DECLARE, hmf_speed_of_light)

static void light_row(const double *exponent, size_t n, double *row) {
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

void HMF_CLONE_PASTE(hmf_speed_of_light, HMF_CLONE)(const double *exponent, size_t nmass, size_t nz,
                                                    double *dn_dlnm) {
    for (size_t im = 0; im < nmass; im += TILE)
        for (size_t iz = 0; iz < nz; iz++)
            light_row(exponent + im, nmass - im < TILE ? nmass - im : TILE,
                      dn_dlnm + iz * nmass + im);
}

#if HMF_CLONE_IS_PORTABLE
void hmf_speed_of_light(const double *exponent, size_t nmass, size_t nz, double *dn_dlnm) {
    static light_function *const clones[] = {HMF_CLONE_LIST(HMF_CLONE_ENTRY, hmf_speed_of_light)};
    const int clone = hmf_clone_chosen();
    clones[clone < 0 ? 0 : clone](exponent, nmass, nz, dn_dlnm);
}
#endif
