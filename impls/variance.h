/* SPDX-License-Identifier: MIT */
/* variance.h: the variance of the density field in spheres. */
#ifndef HMF_VARIANCE_H
#define HMF_VARIANCE_H

/*
 * Returns S(x) = integral over q > 0 of q^(2+n_s) T(q)^2 W(qx)^2, T the BBKS transfer function and
 * W the top hat. sigma(R)^2 is a constant times S(R/c), c the transfer length (physics.h), for
 * every cosmology with this n_s. Domain: x > 0, n_s from 0.5 to 1.5. Accuracy: relative errors of a
 * few 1e-15. Cost: about 500 evaluations of the integrand. Thread-safe; allocates nothing.
 */
double hmf_variance(double n_s, double x);

#endif
