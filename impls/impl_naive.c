/* SPDX-License-Identifier: MIT */
/*
 * impl_naive.c: the algorithm of a workshop's Python script, line by line, with nothing reused.
 *
 * Every mass at every redshift takes four sigma integrals: one for nu and three for the derivative,
 * whose midpoint has weight 0. Every redshift integrates the normalisation again. Each integral is
 * QUADPACK's QAGI with the tolerances and the limit of SciPy's `quad`, and its estimate is used
 * despite warnings.
 *
 * Accuracy: a conditioned error of up to 0.2 in the promised domain, because the absolute tolerance
 * is not negligible: integrals are as small as 1e-6 on the default grid and smaller outside it. One
 * corner is worse. Above 7e16 solar masses with little matter and n_s near 1.1 the error reaches
 * 0.5: it is 0.47 at omega_m = 0.1, lambda 0.5, h0 = 58, sigma_8 = 0.8, n_s = 1.1, 1e17 and z = 0,
 * and the answer is 0 beyond z = 2.3. A negative or non-finite cell makes the call fail.
 */
#include "physics.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>

static const double tolerance = 1.49e-8; /* absolute and relative, as SciPy has it */
enum { LIMIT = 50 };                     /* subintervals, as SciPy has it         */

typedef struct {
    hmf_cosmology cosmology;
    gsl_integration_workspace *workspace;
} impl_state;

typedef struct {
    const hmf_cosmology *cosmology;
    double radius;
} sigma_parameters;

static double sigma_integrand(double k, void *context) {
    const sigma_parameters *p = context;
    const double window = hmf_window_top_hat(k * p->radius);
    return k * k * hmf_power_spectrum(p->cosmology, k) * window * window;
}

static double integrate_to_infinity(gsl_function *f, const impl_state *s) {
    double result, error;
    gsl_integration_qagiu(f, 0.0, tolerance, tolerance, LIMIT, s->workspace, &result, &error);
    return result;
}

/* Returns sigma(radius) without the normalisation. */
static double sigma(const impl_state *s, double radius) {
    sigma_parameters parameters = {&s->cosmology, radius};
    gsl_function f = {sigma_integrand, &parameters};
    return sqrt(integrate_to_infinity(&f, s));
}

static double normalisation(const impl_state *s) {
    return s->cosmology.sigma_8 / sigma(s, hmf_radius_8(&s->cosmology));
}

static double dln_sigma_dradius(const impl_state *s, double norm, double radius) {
    const double weights[] = {-1.0, 0.0, 1.0};
    double sum = 0.0;
    for (int i = 0; i < 3; i++) sum += weights[i] * log(norm * sigma(s, radius * (0.5 + 0.5 * i)));
    return sum / radius;
}

static double hubble(const hmf_cosmology *c, double a) {
    return c->h0 * sqrt(c->omega_m / (a * a * a) + c->omega_lambda);
}

static double growth_integrand(double a, void *context) {
    const double velocity = a * hubble(context, a);
    return 1.0 / (velocity * velocity * velocity);
}

/* Returns D(a) without the normalisation. */
static double growth(const impl_state *s, double a) {
    hmf_cosmology c = s->cosmology;
    gsl_function f = {growth_integrand, &c};
    double result, error;
    gsl_integration_qags(&f, 0.0, a, tolerance, tolerance, LIMIT, s->workspace, &result, &error);
    return hubble(&c, a) * result;
}

static double mass_function(const impl_state *s, double norm, double delta, double mass) {
    const hmf_cosmology *c = &s->cosmology;
    const double radius = hmf_radius(c, mass);
    const double nu = delta / (norm * sigma(s, radius));
    const double dradius_dmass =
        2.0 * HMF_GRAVITY / (3.0 * c->h0 * c->h0 * c->omega_m * radius * radius);
    const double dln_sigma_dmass = dradius_dmass * dln_sigma_dradius(s, norm, radius);
    return hmf_press_schechter(c, mass, mass * dln_sigma_dmass, nu);
}

/* Switches off GSL's error handler for the whole process, because it aborts where an integral does
 * not converge. */
static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    gsl_set_error_handler_off();
    impl_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    s->workspace = gsl_integration_workspace_alloc(LIMIT);
    if (!s->workspace) {
        free(s);
        return HMF_NO_MEMORY;
    }
    *state = s;
    return HMF_OK;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    const impl_state *s = state;
    for (size_t iz = 0; iz < nz; iz++) {
        const double norm = normalisation(s);
        const double growth_factor = growth(s, 1.0 / (1.0 + z[iz])) / growth(s, 1.0);
        const double delta = s->cosmology.delta_c / growth_factor;
        for (size_t im = 0; im < nmass; im++) {
            const double cell = mass_function(s, norm, delta, mass[im]);
            if (!(isfinite(cell) && cell >= 0.0)) return HMF_NO_CONVERGENCE;
            dn_dlnm[iz * nmass + im] = cell;
        }
    }
    return HMF_OK;
}

static void destroy(void *state) {
    impl_state *s = state;
    gsl_integration_workspace_free(s->workspace);
    free(s);
}

const hmf_impl hmf_impl_naive = {
    .name = "naive",
    .summary = "adaptive quadrature (QUADPACK) for every sigma, repeated for every redshift",
    .builds_on = NULL,
    .lesson = "the baseline: profile it before changing it",
    .accuracy = 0.2,
    .flags = 0,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
