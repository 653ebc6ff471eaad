/*
 * mine.c: sigma from a table of ln S over ln x, which `create` computes from fixed nodes.
 *
 * With q = k c, c the only length in the power spectrum, x = R/c and y = kR = qx, the variance is a
 * constant times
 *
 *     S(x) = integral over ln y of (y/x)^(3+n) T(y/x)^2 W(y)^2 = x^-(3+n) sum of w_j T(y_j/x)^2,
 *
 * and the normalisation cancels the constant. In y the window does not depend on the mass, so it is
 * part of the weights w_j, which `create` computes once. Beyond y = 8 pi, where W^2 oscillates
 * fast, its mean replaces it. The error of that is 10/y^6 = 4e-8.
 *
 * ln S is smooth in ln x: on each of 16 panels a Chebyshev series of 10 terms is accurate to 1e-8.
 * Masses outside the table are summed as before.
 */
#include "hmf.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>

static const double gravity = 4.302e-9; /* Mpc (km/s)^2 / solar mass */
static const double pi = 3.14159265358979323846;

enum {
    POINTS = 8,      /* Gauss-Legendre nodes in a panel         */
    SMALL = 14,      /* panels of length 2 in ln y, up to y = 1 */
    OSCILLATING = 8, /* panels up to y = 8 pi                   */
    TAIL = 2,        /* panels of length 2 in ln y beyond       */
    NODES = POINTS * (SMALL + OSCILLATING + TAIL),
    PANELS = 16, /* of the table          */
    TERMS = 10,  /* of a Chebyshev series */
};

/* Range of the table, in solar masses. */
static const double least_mass = 1.0, greatest_mass = 1e17;

/* The integrand falls as q^(3+n) below q = 0.1. The part below this limit is 1e-8 of the integral
 * or less. */
static const double least_q = 2.5e-4;

typedef struct {
    hmf_cosmology cosmology;
    double length;                  /* c, Mpc               */
    double normalisation;           /* sigma_8^2 / S(x_8)   */
    double growth_today;            /* of mine_growth       */
    double y[NODES], weight[NODES]; /* in ascending order */
    double first, width;            /* of the panels, in ln x */
    double series[PANELS][TERMS];   /* of ln S            */
} mine_state;

/* ---- the rule -------------------------------------------------------------------------------- */

/* Returns the squared Fourier transform of the top hat. Near 0 the closed form cancels, so it sums
 * the series. */
static double mine_window_squared(double y) {
    double window = 0.0, term = 1.0;
    if (y >= 1.5) {
        window = 3.0 * (sin(y) - y * cos(y)) / (y * y * y);
        return window * window;
    }
    for (int j = 0; j <= 10; j++) {
        window += term;
        term *= -y * y / ((2 * j + 2) * (2 * j + 5));
    }
    return window * window;
}

static double mine_mean_window_squared(double y) {
    return 4.5 * (1.0 + y * y) / pow(y, 6.0);
}

/* Adds the nodes of one panel from a to b, in ln y or in y. */
static void mine_panel(mine_state *s, int panel, double a, double b, int logarithmic,
                       double (*window_squared)(double), const gsl_integration_glfixed_table *t) {
    for (size_t i = 0; i < POINTS; i++) {
        double node, weight;
        gsl_integration_glfixed_point(a, b, i, &node, &weight, t);
        const double y = logarithmic ? exp(node) : node;
        const size_t j = (size_t)panel * POINTS + i;
        s->y[j] = y;
        s->weight[j] = weight * (logarithmic ? 1.0 : 1.0 / y) * window_squared(y) *
                       pow(y, 3.0 + s->cosmology.n_s);
    }
}

static void mine_fill_rule(mine_state *s, const gsl_integration_glfixed_table *t) {
    const double last = log(OSCILLATING * pi);
    int panel = 0;
    for (int i = 0; i < SMALL; i++)
        mine_panel(s, panel++, 2.0 * (i - SMALL), 2.0 * (i + 1 - SMALL), 1, mine_window_squared, t);
    for (int i = 0; i < OSCILLATING; i++)
        mine_panel(s, panel++, i ? i * pi : 1.0, (i + 1) * pi, 0, mine_window_squared, t);
    for (int i = 0; i < TAIL; i++)
        mine_panel(s, panel++, last + 2.0 * i, last + 2.0 * (i + 1), 1, mine_mean_window_squared,
                   t);
}

/* ---- sigma ----------------------------------------------------------------------------------- */

/* Returns T(q)^2 (BBKS). */
static double mine_transfer_squared(double q) {
    const double a = 2.34 * q, b = 16.1 * q, d = 5.46 * q, e = 6.71 * q;
    const double quartic = 1.0 + 3.89 * q + b * b + d * d * d + e * e * e * e;
    const double log_term = log1p(a) / a;
    return log_term * log_term / sqrt(quartic);
}

static double mine_variance(const mine_state *s, double x) {
    size_t j = 0;
    while (s->y[j] < least_q * x) j++;
    double sum = 0.0;
    for (; j < NODES; j++) sum += s->weight[j] * mine_transfer_squared(s->y[j] / x);
    return sum * pow(x, -3.0 - s->cosmology.n_s);
}

/* ---- the table ------------------------------------------------------------------------------- */

static double mine_radius(const hmf_cosmology *c, double mass) {
    return cbrt(2.0 * mass * gravity / (c->h0 * c->h0 * c->omega_m));
}

/* Computes the series through the values at the Chebyshev points of a panel. */
static void mine_fit(mine_state *s, int panel) {
    double *series = s->series[panel];
    for (int j = 0; j < TERMS; j++) series[j] = 0.0;
    for (int i = 0; i < TERMS; i++) {
        const double angle = pi * (i + 0.5) / TERMS;
        const double log_x = s->first + s->width * (panel + 0.5 + 0.5 * cos(angle));
        const double value = log(mine_variance(s, exp(log_x)));
        for (int j = 0; j < TERMS; j++)
            series[j] += (j ? 2.0 : 1.0) / TERMS * cos(j * angle) * value;
    }
}

static void mine_fill_table(mine_state *s) {
    const double first = log(0.5 * mine_radius(&s->cosmology, least_mass) / s->length);
    const double last = log(1.5 * mine_radius(&s->cosmology, greatest_mass) / s->length);
    s->first = first;
    s->width = (last - first) / PANELS;
    for (int panel = 0; panel < PANELS; panel++) mine_fit(s, panel);
}

/* Returns ln S at ln x, by Clenshaw's recurrence. */
static double mine_log_variance(const mine_state *s, double log_x) {
    const double place = (log_x - s->first) / s->width;
    if (!(place >= 0.0 && place <= PANELS)) return log(mine_variance(s, exp(log_x)));
    const int panel = place < PANELS ? (int)place : PANELS - 1;
    const double *series = s->series[panel], t = 2.0 * (place - panel) - 1.0;
    double b = 0.0, next = 0.0;
    for (int j = TERMS - 1; j > 0; j--) {
        const double now = series[j] + 2.0 * t * b - next;
        next = b;
        b = now;
    }
    return series[0] + t * b - next;
}

/* ---- growth ---------------------------------------------------------------------------------- */

static double mine_hubble(const hmf_cosmology *c, double a) {
    return c->h0 * sqrt(c->omega_m / (a * a * a) + c->omega_lambda);
}

/* In a = b^2 the integrand is smooth at 0. */
static double mine_growth_integrand(double b, void *context) {
    if (b <= 0.0) return 0.0;
    const double a = b * b, velocity = a * mine_hubble(context, a);
    return 2.0 * b / (velocity * velocity * velocity);
}

/* Returns D at the scale factor a, without the normalisation. */
static double mine_growth(const hmf_cosmology *cosmology, double a) {
    hmf_cosmology c = *cosmology;
    gsl_function f = {mine_growth_integrand, &c};
    double result, error;
    size_t evaluations;
    gsl_integration_qng(&f, 0.0, sqrt(a), 0.0, 1e-9, &result, &error, &evaluations);
    return mine_hubble(&c, a) * result;
}

/* ---- the mass function ----------------------------------------------------------------------- */

/* Computes all redshifts of one mass; threshold[iz] = delta_c / D(z[iz]). */
static void mine_mass(const mine_state *s, const double *threshold, size_t nz, double mass,
                      double *dn_dlnm, size_t stride) {
    const hmf_cosmology *c = &s->cosmology;
    const double density = 3.0 * c->omega_m * c->h0 * c->h0 / (8.0 * pi * gravity);
    const double log_x = log(mine_radius(c, mass) / s->length);
    const double sigma = sqrt(s->normalisation * exp(mine_log_variance(s, log_x)));
    /* ln sigma is half of ln S, ln R a third of ln M */
    const double dln_sigma_dln_mass =
        (mine_log_variance(s, log_x + log(1.5)) - mine_log_variance(s, log_x + log(0.5))) / 6.0;
    for (size_t iz = 0; iz < nz; iz++) {
        const double nu = threshold[iz] / sigma;
        const double half =
            exp(-0.25 * nu * nu); /* squared below: exp(-nu^2/2) alone may underflow */
        dn_dlnm[iz * stride] =
            sqrt(2.0 / pi) * density / mass * -dln_sigma_dln_mass * nu * half * half;
    }
}

static hmf_status mine_create(const hmf_cosmology *cosmology, void **state) {
    gsl_set_error_handler_off(); /* GSL would end the process if an integral did not converge */
    mine_state *s = malloc(sizeof *s);
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(POINTS);
    if (!s || !table) {
        free(s);
        if (table) gsl_integration_glfixed_table_free(table);
        return HMF_NO_MEMORY;
    }
    const double inverse_h = 100.0 / cosmology->h0;
    s->cosmology = *cosmology;
    s->length = inverse_h * inverse_h / cosmology->omega_m;
    mine_fill_rule(s, table);
    gsl_integration_glfixed_table_free(table);
    s->normalisation =
        cosmology->sigma_8 * cosmology->sigma_8 / mine_variance(s, 8.0 * inverse_h / s->length);
    s->growth_today = mine_growth(cosmology, 1.0);
    mine_fill_table(s);
    *state = s;
    return HMF_OK;
}

/* Redshifts per pass: their thresholds are on the stack. */
enum { REDSHIFTS = 256 };

static void mine_rows(const mine_state *s, const double *z, size_t nz, const double *mass,
                      size_t nmass, double *dn_dlnm) {
    double threshold[REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c * s->growth_today /
                        mine_growth(&s->cosmology, 1.0 / (1.0 + z[iz]));
    for (size_t im = 0; im < nmass; im++)
        mine_mass(s, threshold, nz, mass[im], dn_dlnm + im, nmass);
}

static hmf_status mine_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                size_t nmass, double *dn_dlnm) {
    for (size_t iz = 0; iz < nz; iz += REDSHIFTS) {
        const size_t n = nz - iz < REDSHIFTS ? nz - iz : REDSHIFTS;
        mine_rows(state, z + iz, n, mass, nmass, dn_dlnm + iz * nmass);
    }
    return HMF_OK;
}

static void mine_destroy(void *state) {
    free(state);
}

const hmf_impl hmf_impl_mine = {
    .name = "mine",
    .summary = "sigma from a table per cosmology",
    .builds_on = NULL,
    .lesson = "set-up against use",
    .accuracy = 1e-6, /* |ln(got/truth)| / (1 + nu^2) */
    .flags = HMF_CONCURRENT,
    .create = mine_create,
    .evaluate = mine_evaluate,
    .destroy = mine_destroy,
};
