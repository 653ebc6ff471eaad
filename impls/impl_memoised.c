/*
 * impl_memoised.c: naive, but no sigma is integrated twice, nor the growth of today.
 *
 * A state remembers sigma by radius. The first redshift of a call fills the memory and the others
 * find everything there; so do later calls on the same masses, which is what the mode "replay"
 * times and "warm", on other masses, does not. The weight 0 of the derivative's midpoint no longer
 * costs anything, for that sigma is the one nu asks for. Integrals, tolerances and therefore
 * answers are naive's, to the bit.
 *
 * The memory is bounded: MEMOISED_SLOTS numbers and their radii, 1 MiB, from create to destroy. A
 * radius looks for its slot from a place given by its bits; where MEMOISED_PROBES slots are taken,
 * it takes over the first, and what was there is integrated again when it is asked for.
 */
#include "physics.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double memoised_tolerance = 1.49e-8; /* absolute and relative */
enum { MEMOISED_LIMIT = 50 };                     /* subintervals          */

enum { MEMOISED_SLOTS = 1 << 16, MEMOISED_PROBES = 8 };

typedef struct {
    double radius, sigma; /* radius is 0 in an empty slot */
} memoised_slot;

typedef struct {
    hmf_cosmology cosmology;
    gsl_integration_workspace *workspace;
    double norm, growth_today;
    memoised_slot slots[MEMOISED_SLOTS];
} memoised_state;

typedef struct {
    const hmf_cosmology *cosmology;
    double radius;
} memoised_integrand;

static double memoised_sigma_integrand(double k, void *context) {
    const memoised_integrand *p = context;
    const double window = hmf_window_top_hat(k * p->radius);
    return k * k * hmf_power_spectrum(p->cosmology, k) * window * window;
}

static double memoised_integrate_to_infinity(gsl_function *f, const memoised_state *s) {
    double result, error;
    gsl_integration_qagiu(f, 0.0, memoised_tolerance, memoised_tolerance, MEMOISED_LIMIT,
                          s->workspace, &result, &error);
    return result;
}

static double memoised_integrate_sigma(const memoised_state *s, double radius) {
    memoised_integrand parameters = {&s->cosmology, radius};
    gsl_function f = {memoised_sigma_integrand, &parameters};
    return sqrt(memoised_integrate_to_infinity(&f, s));
}

/* The slot of a radius, or one that it may have. */
static memoised_slot *memoised_find(memoised_state *s, double radius) {
    uint64_t bits;
    memcpy(&bits, &radius, sizeof bits);
    bits *= 0x9e3779b97f4a7c15u; /* 2^64 over the golden ratio (Knuth, TAOCP 3, section 6.4) */
    const size_t home = bits / (UINT64_MAX / MEMOISED_SLOTS + 1);
    for (size_t i = 0; i < MEMOISED_PROBES; i++) {
        memoised_slot *slot = &s->slots[(home + i) % MEMOISED_SLOTS];
        if (slot->radius == radius || slot->radius == 0.0) return slot;
    }
    return &s->slots[home];
}

/* sigma(radius) without the normalisation. */
static double memoised_sigma(memoised_state *s, double radius) {
    memoised_slot *slot = memoised_find(s, radius);
    if (slot->radius != radius)
        *slot = (memoised_slot){radius, memoised_integrate_sigma(s, radius)};
    return slot->sigma;
}

static double memoised_normalisation(memoised_state *s) {
    return s->cosmology.sigma_8 / memoised_sigma(s, hmf_radius_8(&s->cosmology));
}

static double memoised_dln_sigma_dradius(memoised_state *s, double radius) {
    const double weights[] = {-1.0, 0.0, 1.0};
    double sum = 0.0;
    for (int i = 0; i < 3; i++)
        sum += weights[i] * log(s->norm * memoised_sigma(s, radius * (0.5 + 0.5 * i)));
    return sum / radius;
}

static double memoised_hubble(const hmf_cosmology *c, double a) {
    return c->h0 * sqrt(c->omega_m / (a * a * a) + c->omega_lambda);
}

static double memoised_growth_integrand(double a, void *context) {
    const double velocity = a * memoised_hubble(context, a);
    return 1.0 / (velocity * velocity * velocity);
}

/* D(a) without the normalisation. */
static double memoised_growth(const memoised_state *s, double a) {
    hmf_cosmology c = s->cosmology;
    gsl_function f = {memoised_growth_integrand, &c};
    double result, error;
    gsl_integration_qags(&f, 0.0, a, memoised_tolerance, memoised_tolerance, MEMOISED_LIMIT,
                         s->workspace, &result, &error);
    return memoised_hubble(&c, a) * result;
}

static double memoised_mass_function(memoised_state *s, double delta, double mass) {
    const hmf_cosmology *c = &s->cosmology;
    const double radius = hmf_radius(c, mass);
    const double sigma = s->norm * memoised_sigma(s, radius);
    const double dradius_dmass =
        2.0 * HMF_GRAVITY / (3.0 * c->h0 * c->h0 * c->omega_m * radius * radius);
    const double dln_sigma_dmass = dradius_dmass * memoised_dln_sigma_dradius(s, radius);
    return hmf_press_schechter(c, mass, mass * dln_sigma_dmass, delta / sigma);
}

/* Switches off GSL's error handler, which aborts the process when an integral does not converge;
 * the switch is GSL's own, for the whole process. */
static hmf_status memoised_create(const hmf_cosmology *cosmology, void **state) {
    gsl_set_error_handler_off();
    memoised_state *s = calloc(1, sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    s->workspace = gsl_integration_workspace_alloc(MEMOISED_LIMIT);
    if (!s->workspace) {
        free(s);
        return HMF_NO_MEMORY;
    }
    s->norm = memoised_normalisation(s);
    s->growth_today = memoised_growth(s, 1.0);
    *state = s;
    return HMF_OK;
}

static hmf_status memoised_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                    size_t nmass, double *dn_dlnm) {
    memoised_state *s = state;
    for (size_t iz = 0; iz < nz; iz++) {
        const double growth = memoised_growth(s, 1.0 / (1.0 + z[iz])) / s->growth_today;
        const double delta = s->cosmology.delta_c / growth;
        for (size_t im = 0; im < nmass; im++) {
            const double cell = memoised_mass_function(s, delta, mass[im]);
            if (!(isfinite(cell) && cell >= 0.0)) return HMF_NO_CONVERGENCE;
            dn_dlnm[iz * nmass + im] = cell;
        }
    }
    return HMF_OK;
}

static void memoised_destroy(void *state) {
    memoised_state *s = state;
    gsl_integration_workspace_free(s->workspace);
    free(s);
}

const hmf_impl hmf_impl_memoised = {
    .name = "memoised",
    .summary = "adaptive quadrature, but each sigma is integrated once and remembered",
    .builds_on = "naive",
    .lesson = "remove redundant work; cold, warm and replay are three different numbers",
    .accuracy = 0.2,
    .flags = 0,
    .create = memoised_create,
    .evaluate = memoised_evaluate,
    .destroy = memoised_destroy,
};
