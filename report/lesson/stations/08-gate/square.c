/* Computes one redshift of the mass function: the growth factor by Simpson's rule, then one cell
 * per mass. */
#include "row.h"

#include <math.h>

enum { STEPS = 10 };

static const double omega_m = 0.3089, omega_lambda = 0.6911;

/* 1/(aH)^3, in units of the Hubble constant. */
static double growth_integrand(double a) {
    const double x = a / (omega_m + omega_lambda * a * a * a);
    return x * sqrt(x);
}

static double growth(double a) {
    double sum = growth_integrand(a);
    for (int i = 1; i < STEPS; i++) sum += (i % 2 ? 4.0 : 2.0) * growth_integrand(a * i / STEPS);
    return sqrt(omega_m / (a * a * a) + omega_lambda) * sum * a / (3.0 * STEPS);
}

void row(double z, const double *amplitude, const double *sigma, size_t count, double *dn_dlnm) {
    const double threshold = 1.69 * growth(1.0) / growth(1.0 / (1.0 + z));
    for (size_t i = 0; i < count; i++) {
        const double nu = threshold / sigma[i];
        dn_dlnm[i] = amplitude[i] * nu * exp(-0.5 * pow(nu, 2.0));
    }
}
