/* expect: wrong */
/* guessed.c: does all the work in create, for the grid that it expects */
#include "honest.h"

#include <string.h>

static double answer[5 * 200];

static hmf_status guessed_create(const hmf_cosmology *cosmology, void **state) {
    static const double z[] = {0.0, 5.0, 10.0, 20.0, 30.0};
    double mass[200];
    for (int i = 0; i < 200; i++) mass[i] = pow(10.0, 2.0 + 13.0 * i / 199.0);
    const hmf_status status = honest_create(cosmology, state);
    return status != HMF_OK ? status : honest_evaluate(*state, z, 5, mass, 200, answer);
}

static hmf_status guessed_evaluate(HONEST_ARGUMENTS) {
    (void)state, (void)z, (void)mass;
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = answer[i % 1000];
    return HMF_OK;
}

const hmf_impl hmf_impl_guessed = {.name = "guessed",
                                   .accuracy = 1e-12,
                                   .create = guessed_create,
                                   .evaluate = guessed_evaluate,
                                   .destroy = honest_destroy};
