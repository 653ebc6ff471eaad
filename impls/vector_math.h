/* SPDX-License-Identifier: MIT */
/*
 * vector_math.h: logarithms, exponentials and powers of vectors.
 *
 * The functions have no branches and do not check their arguments; each comment states the domain.
 * They need no FMA, but use it where the compiler contracts. Polynomials are evaluated in pairs
 * (Estrin), because the latency of an iteration limits the loops that call them, not the number of
 * instructions.
 *
 * Errors are in units of the last place of the exact result: the worst of 3e7 arguments, with and
 * without FMA. tests/impls/test_vector_math.c tests 5e5 arguments in every clone. vector_math.md
 * compares these functions with libmvec and SLEEF.
 *
 * Coefficients are from mpmath (chebyfit, 40 digits); the call beside each set reproduces it.
 */
#ifndef HMF_VECTOR_MATH_H
#define HMF_VECTOR_MATH_H

#include "vector.h"

/* ln 2 in two parts. The first has 32 bits, so that its product with an exponent is exact (as in
 * fdlibm). */
#define VEC_LN2_HIGH 0x1.62e42feep-1
#define VEC_LN2_LOW  0x1.a39ef35793c76p-33

/* 1.5 * 2^52. A number added to it is rounded to an integer in the lowest bits of the sum. */
#define VEC_ROUND 0x1.8p52

/* ---- logarithms ------------------------------------------------------------------------------ */

/* A positive number as 2^exponent (1 + fraction), sqrt(1/2) <= 1 + fraction < sqrt(2). */
typedef struct {
    vec exponent, fraction;
} vec_parts;

/* Returns the exponent of a positive number and stores 2^-exponent. */
VEC_INLINE vec vec_exponent(vec x, vec *reciprocal) {
    const ivec one = ivec_all(0x3ff0000000000000), sqrt_half = ivec_all(0x3fe6a09e667f3bcd);
    const ivec as_integer = ivec_all(0x4330000000000000); /* 2^52 */
    const ivec biased = (ivec)((uvec)(vec_bits(x) + (one - sqrt_half)) >> 52);
    *reciprocal = vec_from_bits((2046 - biased) << 52);
    return vec_from_bits(biased | as_integer) - (0x1p52 + 1023.0);
}

/* Returns the exact parts of x. */
VEC_INLINE vec_parts vec_split(vec x) {
    vec scale;
    const vec exponent = vec_exponent(x, &scale);
    return (vec_parts){exponent, x * scale - 1.0};
}

/* Returns the parts of 1 + a. The fraction is computed from a: it is exact for small a and rounded
 * once for large a. */
VEC_INLINE vec_parts vec_split_1p(vec a) {
    vec scale;
    const vec exponent = vec_exponent(1.0 + a, &scale);
    return (vec_parts){exponent, a * scale + (scale - 1.0)};
}

/*
 * Returns log(1 + f), f the fraction: 2 atanh s = f - s (f - z R(z)), s = f/(2 + f), z = s^2 <=
 * 0.0295, with R of degree 6,
 *
 *     chebyfit(lambda z: 2*(atanh(sqrt(z))/sqrt(z) - 1)/z, [0, (3 - 2*sqrt(2))**2], 7),
 *
 * with an error of at most 3.1e-16, which is 5e-18 of the logarithm.
 */
VEC_INLINE vec vec_log_fraction(vec_parts x) {
    const vec f = x.fraction, s = f / (2.0 + f), z = s * s, z2 = z * z, z4 = z2 * z2;
    const vec r = (0.66666666666666697 + 0.39999999999899504 * z) +
                  z2 * (0.28571428625975485 + 0.22222211134795080 * z) +
                  z4 * ((0.1818288912526172 + 0.15331721600556041 * z) + z2 * 0.14616449685043406);
    return f - s * (f - z * r);
}

/* Returns the logarithm of the number x, given the logarithm of its fraction. */
VEC_INLINE vec vec_log_parts(vec_parts x, vec log_fraction) {
    return x.exponent * M_LN2 + log_fraction;
}

/* Returns log x for DBL_MIN <= x < 2^1022. The largest error is 1.3 units, at x = 0.640. */
VEC_INLINE vec vec_log(vec x) {
    const vec_parts parts = vec_split(x);
    return vec_log_parts(parts, vec_log_fraction(parts));
}

/* Returns log(1 + a) for -1 < a < 2^1022. The largest error is 1.95 units, at a = 0.4245, where ln
 * 2 and the logarithm of the fraction partly cancel. */
VEC_INLINE vec vec_log1p(vec a) {
    const vec_parts parts = vec_split_1p(a);
    return vec_log_parts(parts, vec_log_fraction(parts));
}

/* ---- exponentials ---------------------------------------------------------------------------- */

/*
 * Returns v 2^n for normal v > 0 and an integer n, |n| <= 2000; the result must not exceed DBL_MAX.
 * Below DBL_MIN it falls off twice as fast, to 0 at DBL_MIN/2 and below. That is the result of
 * adding to the exponent bits without an extra step, and it is continuous.
 */
VEC_INLINE vec vec_scale(vec v, vec n) {
    const ivec bits = vec_bits(v) + (vec_bits(n + VEC_ROUND) << 52);
    return vec_from_bits(bits & ~(bits >> 63));
}

/*
 * Returns factor e^x for normal factor > 0 and factor e^x <= DBL_MAX, below DBL_MIN as vec_scale
 * does. e^x alone may overflow or underflow; x below -1100 counts as -1100. The largest error
 * is 1.85 units, at x = -877 with factor 5e190, and 1.3 units with factor 1, at x = 2.43.
 *
 * x = n ln 2 + r, |r| <= ln(2)/2, and e^r = 1 + r + r^2 E(r), with E of degree 9,
 *
 *     chebyfit(lambda r: (exp(r) - 1 - r)/r**2, [-1.0001*log(2)/2, 1.0001*log(2)/2], 10),
 *
 * with an error of at most 1.1e-16, which is 1.8e-17 of e^r.
 */
VEC_INLINE vec vec_exp_times(vec factor, vec x) {
    x = vec_max(x, vec_all(-1100.0));
    const vec n = (x * M_LOG2E + VEC_ROUND) - VEC_ROUND;
    const vec r = (x - n * VEC_LN2_HIGH) - n * VEC_LN2_LOW;
    const vec r2 = r * r, r4 = r2 * r2;
    const vec e = (5.0000000000000010e-1 + 1.6666666666666745e-1 * r) +
                  r2 * (4.1666666666624128e-2 + 8.3333333333300618e-3 * r) +
                  r4 * ((1.3888888917213717e-3 + 1.9841269863053617e-4 * r) +
                        r2 * (2.4801521295954375e-5 + 2.7557268459997065e-6 * r) +
                        r4 * (2.7620088445409748e-7 + 2.5100385495510319e-8 * r));
    return vec_scale(factor + factor * (r + r2 * e), n);
}

VEC_INLINE vec vec_exp(vec x) {
    return vec_exp_times(vec_all(1.0), x);
}

/*
 * Returns x^power from the parts of x and their vec_log_fraction, which several powers share.
 * |power| <= 4, and the result must be normal. The largest error is 2.25 units, at power 4.
 *
 * With x = 2^k m, the result is 2^(k power) m^power. k has 11 bits and the first part of power 40,
 * so that their product is exact. The argument of the exponential is small and loses no digits.
 */
VEC_INLINE vec vec_pow(vec_parts x, vec log_fraction, double power) {
    const vec all = vec_all(power), high = vec_from_bits(vec_bits(all) & ~(int64_t)0x1fff);
    const vec octaves = x.exponent * high;
    const vec n = (octaves + VEC_ROUND) - VEC_ROUND;
    const vec rest = (octaves - n) + x.exponent * (all - high);
    return vec_scale(vec_exp(rest * M_LN2 + log_fraction * power), n);
}

#endif
