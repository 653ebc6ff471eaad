/* SPDX-License-Identifier: MIT */
/*
 * physics.h: the parts of the mass function that implementations share (formulas in hmf.h). All
 * functions are pure, thread-safe, and accurate to a few units in the last place over
 * hmf_domain_accepted. They do not check arguments; the wrappers have.
 */
#ifndef HMF_PHYSICS_H
#define HMF_PHYSICS_H

#include "hmf.h"

/* The gravitational constant, Mpc (km/s)^2 / solar mass, with the digits of the model. */
#define HMF_GRAVITY 4.302e-9

/* Returns the radius in Mpc of the sphere that contains mass (solar masses) at the mean matter
 * density. */
double hmf_radius(const hmf_cosmology *cosmology, double mass);

/* Returns 8 h^-1 Mpc in Mpc, the radius at which sigma is sigma_8. */
double hmf_radius_8(const hmf_cosmology *cosmology);

/* Returns the mean matter density today, solar masses / Mpc^3. */
double hmf_mean_density(const hmf_cosmology *cosmology);

/* Returns the only length in the power spectrum, (100/H0)^2 / Om, in Mpc: q = k *
 * hmf_transfer_length. */
double hmf_transfer_length(const hmf_cosmology *cosmology);

/* Returns the BBKS transfer function of q > 0, which is 1 as q goes to 0 (Bardeen et al. 1986, ApJ
 * 304, 15, eq. G3). */
double hmf_transfer_bbks(double q);

/* Returns k^n_s T(k)^2, not normalised; k in 1/Mpc. */
double hmf_power_spectrum(const hmf_cosmology *cosmology, double k);

/* Returns the Fourier transform of the spherical top hat, 3 (sin y - y cos y) / y^3, y = kR >= 0.
 */
double hmf_window_top_hat(double y);

/* Returns the linear growth factor D(z), D(0) = 1, of H(a) = H0 sqrt(Om/a^3 + OL) (Heath 1977,
 * MNRAS 179, 351), without the curvature term (1 - Om - OL)/a^2. */
double hmf_growth_factor(const hmf_cosmology *cosmology, double z);

/* Returns dn/dlnM in Mpc^-3 from dln sigma/dlnM (negative) at mass (solar masses) and nu. */
double hmf_press_schechter(const hmf_cosmology *cosmology, double mass, double dln_sigma_dln_mass,
                           double nu);

/*
 * Returns S(x) = integral over q > 0 of q^(2+n_s) T(q)^2 W(qx)^2, T the BBKS transfer function and
 * W the top hat. sigma(R)^2 is a constant times S(R/c), c the transfer length, for every cosmology
 * with this n_s. Domain: x > 0, n_s from 0.5 to 1.5. Accuracy: relative errors of a few 1e-15.
 * Cost: about 500 evaluations of the integrand. Allocates nothing. Defined in variance.c.
 */
double hmf_variance(double n_s, double x);

#endif
