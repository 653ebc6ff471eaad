/* SPDX-License-Identifier: MIT */
/* worker_entries.c: valid and invalid descriptors for test_judge_worker.c. */
#include "hmf.h"

#include <stddef.h>

/* Writes the mass to every cell. Fails for more than one redshift. */
static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    (void)state, (void)z;
    for (size_t i = 0; i < nmass; i++) dn_dlnm[i] = mass[i];
    return nz == 1 ? HMF_OK : HMF_NO_CONVERGENCE;
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    (void)state, (void)cosmology;
    return HMF_NO_MEMORY;
}

static void destroy(void *state) {
    (void)state;
}

static const char *unavailable(void) {
    return "not on a Friday";
}

extern const hmf_impl hmf_impl_good, hmf_impl_idle, hmf_impl_half, hmf_impl_full, hmf_impl_absent;
extern const int hmf_impl_number;
const hmf_impl hmf_impl_good = {.name = "good", .evaluate = evaluate};
const hmf_impl hmf_impl_idle = {.name = "idle"};
const hmf_impl hmf_impl_half = {.name = "half", .create = create, .evaluate = evaluate};
const hmf_impl hmf_impl_full = {
    .name = "full", .create = create, .evaluate = evaluate, .destroy = destroy};
const hmf_impl hmf_impl_absent = {
    .name = "absent", .unavailable = unavailable, .evaluate = evaluate};
const int hmf_impl_number = 7;
