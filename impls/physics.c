/* SPDX-License-Identifier: MIT */
/* physics.c: the functions that implementations share: radii and the formula itself, the power
 * spectrum, the window, and the growth factor. */
#include "physics.h"

#include <float.h>
#include <math.h>

/* ---- radii and the formula --------------------------------------------------------------------
 */

double hmf_radius(const hmf_cosmology *c, double mass) {
    return cbrt(2.0 * mass * HMF_GRAVITY / (c->h0 * c->h0 * c->omega_m));
}

double hmf_radius_8(const hmf_cosmology *c) {
    return 8.0 * (100.0 / c->h0);
}

double hmf_mean_density(const hmf_cosmology *c) {
    return 3.0 * c->omega_m * c->h0 * c->h0 / (8.0 * M_PI * HMF_GRAVITY);
}

double hmf_press_schechter(const hmf_cosmology *c, double mass, double dln_sigma_dln_mass,
                           double nu) {
    const double sqrt_two_over_pi = M_2_SQRTPI * M_SQRT1_2;
    /* Squared last: e^(-nu^2/2) alone may be subnormal where the other factors are large. */
    const double half = exp(-0.25 * nu * nu);
    return sqrt_two_over_pi * hmf_mean_density(c) / mass * -dln_sigma_dln_mass * nu * half * half;
}

/* ---- BBKS power spectrum ----------------------------------------------------------------------
 */

double hmf_transfer_length(const hmf_cosmology *c) {
    const double inverse_h = 100.0 / c->h0;
    return inverse_h * inverse_h / c->omega_m;
}

double hmf_transfer_bbks(double q) {
    const double a = 2.34 * q, b = 16.1 * q, c = 5.46 * q, d = 6.71 * q;
    const double quartic = 1.0 + 3.89 * q + b * b + c * c * c + d * d * d * d;
    return log1p(a) / a / sqrt(sqrt(quartic));
}

double hmf_power_spectrum(const hmf_cosmology *c, double k) {
    const double transfer = hmf_transfer_bbks(k * hmf_transfer_length(c));
    return pow(k, c->n_s) * transfer * transfer;
}

/* ---- top-hat window ---------------------------------------------------------------------------
 */

/*
 * The closed form loses digits to cancellation, about 3/y^2 units for small y. The series
 * 3 sum_j (-1)^j (2j+2) y^(2j) / (2j+3)! takes over below y = 1.5, where its first neglected term,
 * j = 11, is 3 * 24 * 1.5^22 / 25! = 4e-20.
 */
static double window_series(double y) {
    const double t = y * y;
    double sum = 0.0;
    double term = 1.0 / 3.0; /* (2j+2) / (2j+3)! without sign, at j = 0 */
    for (int j = 0; j <= 10; j++) {
        sum += term;
        term *= -t / ((2 * j + 2) * (2 * j + 5));
    }
    return 3.0 * sum;
}

double hmf_window_top_hat(double y) {
    if (y < 1.5) return window_series(y);
    return 3.0 * (sin(y) - y * cos(y)) / (y * y * y);
}

/* ---- growth factor in closed form -------------------------------------------------------------
 */

/*
 * With x = OL a^3 / Om, the integral of da/(aH)^3 from 0 to a is
 *
 *     (2/5) a^(5/2) H0^-3 Om^(-3/2) F(x),    F(x) = 2F1(3/2, 5/6; 11/6; -x),
 *
 * and D, which is H(a) times it, is a h(x) up to a constant, h(x) = sqrt(1+x) F(x). A Pfaff
 * transformation (Abramowitz & Stegun 15.3.4) maps the argument -x to x/(1+x). Above x = 1 that
 * approaches 1, and the connection formula 15.3.7 leads to -1/x first, which the transformation
 * maps to 1/(1+x). In both cases the argument of the series is at most 1/2.
 */

/* Returns 2F1(3/2, 1; c; t) for 0 <= t <= 1/2 and c > 1. All terms are positive. */
static double hypergeometric(double c, double t) {
    double sum = 1.0, term = 1.0;
    for (int n = 0; term > 0.25 * DBL_EPSILON * sum; n++) {
        term *= (1.5 + n) / (c + n) * t;
        sum += term;
    }
    return sum;
}

/* Returns h(x), x >= 0. */
static double growth_shape(double x) {
    if (x <= 1.0) return hypergeometric(11.0 / 6.0, x / (1.0 + x)) / (1.0 + x);
    const double connection = 1.4372830884609947; /* Gamma(11/6) Gamma(2/3) / Gamma(3/2) */
    const double tail = 1.25 * hypergeometric(5.0 / 3.0, 1.0 / (1.0 + x)) / (1.0 + x);
    return connection * sqrt(1.0 + x) * pow(x, -5.0 / 6.0) - tail;
}

double hmf_growth_factor(const hmf_cosmology *c, double z) {
    const double a = 1.0 / (1.0 + z);
    const double x_today = c->omega_lambda / c->omega_m;
    return a * growth_shape(x_today * a * a * a) / growth_shape(x_today);
}
