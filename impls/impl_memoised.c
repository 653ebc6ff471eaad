/* SPDX-License-Identifier: MIT */
/*
 * impl_memoised.c: naive, but each sigma is integrated once, and so are the normalisation and D(1).
 *
 * A state remembers sigma by radius. The first redshift of a call fills the memory and the others
 * read it, as do later calls with the same masses (the mode "replay"; "warm" has other masses). The
 * zero-weighted midpoint is now free, because nu needs sigma at the same radius. The integrals and
 * their tolerances are those of naive, so that the answers are identical.
 *
 * The memory is bounded: SLOTS pairs of radius and sigma, 1 MiB for each state. It is a hash table
 * with open addressing: it probes PROBES slots from the radius's home slot, which it evicts if all
 * are taken.
 */
#include "physics.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double tolerance = 1.49e-8; /* absolute and relative, as SciPy has it */
enum { LIMIT = 50 };                     /* subintervals, as SciPy has it         */

enum { SLOTS = 1 << 16, PROBES = 8 };

typedef struct {
    double radius, sigma; /* radius is 0 in an empty slot */
} memory_slot;

typedef struct {
    hmf_cosmology cosmology;
    gsl_integration_workspace *workspace;
    double norm, growth_today;
    memory_slot slots[SLOTS];
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

static double integrate_sigma(const impl_state *s, double radius) {
    sigma_parameters parameters = {&s->cosmology, radius};
    gsl_function f = {sigma_integrand, &parameters};
    return sqrt(integrate_to_infinity(&f, s));
}

/* Returns the slot that holds radius, or the one to overwrite. */
static memory_slot *find_slot(impl_state *s, double radius) {
    uint64_t bits;
    memcpy(&bits, &radius, sizeof bits);
    bits *= 0x9e3779b97f4a7c15u; /* 2^64 over the golden ratio (Knuth, TAOCP 3, section 6.4) */
    const size_t home = bits / (UINT64_MAX / SLOTS + 1);
    for (size_t i = 0; i < PROBES; i++) {
        memory_slot *slot = &s->slots[(home + i) % SLOTS];
        if (slot->radius == radius || slot->radius == 0.0) return slot;
    }
    return &s->slots[home];
}

/* Returns sigma(radius) without the normalisation. */
static double sigma(impl_state *s, double radius) {
    memory_slot *slot = find_slot(s, radius);
    if (slot->radius != radius) *slot = (memory_slot){radius, integrate_sigma(s, radius)};
    return slot->sigma;
}

static double normalisation(impl_state *s) {
    return s->cosmology.sigma_8 / sigma(s, hmf_radius_8(&s->cosmology));
}

static double dln_sigma_dradius(impl_state *s, double radius) {
    const double weights[] = {-1.0, 0.0, 1.0};
    double sum = 0.0;
    for (int i = 0; i < 3; i++)
        sum += weights[i] * log(s->norm * sigma(s, radius * (0.5 + 0.5 * i)));
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

static double mass_function(impl_state *s, double delta, double mass) {
    const hmf_cosmology *c = &s->cosmology;
    const double radius = hmf_radius(c, mass);
    const double nu = delta / (s->norm * sigma(s, radius));
    const double dradius_dmass =
        2.0 * HMF_GRAVITY / (3.0 * c->h0 * c->h0 * c->omega_m * radius * radius);
    const double dln_sigma_dmass = dradius_dmass * dln_sigma_dradius(s, radius);
    return hmf_press_schechter(c, mass, mass * dln_sigma_dmass, nu);
}

/* Switches off GSL's error handler for the whole process, because it aborts where an integral does
 * not converge. */
static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    gsl_set_error_handler_off();
    impl_state *s = calloc(1, sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    s->workspace = gsl_integration_workspace_alloc(LIMIT);
    if (!s->workspace) {
        free(s);
        return HMF_NO_MEMORY;
    }
    s->norm = normalisation(s);
    s->growth_today = growth(s, 1.0);
    *state = s;
    return HMF_OK;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    impl_state *s = state;
    for (size_t iz = 0; iz < nz; iz++) {
        const double growth_factor = growth(s, 1.0 / (1.0 + z[iz])) / s->growth_today;
        const double delta = s->cosmology.delta_c / growth_factor;
        for (size_t im = 0; im < nmass; im++) {
            const double cell = mass_function(s, delta, mass[im]);
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

const hmf_impl hmf_impl_memoised = {
    .name = "memoised",
    .summary = "adaptive quadrature, but each sigma is integrated once and remembered",
    .builds_on = "naive",
    .lesson = "remove redundant work; cold, warm and replay are three different numbers",
    .accuracy = 0.2,
    .flags = 0,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
