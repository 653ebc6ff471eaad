/* SPDX-License-Identifier: MIT */
/* broken_arguments.c: broken descriptors, writes outside the output, wrappers that accept bad
 * arguments. */
#include "broken.h"

#include <math.h>

BROKEN_IMPL(no_destroy, "a descriptor with create and without destroy", broken_create,
            broken_evaluate, NULL);

const hmf_impl broken_boastful = {
    .name = "boastful",
    .summary = "promises that there is no error",
    .builds_on = "quadrature",
    .lesson = "what a check must catch",
    .accuracy = 0.0,
    .create = broken_create,
    .evaluate = broken_evaluate,
    .destroy = broken_destroy,
};

/* ---- outputs and inputs ---------------------------------------------------------------------- */

BROKEN_EVALUATE(one_too_many, "writes one cell more than there is") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    dn_dlnm[nz * nmass] = 0.0;
    return status;
}

BROKEN_EVALUATE(last_unwritten, "leaves the last cell as it was") {
    double *const last = &dn_dlnm[nz * nmass - 1];
    const double stale = *last;
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    *last = stale;
    return status;
}

/* Assumes that an output at the same address still has the same contents. */
BROKEN_EVALUATE(stale, "says ok and writes nothing the second time") {
    static double *answered;
    if (answered == dn_dlnm) return HMF_OK;
    answered = dn_dlnm;
    return broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

BROKEN_EVALUATE(writes_mass, "uses the caller's masses as scratch space") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    double *scratch = (double *)mass;
    for (size_t im = 0; im < nmass; im++) scratch[im] = log(scratch[im]);
    return status;
}

/* ---- wrappers -------------------------------------------------------------------------------- */

static hmf_status refuses_empty(hmf_model *model, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm, hmf_error *error) {
    if (nz != 0 && nmass != 0) return hmf_evaluate(model, z, nz, mass, nmass, dn_dlnm, error);
    *error = (hmf_error){HMF_BAD_SIZE, "the grid is empty"};
    return HMF_BAD_SIZE;
}

const check_wrappers broken_refuses_empty = {hmf_create, refuses_empty};

static hmf_status lets_nan_through(hmf_model *model, const double *z, size_t nz, const double *mass,
                                   size_t nmass, double *dn_dlnm, hmf_error *error) {
    const hmf_status status = hmf_evaluate(model, z, nz, mass, nmass, dn_dlnm, error);
    if (status != HMF_BAD_REDSHIFT || !isnan(z[1])) return status;
    *error = (hmf_error){HMF_OK, ""};
    return HMF_OK;
}

const check_wrappers broken_lets_nan_through = {hmf_create, lets_nan_through};

static hmf_status leaves_output(hmf_model *model, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm, hmf_error *error) {
    const hmf_status status = hmf_evaluate(model, z, nz, mass, nmass, dn_dlnm, error);
    if (status == HMF_BAD_MASS) dn_dlnm[0] = 0.0;
    return status;
}

const check_wrappers broken_leaves_output = {hmf_create, leaves_output};

static hmf_status says_nothing(hmf_model *model, const hmf_impl *impl,
                               const hmf_cosmology *cosmology, hmf_error *error) {
    const hmf_status status = hmf_create(model, impl, cosmology, error);
    if (status != HMF_OK) error->message[0] = '\0';
    return status;
}

const check_wrappers broken_says_nothing = {says_nothing, hmf_evaluate};
