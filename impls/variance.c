/*
 * variance.c: fixed Gauss-Legendre nodes where the integrand is smooth, and an analytic
 * continuation where it oscillates.
 *
 * With q = k c, c the transfer length, and x = R/c, the variance is a constant times
 *
 *     S(x) = integral over q > 0 of q^(2+n) T(q)^2 W(qx)^2,
 *
 * and the normalisation takes the constant away (hmf_variance of variance.h is S). With y = qx the
 * square of the window is exactly
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
 */
#include "variance.h"

#include "gauss_legendre.h"
#include "physics.h"

#include <complex.h>
#include <math.h>
#include <stdbool.h>

static const double variance_split = 2.0 * M_PI; /* U */

/* The integrand of head and tail falls off at least as exp(-3.5 |ln q|) on both sides, for n_s from
 * 0.5 to 1.5; at this distance it is 1e-18 of its peak. */
static const double variance_reach = 12.0;

/* e^(-2s) has fallen to 1e-18 here. */
static const double variance_contour_end = 21.0;

typedef struct {
    double n_s, x;
} point;

/* q^(3+n) T(q)^2 at q = y/x: what all three integrands have in common. */
static double variance_power(const point *p, double y) {
    const double q = y / p->x;
    const double transfer = hmf_transfer_bbks(q);
    return pow(q, 3.0 + p->n_s) * transfer * transfer;
}

/* log(1 + a) for Re a >= 0, without losing the digits of a small a. */
static double complex variance_log1p(double complex a) {
    const double re = creal(a), im = cimag(a);
    return 0.5 * log1p(re * (2.0 + re) + im * im) + I * atan2(im, 1.0 + re);
}

/*
 * The same off the real axis, for Re q > 0. The quartic is the product of two quadratics, each with
 * a pair of conjugate roots at Re q < 0: the argument of each stays within (-pi, pi), and the
 * product of their principal square roots continues the root from the real axis. (The principal
 * root of the quartic itself jumps.) The coefficients are the quartic's, factored to 40 digits.
 */
static double complex variance_power_complex(const point *p, double complex y) {
    const double complex q = y / p->x;
    const double complex a = 2.34 * q;
    const double complex log_term = variance_log1p(a) / a;
    const double complex near = 1.0 + (3.346154054905026 + 249.25737062761954 * q) * q;
    const double complex far = 1.0 + (0.5438459450939745 + 8.13283705796010 * q) * q;
    return cpow(q, 3.0 + p->n_s) * log_term * log_term / (csqrt(near) * csqrt(far));
}

static double variance_head(double y, const point *p) {
    const double window = hmf_window_top_hat(y);
    return variance_power(p, y) * window * window;
}

static double variance_tail(double y, const point *p) {
    const double y2 = y * y;
    return variance_power(p, y) * 4.5 * (1.0 + y2) / (y2 * y2 * y2);
}

/* Per ds, at y = U + is; dy/y = i ds/y. */
static double variance_wave(double s, const point *p) {
    const double complex y = variance_split + I * s;
    const double complex amplitude = (y + I) * (y + I) / cpow(y, 7.0);
    return 4.5 * exp(-2.0 * s) * creal(I * variance_power_complex(p, y) * amplitude);
}

typedef double variance_integrand(double argument, const point *p);

/* The integral of f from a to b in panels no longer than `length`; with `logarithmic` the variable
 * of integration is ln y and f is called with y. */
static double variance_panels(variance_integrand *f, const point *p, double a, double b,
                              double length, bool logarithmic) {
    const int panels = (int)ceil((b - a) / length);
    const double half = 0.5 * (b - a) / panels;
    double sum = 0.0;
    for (int i = 0; i < panels; i++) {
        const double centre = a + (2 * i + 1) * half;
        double part = 0.0;
        for (int j = 0; j < 2 * GAUSS_LEGENDRE_PAIRS; j++) {
            const double node = gauss_legendre[j / 2].node * (j % 2 ? half : -half);
            const double u = centre + node;
            part += gauss_legendre[j / 2].weight * f(logarithmic ? exp(u) : u, p);
        }
        sum += half * part;
    }
    return sum;
}

double hmf_variance(double n_s, double x) {
    const point p = {n_s, x};
    const double split = log(variance_split), knee = log(0.1 * x); /* T turns down at q = 0.1 */
    const double start = fmin(knee, 0.0) - variance_reach;
    const double end = fmax(knee, split) + variance_reach;
    return variance_panels(variance_head, &p, start, 0.0, 2.0, true) +
           variance_panels(variance_head, &p, 0.0, split, 1.0, true) +
           variance_panels(variance_tail, &p, split, end, 2.0, true) +
           variance_panels(variance_wave, &p, 0.0, variance_contour_end, 4.2, false);
}
