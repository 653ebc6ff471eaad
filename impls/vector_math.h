/*
 * vector_math.h: logarithms, exponentials and powers of a whole vec at once.
 *
 * None of them branches, so that a lane costs the same whatever its neighbours are, and none looks
 * at its argument's validity: each says which arguments it takes. They need no FMA, but use it
 * where the compiler contracts to it. Errors are in units of the last place of the exact result,
 * the worst of all clones on the arguments of tests/test_vector_math.c.
 *
 * The polynomials come from mpmath 1.2 (chebyfit, which interpolates at Chebyshev nodes), at 40
 * digits, each by the call that stands beside it.
 */
#ifndef HMF_VECTOR_MATH_H
#define HMF_VECTOR_MATH_H

#include "vector.h"

/* ln 2 in two parts; the first has 32 bits, so that its product with an exponent is exact (as in
 * fdlibm). */
#define VEC_LN2_HIGH 0x1.62e42feep-1
#define VEC_LN2_LOW  0x1.a39ef35793c76p-33

/* 1.5 * 2^52: what is added to it is rounded to an integer, which stands in the lowest bits. */
#define VEC_ROUND 0x1.8p52

/* ---- logarithms ------------------------------------------------------------------------------ */

/* A positive number as 2^exponent (1 + fraction), sqrt(1/2) <= 1 + fraction < sqrt(2). */
typedef struct {
    vec exponent, fraction;
} vec_parts;

/* The exponent of such a number, and 2^-exponent. */
VEC_INLINE vec vec_exponent(vec x, vec *reciprocal) {
    const ivec one = ivec_all(0x3ff0000000000000), sqrt_half = ivec_all(0x3fe6a09e667f3bcd);
    const ivec as_integer = ivec_all(0x4330000000000000); /* 2^52 */
    const ivec biased = (ivec)((uvec)(vec_bits(x) + (one - sqrt_half)) >> 52);
    *reciprocal = vec_from_bits((2046 - biased) << 52);
    return vec_from_bits(biased | as_integer) - (0x1p52 + 1023.0);
}

/* The parts of x, exactly. */
VEC_INLINE vec_parts vec_split(vec x) {
    vec scale;
    const vec exponent = vec_exponent(x, &scale);
    return (vec_parts){exponent, x * scale - 1.0};
}

/* The parts of 1 + a. The fraction is found from a itself: a small a loses nothing, a large one is
 * rounded once. */
VEC_INLINE vec_parts vec_split_1p(vec a) {
    vec scale;
    const vec exponent = vec_exponent(1.0 + a, &scale);
    return (vec_parts){exponent, a * scale + (scale - 1.0)};
}

/*
 * log(1 + f) for f of vec_parts and s = f/(2 + f), which the caller divides, perhaps together with
 * something else. log(1 + f) = 2 atanh s = f - s (f - z R(z)), z = s^2 <= 0.0295, where R is
 *
 *     chebyfit(lambda z: 2*(atanh(sqrt(z))/sqrt(z) - 1)/z, [0, (3 - 2*sqrt(2))**2], 7),
 *
 * off by 3e-16 at most, which is 5e-18 of the logarithm.
 */
VEC_INLINE vec vec_log_fraction(vec f, vec s) {
    const vec z = s * s;
    vec r = vec_all(0.14616449685043406);
    r = r * z + 0.15331721600556041;
    r = r * z + 0.1818288912526172;
    r = r * z + 0.22222211134795080;
    r = r * z + 0.28571428625975485;
    r = r * z + 0.39999999999899504;
    r = r * z + 0.66666666666666697;
    return f - s * (f - z * r);
}

VEC_INLINE vec vec_log_of_fraction(vec_parts x) {
    return vec_log_fraction(x.fraction, x.fraction / (2.0 + x.fraction));
}

/* The logarithm of the number x, given that of its fraction. */
VEC_INLINE vec vec_log_parts(vec_parts x, vec log_fraction) {
    return x.exponent * VEC_LN2_HIGH + (x.exponent * VEC_LN2_LOW + log_fraction);
}

/* log x for normal x > 0. */
VEC_INLINE vec vec_log(vec x) {
    const vec_parts parts = vec_split(x);
    return vec_log_parts(parts, vec_log_of_fraction(parts));
}

/* log(1 + a) for -1 < a < 2^1022; 0 for 0. */
VEC_INLINE vec vec_log1p(vec a) {
    const vec_parts parts = vec_split_1p(a);
    return vec_log_parts(parts, vec_log_of_fraction(parts));
}

/* ---- exponentials ---------------------------------------------------------------------------- */

/*
 * factor e^x for x <= 709, without overflow or underflow of e^x by itself where factor x e^x is
 * normal. Below x = -1100 as at -1100: nothing is left of any factor below 2^500.
 *
 * x = n ln 2 + r, |r| <= ln(2)/2, and e^r = 1 + r + r^2 E(r), where E is
 *
 *     chebyfit(lambda r: (exp(r) - 1 - r)/r**2, [-1.0001*log(2)/2, 1.0001*log(2)/2], 10),
 *
 * off by 1.1e-16 at most, which is 1.8e-17 of e^r.
 */
VEC_INLINE vec vec_exp_times(vec factor, vec x) {
    x = vec_max(x, vec_all(-1100.0));
    const vec n = (x * M_LOG2E + VEC_ROUND) - VEC_ROUND;
    const vec r = (x - n * VEC_LN2_HIGH) - n * VEC_LN2_LOW;
    vec e = vec_all(2.5100385495510319e-8);
    e = e * r + 2.7620088445409748e-7;
    e = e * r + 2.7557268459997065e-6;
    e = e * r + 2.4801521295954375e-5;
    e = e * r + 1.9841269863053617e-4;
    e = e * r + 1.3888888917213717e-3;
    e = e * r + 8.3333333333300618e-3;
    e = e * r + 4.1666666666624128e-2;
    e = e * r + 1.6666666666666745e-1;
    e = e * r + 5.0000000000000010e-1;
    return vec_scale(factor + factor * (r + r * r * e), n);
}

VEC_INLINE vec vec_exp(vec x) {
    return vec_exp_times(vec_all(1.0), x);
}

/*
 * x^power for the parts of x and the logarithm of 1 + fraction, so that several powers share them;
 * |power| <= 4, and the result must be normal.
 *
 * With x = 2^k m it is 2^(k power) m^power. k has 11 bits and the first part of power 40, so that
 * their product is exact, and the argument of the exponential is small: no digits are lost to it.
 */
VEC_INLINE vec vec_pow(vec_parts x, vec log_fraction, double power) {
    const vec all = vec_all(power), high = vec_from_bits(vec_bits(all) & ~(int64_t)0x1fff);
    const vec octaves = x.exponent * high;
    const vec n = (octaves + VEC_ROUND) - VEC_ROUND;
    const vec rest = (octaves - n) + x.exponent * (all - high);
    return vec_scale(vec_exp(rest * M_LN2 + log_fraction * power), n);
}

#endif
