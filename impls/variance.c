/* SPDX-License-Identifier: MIT */
/*
 * variance.c: fixed Gauss-Legendre nodes where the integrand is smooth, and an analytic
 * continuation where it oscillates.
 *
 * With q = k c, c the transfer length, and x = R/c, the variance is a constant times
 *
 *     S(x) = integral over q > 0 of q^(2+n) T(q)^2 W(qx)^2,
 *
 * and the normalisation removes the constant (hmf_variance returns S). With y = qx the
 * square of the window is exactly
 *
 *     W(y)^2 = (9/2) [(1 + y^2) + Re((y+i)^2 e^(2iy))] / y^6,
 *
 * so that S splits at y = U into three smooth integrals:
 *
 *   head   y < U, in ln y, with W^2 itself (the two terms would cancel);
 *   tail   y > U, in ln y, with the first term of W^2, which does not oscillate;
 *   wave   y > U with the second term, on the contour y = U + is, where e^(2iy) decays as e^(-2s).
 *          T is analytic there: its singularities are at Re q < 0.
 *
 * U = 2 pi makes the phase e^(2iU) equal to 1. The error of 16 nodes on a panel is of the order of
 * rho^-32 times the size of the integrand on the Bernstein ellipse rho around it. In ln y T's
 * singularities (arg q = 1.67, the roots of the quartic) and those of the tail (y = +-i) are at
 * least 1.57 off the real axis: on panels of length 2, rho = 3.4 and rho^-32 = 1e-17. Between y = 1
 * and U the window grows off the axis as e^(2 Im y), which requires panels of length 1. On the
 * contour the nearest singularity is at the distance U.
 */
#include "physics.h"

#include <complex.h>
#include <math.h>
#include <stdbool.h>

/* The Gauss-Legendre rule with 16 nodes on [-1, 1], exact for polynomials of degree 31. Positive
 * nodes and their weights, rounded from 40 digits: the roots of the Legendre polynomial P_16 and 2
 * / ((1 - x^2) P_16'(x)^2) (Abramowitz & Stegun 25.4.29). */
enum { GAUSS_LEGENDRE_PAIRS = 8 };

static const struct {
    double node, weight;
} gauss_legendre[GAUSS_LEGENDRE_PAIRS] = {
    {0.095012509837637440185, 0.18945061045506849629},
    {0.28160355077925891323, 0.18260341504492358887},
    {0.45801677765722738634, 0.16915651939500253819},
    {0.61787624440264374845, 0.14959598881657673208},
    {0.7554044083550030339, 0.12462897125553387205},
    {0.86563120238783174388, 0.09515851168249278481},
    {0.94457502307323257608, 0.062253523938647892863},
    {0.9894009349916499326, 0.027152459411754094852},
};

static const double split = 2.0 * M_PI; /* U */

/* The integrand of head and tail falls off at least as exp(-3.5 |ln q|) on both sides, for n_s from
 * 0.5 to 1.5. At this distance it is 1e-18 of its peak. */
static const double reach = 12.0;

/* e^(-2s) has fallen to 1e-18 here. */
static const double contour_end = 21.0;

typedef struct {
    double n_s, x;
} point;

/* Returns q^(3+n) T(q)^2 at q = y/x, the common factor of the three integrands. */
static double power(const point *p, double y) {
    const double q = y / p->x;
    const double transfer = hmf_transfer_bbks(q);
    return pow(q, 3.0 + p->n_s) * transfer * transfer;
}

/* Returns log(1 + a) for Re a >= 0, to full precision for small a. */
static double complex complex_log1p(double complex a) {
    const double re = creal(a), im = cimag(a);
    return 0.5 * log1p(re * (2.0 + re) + im * im) + I * atan2(im, 1.0 + re);
}

/*
 * power() off the real axis, for Re q > 0. The quartic is the product of two quadratics, each with
 * a pair of conjugate roots at Re q < 0. The argument of each stays within (-pi, pi), and the
 * product of their principal square roots continues the root from the real axis; the principal root
 * of the quartic itself jumps. The coefficients are the quartic's, factored to 40 digits.
 */
static double complex power_complex(const point *p, double complex y) {
    const double complex q = y / p->x;
    const double complex a = 2.34 * q;
    const double complex log_term = complex_log1p(a) / a;
    const double complex near = 1.0 + (3.346154054905026 + 249.25737062761954 * q) * q;
    const double complex far = 1.0 + (0.5438459450939745 + 8.13283705796010 * q) * q;
    return cpow(q, 3.0 + p->n_s) * log_term * log_term / (csqrt(near) * csqrt(far));
}

static double head(double y, const point *p) {
    const double window = hmf_window_top_hat(y);
    return power(p, y) * window * window;
}

static double tail(double y, const point *p) {
    const double y2 = y * y;
    return power(p, y) * 4.5 * (1.0 + y2) / (y2 * y2 * y2);
}

/* Returns the integrand per ds at y = U + is; dy/y = i ds/y. */
static double wave(double s, const point *p) {
    const double complex y = split + I * s;
    const double complex amplitude = (y + I) * (y + I) / cpow(y, 7.0);
    return 4.5 * exp(-2.0 * s) * creal(I * power_complex(p, y) * amplitude);
}

typedef double integrand(double argument, const point *p);

/* Integrates f from a to b in panels no longer than `length`. With `logarithmic` the variable of
 * integration is ln y, and f is called with y. */
static double sum_panels(integrand *f, const point *p, double a, double b, double length,
                         bool logarithmic) {
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
    const double ln_split = log(split), knee = log(0.1 * x); /* T turns down at q = 0.1 */
    const double start = fmin(knee, 0.0) - reach;
    const double end = fmax(knee, ln_split) + reach;
    return sum_panels(head, &p, start, 0.0, 2.0, true) +
           sum_panels(head, &p, 0.0, ln_split, 1.0, true) +
           sum_panels(tail, &p, ln_split, end, 2.0, true) +
           sum_panels(wave, &p, 0.0, contour_end, 4.2, false);
}
