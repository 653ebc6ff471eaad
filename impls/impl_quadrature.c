/*
 * impl_quadrature.c: fixed Gauss-Legendre nodes where the integrand is smooth, and an analytic
 * continuation where it oscillates.
 *
 * With q = k c, c the transfer length, and x = R/c, the variance is a constant times
 *
 *     S(x) = integral over q > 0 of q^(2+n) T(q)^2 W(qx)^2,
 *
 * and the normalisation takes the constant away. With y = qx the square of the window is exactly
 *
 *     W(y)^2 = (9/2) [(1 + y^2) + Re((y+i)^2 e^(2iy))] / y^6,
 *
 * so that S splits at y = U into three smooth integrals:
 *
 *   head   y < U, in ln y, with W^2 itself (the two terms would cancel);
 *   tail   y > U, in ln y, with the first term of W^2, which does not oscillate;
 *   wave   y > U with the second term, on the contour y = U + is, where e^(2iy) decays as e^(-2s).
 *          T is analytic there: its singularities lie at Re q < 0.
 *
 * U = 2 pi makes the phase e^(2iU) equal to 1. The error of 16 nodes on a panel is of the order of
 * rho^-32 times the size of the integrand on the Bernstein ellipse rho around it. In ln y T's
 * singularities (arg q = 1.67, the roots of the quartic) and those of the tail (y = +-i) are at
 * least 1.57 off the real axis: on panels of length 2, rho = 3.4 and rho^-32 = 1e-17. Between y = 1
 * and U the window's growth off the axis, e^(2 Im y), calls for panels of length 1. On the contour
 * nothing is nearer than U.
 *
 * The conditioned error measured is 2.1e-15 over tests/truth.csv, the worst at z = 100, M = 1 and
 * the corner Om = 0.5, OL = 0, n_s = 1.1 (./hmf test --filter truth.quadrature). Beyond the
 * promised domain it grows to some 1e-13, where sigma hardly depends on the mass and its difference
 * cancels.
 */
#include "physics.h"

#include <complex.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { QUADRATURE_NODES = 16 };

static const double quadrature_split = 2.0 * M_PI; /* U */

/* The integrand of head and tail falls off at least as exp(-3.5 |ln q|) on both sides, for n_s from
 * 0.5 to 1.5; at this distance it is 1e-18 of its peak. */
static const double quadrature_reach = 12.0;

/* e^(-2s) has fallen to 1e-18 here. */
static const double quadrature_contour_end = 21.0;

typedef struct {
    hmf_cosmology cosmology;
    gsl_integration_glfixed_table *nodes;
    double normalisation; /* sigma_8^2 / S(x_8) */
} quadrature_state;

typedef struct {
    double n_s, x;
} quadrature_point;

/* q^(3+n) T(q)^2 at q = y/x: what all three integrands have in common. */
static double quadrature_power(const quadrature_point *p, double y) {
    const double q = y / p->x;
    const double transfer = hmf_transfer_bbks(q);
    return pow(q, 3.0 + p->n_s) * transfer * transfer;
}

/* log(1 + a) for Re a >= 0, without losing the digits of a small a. */
static double complex quadrature_log1p(double complex a) {
    const double re = creal(a), im = cimag(a);
    return 0.5 * log1p(re * (2.0 + re) + im * im) + I * atan2(im, 1.0 + re);
}

/*
 * The same off the real axis, for Re q > 0. The quartic is the product of two quadratics, each with
 * a pair of conjugate roots at Re q < 0: the argument of each stays within (-pi, pi), and the
 * product of their principal square roots continues the root from the real axis. (The principal
 * root of the quartic itself jumps.) The coefficients are the quartic's, factored to 40 digits.
 */
static double complex quadrature_power_complex(const quadrature_point *p, double complex y) {
    const double complex q = y / p->x;
    const double complex a = 2.34 * q;
    const double complex log_term = quadrature_log1p(a) / a;
    const double complex near = 1.0 + (3.346154054905026 + 249.25737062761954 * q) * q;
    const double complex far = 1.0 + (0.5438459450939745 + 8.13283705796010 * q) * q;
    return cpow(q, 3.0 + p->n_s) * log_term * log_term / (csqrt(near) * csqrt(far));
}

static double quadrature_head(double y, const quadrature_point *p) {
    const double window = hmf_window_top_hat(y);
    return quadrature_power(p, y) * window * window;
}

static double quadrature_tail(double y, const quadrature_point *p) {
    const double y2 = y * y;
    return quadrature_power(p, y) * 4.5 * (1.0 + y2) / (y2 * y2 * y2);
}

/* Per ds, at y = U + is; dy/y = i ds/y. */
static double quadrature_wave(double s, const quadrature_point *p) {
    const double complex y = quadrature_split + I * s;
    const double complex amplitude = (y + I) * (y + I) / cpow(y, 7.0);
    return 4.5 * exp(-2.0 * s) * creal(I * quadrature_power_complex(p, y) * amplitude);
}

typedef double quadrature_function(double argument, const quadrature_point *p);

/* The integral of f from a to b in panels no longer than `length`; with `logarithmic` the variable
 * of integration is ln y and f is called with y. */
static double quadrature_panels(const gsl_integration_glfixed_table *nodes, quadrature_function *f,
                                const quadrature_point *p, double a, double b, double length,
                                bool logarithmic) {
    const int panels = (int)ceil((b - a) / length);
    const double step = (b - a) / panels;
    double sum = 0.0;
    for (int i = 0; i < panels; i++) {
        double part = 0.0;
        for (size_t j = 0; j < QUADRATURE_NODES; j++) {
            double u, weight;
            gsl_integration_glfixed_point(a + i * step, a + (i + 1) * step, j, &u, &weight, nodes);
            part += weight * f(logarithmic ? exp(u) : u, p);
        }
        sum += part;
    }
    return sum;
}

/* S(x). */
static double quadrature_variance(const quadrature_state *s, double radius) {
    const double x = radius / hmf_transfer_length(&s->cosmology);
    const quadrature_point p = {s->cosmology.n_s, x};
    const double split = log(quadrature_split), knee = log(0.1 * x); /* T turns down at q = 0.1 */
    const double start = fmin(knee, 0.0) - quadrature_reach;
    const double end = fmax(knee, split) + quadrature_reach;
    return quadrature_panels(s->nodes, quadrature_head, &p, start, 0.0, 2.0, true) +
           quadrature_panels(s->nodes, quadrature_head, &p, 0.0, split, 1.0, true) +
           quadrature_panels(s->nodes, quadrature_tail, &p, split, end, 2.0, true) +
           quadrature_panels(s->nodes, quadrature_wave, &p, 0.0, quadrature_contour_end, 4.2,
                             false);
}

static hmf_status quadrature_create(const hmf_cosmology *cosmology, void **state) {
    quadrature_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    gsl_set_error_handler_off(); /* it would abort where memory is short */
    s->cosmology = *cosmology;
    s->nodes = gsl_integration_glfixed_table_alloc(QUADRATURE_NODES);
    if (!s->nodes) {
        free(s);
        return HMF_NO_MEMORY;
    }
    s->normalisation =
        cosmology->sigma_8 * cosmology->sigma_8 / quadrature_variance(s, hmf_radius_8(cosmology));
    *state = s;
    return HMF_OK;
}

/* The row of one mass, one cell for every redshift; threshold[iz] = delta_c / D(z[iz]). */
static void quadrature_mass(const quadrature_state *s, const double *threshold, size_t nz,
                            double mass, double *dn_dlnm, size_t stride) {
    const double radius = hmf_radius(&s->cosmology, mass);
    const double sigma = sqrt(s->normalisation * quadrature_variance(s, radius));
    const double above = quadrature_variance(s, 1.5 * radius);
    const double below = quadrature_variance(s, 0.5 * radius);
    const double dln_sigma_dln_mass =
        log(above / below) / 6.0; /* ln sigma is half of it, ln R a third */
    for (size_t iz = 0; iz < nz; iz++)
        dn_dlnm[iz * stride] =
            hmf_press_schechter(&s->cosmology, mass, dln_sigma_dln_mass, threshold[iz] / sigma);
}

static hmf_status quadrature_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                      size_t nmass, double *dn_dlnm) {
    const quadrature_state *s = state;
    double *threshold = malloc(nz * sizeof *threshold);
    if (!threshold) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
    for (size_t im = 0; im < nmass; im++)
        quadrature_mass(s, threshold, nz, mass[im], dn_dlnm + im, nmass);
    free(threshold);
    return HMF_OK;
}

static void quadrature_destroy(void *state) {
    quadrature_state *s = state;
    gsl_integration_glfixed_table_free(s->nodes);
    free(s);
}

const hmf_impl hmf_impl_quadrature = {
    .name = "quadrature",
    .summary = "fixed nodes in ln k and an analytically continued tail, for any spectral index",
    .builds_on = "naive",
    .lesson = "an algorithm chosen for the problem is faster and far more accurate",
    .accuracy = 2e-14,
    .flags = HMF_CONCURRENT,
    .create = quadrature_create,
    .evaluate = quadrature_evaluate,
    .destroy = quadrature_destroy,
};
