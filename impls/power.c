/* power.c: the BBKS power spectrum of cold dark matter. */
#include "physics.h"

#include <math.h>

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
