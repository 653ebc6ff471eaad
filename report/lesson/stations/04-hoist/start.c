/*
 * mine.c: the mass function as the workshop begins: adaptive quadrature (QUADPACK) for every sigma,
 * four for each mass at each redshift, and nothing is reused. The formulas are in hmf.h.
 */
#include "hmf.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>

static const double gravity = 4.302e-9; /* Mpc (km/s)^2 / solar mass */
static const double pi = 3.14159265358979323846;
static const double tolerance = 1.49e-8; /* of integrals, absolute and relative */
enum { LIMIT = 50 };                     /* subintervals                        */

typedef struct {
    hmf_cosmology cosmology;
    gsl_integration_workspace *workspace;
} mine_state;

/* ---- sigma ----------------------------------------------------------------------------------- */

/* Returns the Fourier transform of the top hat. Near 0 the closed form cancels, so it sums the
 * series. */
static double mine_window(double y) {
    if (y >= 1.5) return 3.0 * (sin(y) - y * cos(y)) / (y * y * y);
    double sum = 0.0, term = 1.0 / 3.0;
    for (int j = 0; j <= 10; j++) {
        sum += term;
        term *= -y * y / ((2 * j + 2) * (2 * j + 5));
    }
    return 3.0 * sum;
}

/* Returns k^n_s T(k)^2 with the BBKS transfer function. */
static double mine_power_spectrum(const hmf_cosmology *c, double k) {
    const double inverse_h = 100.0 / c->h0;
    const double q = k * inverse_h * inverse_h / c->omega_m;
    const double b = 16.1 * q, d = 5.46 * q, e = 6.71 * q;
    const double quartic = 1.0 + 3.89 * q + b * b + d * d * d + e * e * e * e;
    const double transfer = log1p(2.34 * q) / (2.34 * q) * pow(quartic, -0.25);
    return pow(k, c->n_s) * transfer * transfer;
}

typedef struct {
    const hmf_cosmology *cosmology;
    double radius; /* Mpc */
} mine_integrand;

static double mine_sigma_integrand(double k, void *context) {
    const mine_integrand *p = context;
    const double window = mine_window(k * p->radius);
    return k * k * mine_power_spectrum(p->cosmology, k) * window * window;
}

/* Returns sigma(radius) without the normalisation. */
static double mine_sigma(const mine_state *s, double radius) {
    mine_integrand parameters = {&s->cosmology, radius};
    gsl_function f = {mine_sigma_integrand, &parameters};
    double result, error;
    gsl_integration_qagiu(&f, 0.0, tolerance, tolerance, LIMIT, s->workspace, &result, &error);
    return sqrt(result);
}

/* Returns the factor that makes sigma equal to sigma_8 at 8 Mpc/h. */
static double mine_normalisation(const mine_state *s) {
    return s->cosmology.sigma_8 / mine_sigma(s, 8.0 * 100.0 / s->cosmology.h0);
}

static double mine_dln_sigma_dradius(const mine_state *s, double norm, double radius) {
    const double weights[] = {-1.0, 0.0, 1.0};
    double sum = 0.0;
    for (int i = 0; i < 3; i++)
        sum += weights[i] * log(norm * mine_sigma(s, radius * (0.5 + 0.5 * i)));
    return sum / radius;
}

/* ---- growth ---------------------------------------------------------------------------------- */

static double mine_hubble(const hmf_cosmology *c, double a) {
    return c->h0 * sqrt(c->omega_m / (a * a * a) + c->omega_lambda);
}

static double mine_growth_integrand(double a, void *context) {
    const double velocity = a * mine_hubble(context, a);
    return 1.0 / (velocity * velocity * velocity);
}

/* Returns D at the scale factor a, without the normalisation. */
static double mine_growth(const mine_state *s, double a) {
    hmf_cosmology c = s->cosmology;
    gsl_function f = {mine_growth_integrand, &c};
    double result, error;
    gsl_integration_qags(&f, 0.0, a, tolerance, tolerance, LIMIT, s->workspace, &result, &error);
    return mine_hubble(&c, a) * result;
}

/* ---- the mass function ----------------------------------------------------------------------- */

static double mine_cell(const mine_state *s, double norm, double threshold, double mass) {
    const hmf_cosmology *c = &s->cosmology;
    const double radius = cbrt(2.0 * mass * gravity / (c->h0 * c->h0 * c->omega_m));
    const double density = 3.0 * c->omega_m * c->h0 * c->h0 / (8.0 * pi * gravity);
    const double nu = threshold / (norm * mine_sigma(s, radius));
    const double dln_sigma_dln_mass = mine_dln_sigma_dradius(s, norm, radius) * radius / 3.0;
    const double half = exp(-0.25 * nu * nu); /* squared below: exp(-nu^2/2) alone may underflow */
    return sqrt(2.0 / pi) * density / mass * -dln_sigma_dln_mass * nu * half * half;
}

static hmf_status mine_create(const hmf_cosmology *cosmology, void **state) {
    gsl_set_error_handler_off(); /* GSL would end the process if an integral did not converge */
    mine_state *s = malloc(sizeof *s);
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

static hmf_status mine_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm) {
    const mine_state *s = state;
    for (size_t iz = 0; iz < nz; iz++) {
        const double norm = mine_normalisation(s);
        const double growth = mine_growth(s, 1.0 / (1.0 + z[iz])) / mine_growth(s, 1.0);
        const double threshold = s->cosmology.delta_c / growth;
        for (size_t im = 0; im < nmass; im++)
            dn_dlnm[iz * nmass + im] = mine_cell(s, norm, threshold, mass[im]);
    }
    return HMF_OK;
}

static void mine_destroy(void *state) {
    mine_state *s = state;
    gsl_integration_workspace_free(s->workspace);
    free(s);
}

const hmf_impl hmf_impl_mine = {
    .name = "mine",
    .summary = "adaptive quadrature for every sigma, repeated for every redshift",
    .builds_on = NULL,
    .lesson = "the baseline",
    .accuracy = 0.2, /* |ln(got/truth)| / (1 + nu^2); the absolute tolerance is too large */
    .flags = 0,
    .create = mine_create,
    .evaluate = mine_evaluate,
    .destroy = mine_destroy,
};
