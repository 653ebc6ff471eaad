/* press_schechter.c: what is left of the mass function once sigma is known. */
#include "physics.h"

#include <math.h>

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
    /* By halves: e^(-nu^2/2) alone may be subnormal where the rest is large. */
    const double half = exp(-0.25 * nu * nu);
    return sqrt_two_over_pi * hmf_mean_density(c) / mass * -dln_sigma_dln_mass * nu * half * half;
}
