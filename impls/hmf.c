/* SPDX-License-Identifier: MIT */
/* hmf.c: the checked wrappers. */
#include "hmf.h"

#include "check_bounds.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const hmf_cosmology hmf_cosmology_default = {
    .omega_m = 0.3089,
    .omega_lambda = 0.6911,
    .h0 = 67.74,
    .sigma_8 = 0.72,
    .n_s = 1.0,
    .delta_c = 1.69,
};

const hmf_domain hmf_domain_accepted = {
    .omega_m = {0.01, 2.0},
    .omega_lambda = {0.0, 2.0},
    .h0 = {10.0, 200.0},
    .sigma_8 = {0.05, 5.0},
    .n_s = {0.5, 1.5},
    .delta_c = {0.1, 10.0},
    .z = {-0.99, 1e4},
    .mass = {1e-6, 1e20},
};

const hmf_domain hmf_domain_promised = {
    .omega_m = {0.1, 0.5},
    .omega_lambda = {0.0, 1.0},
    .h0 = {55.0, 85.0},
    .sigma_8 = {0.6, 1.0},
    .n_s = {0.85, 1.1},
    .delta_c = {1.6, 1.75},
    .z = {0.0, 100.0},
    .mass = {1.0, 1e17},
};

const char *hmf_status_text(hmf_status status) {
    switch (status) {
    case HMF_OK: return "ok";
    case HMF_BAD_POINTER: return "bad pointer";
    case HMF_BAD_COSMOLOGY: return "bad cosmology";
    case HMF_BAD_REDSHIFT: return "bad redshift";
    case HMF_BAD_MASS: return "bad mass";
    case HMF_BAD_SIZE: return "bad size";
    case HMF_NO_MEMORY: return "out of memory";
    case HMF_NO_CONVERGENCE: return "no convergence";
    case HMF_UNAVAILABLE: return "unavailable";
    case HMF_STATUS_COUNT: break;
    }
    return "unknown status";
}

const char *hmf_clone_name(const hmf_impl *impl) {
    return impl->clone ? impl->clone() : "portable";
}

__attribute__((format(printf, 3, 4))) static hmf_status fail(hmf_error *error, hmf_status status,
                                                             const char *format, ...) {
    if (error) {
        error->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

static hmf_status succeed(hmf_error *error) {
    if (error) {
        error->status = HMF_OK;
        error->message[0] = '\0';
    }
    return HMF_OK;
}

/* Returns false for NaN. */
static bool within(double value, hmf_bounds bounds) {
    return value >= bounds.min && value <= bounds.max;
}

static hmf_status check_cosmology(const hmf_cosmology *c, hmf_error *error) {
    const hmf_domain *domain = &hmf_domain_accepted;
    const struct {
        const char *name;
        double value;
        hmf_bounds bounds;
    } parameters[] = {
        {"omega_m", c->omega_m, domain->omega_m},
        {"omega_lambda", c->omega_lambda, domain->omega_lambda},
        {"h0", c->h0, domain->h0},
        {"sigma_8", c->sigma_8, domain->sigma_8},
        {"n_s", c->n_s, domain->n_s},
        {"delta_c", c->delta_c, domain->delta_c},
    };
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if (!within(parameters[i].value, parameters[i].bounds))
            return fail(error, HMF_BAD_COSMOLOGY, "%s = %g: must be between %g and %g",
                        parameters[i].name, parameters[i].value, parameters[i].bounds.min,
                        parameters[i].bounds.max);
    return HMF_OK;
}

/* Finds the offending element after the vector check has failed. */
static hmf_status check_values(const char *name, const double *values, size_t count,
                               hmf_bounds bounds, hmf_status status, hmf_error *error) {
    if (hmf_check_bounds(values, count, bounds)) return HMF_OK;
    size_t i = 0;
    while (within(values[i], bounds)) i++;
    return fail(error, status, "%s[%zu] = %g: must be between %g and %g", name, i, values[i],
                bounds.min, bounds.max);
}

static hmf_status check_grid(const double *z, size_t nz, const double *mass, size_t nmass,
                             hmf_error *error) {
    if (!z) return fail(error, HMF_BAD_POINTER, "z is NULL, with nz = %zu", nz);
    if (!mass) return fail(error, HMF_BAD_POINTER, "mass is NULL, with nmass = %zu", nmass);
    hmf_status status = check_values("z", z, nz, hmf_domain_accepted.z, HMF_BAD_REDSHIFT, error);
    if (status == HMF_OK)
        status = check_values("mass", mass, nmass, hmf_domain_accepted.mass, HMF_BAD_MASS, error);
    return status;
}

static bool size_fits(size_t nz, size_t nmass) {
    return nmass == 0 || nz <= PTRDIFF_MAX / sizeof(double) / nmass;
}

static void fill_nan(double *dn_dlnm, size_t nz, size_t nmass) {
    if (!dn_dlnm || !size_fits(nz, nmass)) return;
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = NAN;
}

hmf_status hmf_create(hmf_model *model, const hmf_impl *impl, const hmf_cosmology *cosmology,
                      hmf_error *error) {
    if (!model) return fail(error, HMF_BAD_POINTER, "model is NULL");
    *model = (hmf_model){0};
    if (!impl) return fail(error, HMF_BAD_POINTER, "impl is NULL");
    if (!cosmology) return fail(error, HMF_BAD_POINTER, "cosmology is NULL");
    hmf_status status = check_cosmology(cosmology, error);
    if (status != HMF_OK) return status;
    const char *why = impl->unavailable ? impl->unavailable() : NULL;
    if (why) return fail(error, HMF_UNAVAILABLE, "%s cannot run here: %s", impl->name, why);

    model->cosmology = *cosmology;
    if (impl->create) {
        status = impl->create(&model->cosmology, &model->state);
        if (status != HMF_OK)
            return fail(error, status, "%s: create: %s", impl->name, hmf_status_text(status));
    } else {
        model->state = &model->cosmology;
    }
    model->impl = impl;
    return succeed(error);
}

static hmf_status evaluate_checked(hmf_model *model, const double *z, size_t nz, const double *mass,
                                   size_t nmass, double *dn_dlnm, hmf_error *error) {
    if (!model || !model->impl) return fail(error, HMF_BAD_POINTER, "model was not created");
    if (nz == 0 || nmass == 0) return succeed(error);
    if (!size_fits(nz, nmass))
        return fail(error, HMF_BAD_SIZE, "nz * nmass = %zu * %zu: too large", nz, nmass);
    if (!dn_dlnm) return fail(error, HMF_BAD_POINTER, "dn_dlnm is NULL");
    hmf_status status = check_grid(z, nz, mass, nmass, error);
    if (status != HMF_OK) return status;
    status = model->impl->evaluate(model->state, z, nz, mass, nmass, dn_dlnm);
    if (status != HMF_OK)
        return fail(error, status, "%s: evaluate: %s", model->impl->name, hmf_status_text(status));
    return succeed(error);
}

hmf_status hmf_evaluate(hmf_model *model, const double *z, size_t nz, const double *mass,
                        size_t nmass, double *dn_dlnm, hmf_error *error) {
    const hmf_status status = evaluate_checked(model, z, nz, mass, nmass, dn_dlnm, error);
    if (status != HMF_OK) fill_nan(dn_dlnm, nz, nmass);
    return status;
}

void hmf_destroy(hmf_model *model) {
    if (!model || !model->impl) return;
    if (model->impl->destroy) model->impl->destroy(model->state);
    *model = (hmf_model){0};
}

hmf_status hmf_mass_function(const hmf_impl *impl, const hmf_cosmology *cosmology, const double *z,
                             size_t nz, const double *mass, size_t nmass, double *dn_dlnm,
                             hmf_error *error) {
    hmf_model model;
    hmf_status status = hmf_create(&model, impl, cosmology, error);
    if (status != HMF_OK) {
        fill_nan(dn_dlnm, nz, nmass);
        return status;
    }
    status = hmf_evaluate(&model, z, nz, mass, nmass, dn_dlnm, error);
    hmf_destroy(&model);
    return status;
}

const hmf_impl *hmf_find(const hmf_registry *registry, const char *name) {
    if (!registry || !name) return NULL;
    for (size_t i = 0; i < registry->count; i++)
        if (strcmp(registry->impls[i]->name, name) == 0) return registry->impls[i];
    return NULL;
}
