/* growth.c: the linear growth factor in closed form. */
#include "physics.h"

#include <float.h>
#include <math.h>

/*
 * With x = OL a^3 / Om, the integral of da/(aH)^3 from 0 to a is
 *
 *     (2/5) a^(5/2) H0^-3 Om^(-3/2) F(x),    F(x) = 2F1(3/2, 5/6; 11/6; -x),
 *
 * and D, which is H(a) times it, becomes a h(x) up to a constant, h(x) = sqrt(1+x) F(x). A Pfaff
 * transformation (Abramowitz & Stegun 15.3.4) brings the argument -x to x/(1+x); beyond x = 1,
 * where that comes near 1, the connection formula 15.3.7 goes through -1/x first, and the
 * transformation then leads to 1/(1+x). Either way the series runs at an argument of at most 1/2.
 */

/* 2F1(3/2, 1; c; t) for 0 <= t <= 1/2 and c > 1: all terms are positive. */
static double growth_series(double c, double t) {
    double sum = 1.0, term = 1.0;
    for (int n = 0; term > 0.25 * DBL_EPSILON * sum; n++) {
        term *= (1.5 + n) / (c + n) * t;
        sum += term;
    }
    return sum;
}

/* h(x), x >= 0. */
static double growth_shape(double x) {
    if (x <= 1.0) return growth_series(11.0 / 6.0, x / (1.0 + x)) / (1.0 + x);
    const double connection = 1.4372830884609947; /* Gamma(11/6) Gamma(2/3) / Gamma(3/2) */
    const double tail = 1.25 * growth_series(5.0 / 3.0, 1.0 / (1.0 + x)) / (1.0 + x);
    return connection * sqrt(1.0 + x) * pow(x, -5.0 / 6.0) - tail;
}

double hmf_growth_factor(const hmf_cosmology *c, double z) {
    const double a = 1.0 / (1.0 + z);
    const double x_today = c->omega_lambda / c->omega_m;
    return a * growth_shape(x_today * a * a * a) / growth_shape(x_today);
}
