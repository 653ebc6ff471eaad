/*
 * impl_naive.c: the algorithm of a workshop's starting code, line for line, nothing reused.
 *
 * Four sigma integrals for every mass at every redshift: one for nu and three for the derivative,
 * of which the midpoint is multiplied by the weight 0 that a general derivative routine gives it;
 * and the normalisation once more for every redshift. Each integral is QUADPACK's QAGI with the
 * tolerances and the limit that SciPy's `quad` has by default.
 *
 * Its answers are as wrong as the original's: the absolute tolerance is not small beside integrals
 * that go down to 1e-6 on the default grid, and further beyond it. Like SciPy, it takes QUADPACK's
 * estimate also where QUADPACK warns. Beyond the promised domain some integrals are smaller than
 * the tolerance: where a cell comes out negative or as no number, the call fails; 0 stays. One
 * corner of the promised domain is no better: above 7e16 solar masses, where the radius is largest
 * (little matter, n_s about 1.1), the conditioned error is up to 0.5: at omega_m = 0.1, lambda 0.5,
 * h0 = 58, sigma_8 = 0.8, n_s = 1.1 and 1e17 it is 0.47 today, and beyond z = 2.3 0 comes out.
 */
#include "physics.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>

static const double naive_tolerance = 1.49e-8; /* absolute and relative */
enum { NAIVE_LIMIT = 50 };                     /* subintervals          */

typedef struct {
    hmf_cosmology cosmology;
    gsl_integration_workspace *workspace;
} naive_state;

typedef struct {
    const hmf_cosmology *cosmology;
    double radius;
} naive_integrand;

static double naive_sigma_integrand(double k, void *context) {
    const naive_integrand *p = context;
    const double window = hmf_window_top_hat(k * p->radius);
    return k * k * hmf_power_spectrum(p->cosmology, k) * window * window;
}

static double naive_integrate_to_infinity(gsl_function *f, const naive_state *s) {
    double result, error;
    gsl_integration_qagiu(f, 0.0, naive_tolerance, naive_tolerance, NAIVE_LIMIT, s->workspace,
                          &result, &error);
    return result;
}

/* sigma(radius) without the normalisation. */
static double naive_sigma(const naive_state *s, double radius) {
    naive_integrand parameters = {&s->cosmology, radius};
    gsl_function f = {naive_sigma_integrand, &parameters};
    return sqrt(naive_integrate_to_infinity(&f, s));
}

static double naive_normalisation(const naive_state *s) {
    return s->cosmology.sigma_8 / naive_sigma(s, hmf_radius_8(&s->cosmology));
}

static double naive_dln_sigma_dradius(const naive_state *s, double norm, double radius) {
    const double weights[] = {-1.0, 0.0, 1.0};
    double sum = 0.0;
    for (int i = 0; i < 3; i++)
        sum += weights[i] * log(norm * naive_sigma(s, radius * (0.5 + 0.5 * i)));
    return sum / radius;
}

static double naive_hubble(const hmf_cosmology *c, double a) {
    return c->h0 * sqrt(c->omega_m / (a * a * a) + c->omega_lambda);
}

static double naive_growth_integrand(double a, void *context) {
    const double velocity = a * naive_hubble(context, a);
    return 1.0 / (velocity * velocity * velocity);
}

/* D(a) without the normalisation. */
static double naive_growth(const naive_state *s, double a) {
    hmf_cosmology c = s->cosmology;
    gsl_function f = {naive_growth_integrand, &c};
    double result, error;
    gsl_integration_qags(&f, 0.0, a, naive_tolerance, naive_tolerance, NAIVE_LIMIT, s->workspace,
                         &result, &error);
    return naive_hubble(&c, a) * result;
}

static double naive_mass_function(const naive_state *s, double norm, double delta, double mass) {
    const hmf_cosmology *c = &s->cosmology;
    const double radius = hmf_radius(c, mass);
    const double sigma = norm * naive_sigma(s, radius);
    const double dradius_dmass =
        2.0 * HMF_GRAVITY / (3.0 * c->h0 * c->h0 * c->omega_m * radius * radius);
    const double dln_sigma_dmass = dradius_dmass * naive_dln_sigma_dradius(s, norm, radius);
    return hmf_press_schechter(c, mass, mass * dln_sigma_dmass, delta / sigma);
}

/* Switches off GSL's error handler, which aborts the process when an integral does not converge;
 * the switch is GSL's own, for the whole process. */
static hmf_status naive_create(const hmf_cosmology *cosmology, void **state) {
    gsl_set_error_handler_off();
    naive_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    s->workspace = gsl_integration_workspace_alloc(NAIVE_LIMIT);
    if (!s->workspace) {
        free(s);
        return HMF_NO_MEMORY;
    }
    *state = s;
    return HMF_OK;
}

static hmf_status naive_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                 size_t nmass, double *dn_dlnm) {
    const naive_state *s = state;
    for (size_t iz = 0; iz < nz; iz++) {
        const double norm = naive_normalisation(s);
        const double growth = naive_growth(s, 1.0 / (1.0 + z[iz])) / naive_growth(s, 1.0);
        const double delta = s->cosmology.delta_c / growth;
        for (size_t im = 0; im < nmass; im++) {
            const double cell = naive_mass_function(s, norm, delta, mass[im]);
            if (!(isfinite(cell) && cell >= 0.0)) return HMF_NO_CONVERGENCE;
            dn_dlnm[iz * nmass + im] = cell;
        }
    }
    return HMF_OK;
}

static void naive_destroy(void *state) {
    naive_state *s = state;
    gsl_integration_workspace_free(s->workspace);
    free(s);
}

const hmf_impl hmf_impl_naive = {
    .name = "naive",
    .summary = "adaptive quadrature (QUADPACK) for every sigma, all of it again for every redshift",
    .builds_on = NULL,
    .lesson = "the baseline: profile it before touching it",
    .accuracy = 0.2,
    .flags = 0,
    .create = naive_create,
    .evaluate = naive_evaluate,
    .destroy = naive_destroy,
};
