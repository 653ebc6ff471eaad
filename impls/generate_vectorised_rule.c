/* SPDX-License-Identifier: MIT */
/*
 * generate_vectorised_rule.c: prints vectorised_rule.h, the nodes and weights of impl_vectorised.c.
 *
 * The integrals of impl_vectorised.c are over ln t = u(s), of a known kernel K times a function
 * G = t^n log(1 + 2.34 t/x)^2 / sqrt Q(t/x), which is evaluated at the nodes s_j = jh only:
 *
 *     integral of K(s) G(u(s)) ds = sum of w_j G(u(s_j)),  K = t u'(s) W(lambda t)^2.
 *
 * G is analytic for |Im u| < 1.66, so that its spectrum falls off as exp(-1.66 |frequency|), but
 * W^2 oscillates faster with larger t. Frequencies of K above pi/h do not contribute, because G has
 * none, and without them the sum of h K G over the nodes is exact. So the weights are
 *
 *     w_j = integral of K(s) phi(s - s_j) ds,  phi(s) = sin(pi s/h)/(pi s/h) exp(-(edge s)^2 / 4),
 *
 * where phi is a low-pass filter at pi/h with a transition of about the width `edge`. Long double
 * and 16 points per step make the error far smaller than that of a double.
 *
 * For t well below and well above 1, where W^2 is smooth, half the nodes suffice:
 *
 *     t = e^(2s) (1 + e^s/b) / (e^s + a)
 *
 * is proportional to e^s between a and b, and to e^(2s) elsewhere.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const long double pi = 3.14159265358979323846264338327950288L;

/* Found by trial: errors of the variances in the promised domain are at most 2e-15, and 3e-15 with
 * h = 0.16. */
static const long double step = 0.15L, edge = 1.5L;                  /* h, and phi's */
static const long double coarse_below = 0.5L, coarse_above = 200.0L; /* a, b */

/* The nodes: ln t from -32, where the integrand has fallen to 1e-16 for the smallest accepted mass
 * and index, to 17.7, for the largest ones. */
enum { FIRST = -109, LAST = 78 };

enum { FINE = 16 };  /* points to a step */
enum { TAPS = 960 }; /* points on either side of phi's middle: exp(-(1.5 * 9)^2 / 4) = 2e-20 */

static long double rule_t(long double s) {
    const long double e = expl(s);
    return e * e * (1.0L + e / coarse_above) / (e + coarse_below);
}

/* d ln t / ds */
static long double rule_rate(long double s) {
    const long double e = expl(s);
    return 2.0L + e / (e + coarse_above) - e / (e + coarse_below);
}

/* Returns W(y) by its series; see physics.c. */
static long double window_series(long double y) {
    long double sum = 0.0L, term = 1.0L;
    for (int j = 0; j <= 16; j++) {
        sum += term;
        term *= -y * y / (long double)((2 * j + 2) * (2 * j + 5));
    }
    return sum;
}

/* Returns W(y)^2 with its oscillation faded out near y = 50, where its frequency of 100 is far
 * above phi's cut-off. */
static long double window_squared(long double y) {
    if (y < 2.0L) return window_series(y) * window_series(y);
    const long double y2 = y * y, even = 1.0L + y2;
    const long double wave = (y2 - 1.0L) * cosl(2.0L * y) - 2.0L * y * sinl(2.0L * y);
    const long double end = 0.5L * erfcl((logl(y) - 3.9L) / 0.22L);
    return 4.5L * (even + wave * end) / (y2 * y2 * y2);
}

enum { NODES = LAST - FIRST + 1, POINTS = (NODES - 1) * FINE + 2 * TAPS + 1 };

/* Samples phi, times the length of a sample. */
static void fill_phi(long double phi[2 * TAPS + 1]) {
    for (int i = -TAPS; i <= TAPS; i++) {
        const long double s = (long double)i * step / FINE, phase = pi * s / step;
        phi[TAPS + i] = (i == 0 ? 1.0L : sinl(phase) / phase) * expl(-0.25L * edge * s * edge * s) *
                        step / FINE;
    }
}

/* Computes the weights for one lambda. */
static void weigh(long double lambda, const long double phi[2 * TAPS + 1],
                  long double weight[NODES]) {
    static long double kernel[POINTS];
    for (int i = 0; i < POINTS; i++) {
        const long double s = (FIRST * FINE - TAPS + i) * step / FINE, t = rule_t(s);
        kernel[i] = t * rule_rate(s) * window_squared(lambda * t);
    }
    for (int j = 0; j < NODES; j++) {
        weight[j] = 0.0L;
        for (int i = 0; i <= 2 * TAPS; i++) weight[j] += kernel[j * FINE + i] * phi[i];
    }
}

int main(void) {
    static long double phi[2 * TAPS + 1], middle[NODES], below[NODES], above[NODES];
    fill_phi(phi);
    weigh(1.0L, phi, middle);
    weigh(0.5L, phi, below);
    weigh(1.5L, phi, above);
    printf("/* Made by generate_vectorised_rule.c. */\n"
           "enum { RULE_NODES = %d, RULE_FIRST = %d };\n"
           "static const double rule_step = %.17Lg, rule_below = %.17Lg, rule_above = %.17Lg;\n"
           "static const struct {\n    double t, middle, below, difference;\n"
           "} rule[RULE_NODES] = {\n",
           NODES, FIRST, step, coarse_below, coarse_above);
    for (int j = 0; j < NODES; j++)
        printf("    {%.17Lg, %.17Lg, %.17Lg, %.17Lg},\n", rule_t((FIRST + j) * step), middle[j],
               below[j], above[j] - below[j]);
    printf("};\n");
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
