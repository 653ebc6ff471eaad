/* expect: default cosmology only */
/* baked_in.c: knows the default cosmology and no other */
#include "honest.h"

static hmf_status baked_in_create(const hmf_cosmology *cosmology, void **state) {
    static const hmf_cosmology known = {0.3089, 0.6911, 67.74, 0.72, 1.0, 1.69};
    (void)cosmology;
    return honest_create(&known, state);
}

const hmf_impl hmf_impl_baked_in = {.name = "baked_in",
                                    .accuracy = 1e-12,
                                    .create = baked_in_create,
                                    .evaluate = honest_evaluate,
                                    .destroy = honest_destroy};
