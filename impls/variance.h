/*
 * variance.h: the variance of the density field in spheres, for implementations that integrate it.
 */
#ifndef HMF_VARIANCE_H
#define HMF_VARIANCE_H

/*
 * S(x) = integral over q > 0 of q^(2+n_s) T(q)^2 W(qx)^2, T the BBKS transfer function and W the
 * top hat. sigma(R)^2 is a constant times S(R/c), c the transfer length (physics.h), for every
 * cosmology with this n_s. x > 0, n_s from 0.5 to 1.5; some 500 evaluations of the integrand;
 * relative errors of a few 1e-15. No state, no allocation, safe from any thread.
 */
double hmf_variance(double n_s, double x);

#endif
