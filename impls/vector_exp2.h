/* SPDX-License-Identifier: MIT */
/*
 * vector_exp2.h: powers of two with a constant factor, for vectors.
 *
 * generate_universal.c prints the coefficients at build time. With AVX-512 the functions use a
 * table of 16 entries in registers and short polynomials, elsewhere longer polynomials without a
 * table.
 */
#ifndef HMF_VECTOR_EXP2_H
#define HMF_VECTOR_EXP2_H

#include "vector.h"
#include "vector_exp2_table.h"

/* Returns a polynomial divided by its leading coefficient, x^(terms-1) + ..., which saves a
 * multiplication. */
VEC_INLINE vec vec_monic(const double *coefficient, int terms, vec x) {
    const double leading = coefficient[terms - 1];
    vec sum = x + coefficient[terms - 2] / leading;
    VEC_UNROLL
    for (int j = terms - 3; j >= 0; j--) sum = sum * x + coefficient[j] / leading;
    return sum;
}

/*
 * Return factor * 2^t for many t. factor is positive and normal, and factor * 2^t is at most
 * DBL_MAX. Below DBL_MIN the result is any number from 0 to DBL_MIN. t has no lower bound.
 *
 * AVX-512: t = (16 n + i) / 16 + r, 0 <= r < 1/16, i from 0 to 15: a polynomial of degree 6 in r,
 * the table entry 2^(i/16), and an instruction that scales by 2^n, down to 0. Elsewhere t = n + r,
 * |r| <= 1/2, with a polynomial of degree 10, and n is added to the exponent bits. t is clamped
 * from below so that the sum does not wrap around. The largest error is 3.7 units in the last place
 * with AVX-512 and 5.9 elsewhere, of which 2 are from the polynomial.
 */
#if HMF_LANES == 8

typedef struct {
    __m512d low, high; /* factor * 2^(i/16) over the polynomial's leading coefficient */
} vec_exp2_scale;

enum { EXP2_SHORT_TERMS = sizeof exp2_short / sizeof *exp2_short };

VEC_INLINE vec_exp2_scale vec_exp2_prepare(double factor) {
    const vec scale = vec_all(factor * exp2_short[EXP2_SHORT_TERMS - 1]);
    return (vec_exp2_scale){(__m512d)(scale * vec_load(exp2_sixteenth)),
                            (__m512d)(scale * vec_load(exp2_sixteenth + 8))};
}

VEC_INLINE vec vec_exp2_scaled(vec_exp2_scale scale, vec t) {
    /* Rounds down to sixteenths, in the last bits of the sum. */
    const __m512d sixteenths = _mm512_add_round_pd((__m512d)t, _mm512_set1_pd(0x1.8p48),
                                                   _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    const __m512d table =
        _mm512_permutex2var_pd(scale.low, _mm512_castpd_si512(sixteenths), scale.high);
    const vec r = (vec)_mm512_reduce_pd((__m512d)t, 4 << 4 | _MM_FROUND_TO_NEG_INF);
    const vec power = vec_monic(exp2_short, EXP2_SHORT_TERMS, r) * (vec)table;
    return (vec)_mm512_scalef_pd((__m512d)power, (__m512d)t);
}

#else

typedef struct {
    vec mantissa;     /* of factor, in [1, 2), times the polynomial's leading coefficient */
    vec low, rounder; /* the smallest t; 1.5 * 2^52 + exponent of factor */
} vec_exp2_scale;

enum { EXP2_LONG_TERMS = sizeof exp2_long / sizeof *exp2_long };

VEC_INLINE vec_exp2_scale vec_exp2_prepare(double factor) {
    int64_t bits;
    memcpy(&bits, &factor, sizeof bits);
    const double exponent = (double)((bits >> 52) - 1023);
    bits = (bits & 0xfffffffffffff) | 0x3ff0000000000000;
    double mantissa;
    memcpy(&mantissa, &bits, sizeof mantissa);
    return (vec_exp2_scale){vec_all(mantissa * exp2_long[EXP2_LONG_TERMS - 1]),
                            vec_all(-1023.0 - exponent), vec_all(0x1.8p52 + exponent)};
}

VEC_INLINE vec vec_exp2_scaled(vec_exp2_scale scale, vec t) {
    t = vec_max(t, scale.low);
    const vec shifted = t + scale.rounder; /* n and factor's exponent are its last bits */
    const vec r = t - (shifted - scale.rounder);
    const vec power = vec_monic(exp2_long, EXP2_LONG_TERMS, r) * scale.mantissa;
    return vec_from_bits(vec_bits(power) + (vec_bits(shifted) << 52));
}

#endif

#endif
