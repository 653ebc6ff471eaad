/* SPDX-License-Identifier: MIT */
/*
 * vector_panels.h: evaluates two functions, polynomials in panels, for vectors of arguments in
 * different panels.
 *
 * A panel's coefficients are contiguous, in chunks (universal.h), so that an argument loads them
 * without a gather. The sums over the powers are then halved step by step, and arguments joined,
 * until the values of all arguments are in one vector. With powers named by their exponents, for
 * one function and four coefficients,
 *
 *     [0 1 2 3] -> [0 1] + t^2 [2 3] -> [0] + t [1].
 */
#ifndef HMF_VECTOR_PANELS_H
#define HMF_VECTOR_PANELS_H

#include "vector.h"

#include <stdbool.h>

/* A vector of arguments: the number of each argument's panel, its position t relative to the
 * panel's middle, and powers of t. They are in memory because a load can broadcast one number at no
 * cost. */
typedef struct {
    _Alignas(8 * HMF_LANES) int64_t panel[HMF_LANES];
    _Alignas(8 * HMF_LANES) double t[HMF_LANES], t4[HMF_LANES], t8[HMF_LANES];
} vec_places;

VEC_INLINE void vec_put_places(vec_places *places, ivec panel, vec t, bool t8) {
    const vec t2 = t * t, t4 = t2 * t2;
    ivec_store(places->panel, panel);
    vec_store(places->t, t);
    vec_store(places->t4, t4);
    if (t8) vec_store(places->t8, t4 * t4);
}

/* Finds v in panels of width 1, the first centred on 0; -1/2 <= v < 2^50. t is from -1/2 to 1/2. */
VEC_INLINE void vec_equal_panels(vec v, vec_places *places) {
    const double rounder = 0x1.8p52;
    const vec shifted = v + rounder;
    vec_put_places(places, vec_bits(shifted) ^ vec_bits(vec_all(rounder)), v - (shifted - rounder),
                   true);
}

/* Finds v in 2^bits equal panels of each binade, from 2^first. t is in units of the binade, from
 * -2^(-bits-1) to 2^(-bits-1). */
VEC_INLINE void vec_binade_panels(vec v, int first, int bits, vec_places *places) {
    const int shift = 52 - bits;
    const ivec rest = vec_bits(v) & ivec_all((INT64_C(1) << shift) - 1);
    const vec place = vec_from_bits(rest | vec_bits(vec_all(1.0)));
    const ivec panel =
        (ivec)((uvec)vec_bits(v) >> shift) - ivec_all((int64_t)(1023 + first) << bits);
    vec_put_places(places, panel, place - (1.0 + 0.5 / (1 << bits)), false);
}

#define VEC_SHUFFLE __builtin_shufflevector

/* Computes both functions at the arguments. chunks, 2 or 4, is the number of chunks in a panel. */
VEC_INLINE void vec_panels(const double *table, int chunks, const vec_places *places, vec *first,
                           vec *second) {
    const double *t = places->t, *t4s = places->t4, *t8s = places->t8;
    const vec t1 = vec_load(t), t2 = t1 * t1;
    const double *at[HMF_LANES];
    VEC_UNROLL
    for (int i = 0; i < HMF_LANES; i++) at[i] = table + places->panel[i] * (8 * chunks);
#if HMF_LANES == 8
    vec sum[8]; /* four coefficients of the first function and four of the second */
    VEC_UNROLL
    for (int i = 0; i < 8; i++) {
        sum[i] = vec_load(at[i]) + t4s[i] * vec_load(at[i] + 8);
        if (chunks == 4) sum[i] += t8s[i] * (vec_load(at[i] + 16) + t4s[i] * vec_load(at[i] + 24));
    }
    vec pair[4]; /* two and two of one argument, two and two of the next */
    VEC_UNROLL
    for (int i = 0; i < 4; i++) {
        const vec a = sum[2 * i], b = sum[2 * i + 1];
        const vec power = i == 0   ? VEC_SHUFFLE(t2, t2, 0, 0, 0, 0, 1, 1, 1, 1)
                          : i == 1 ? VEC_SHUFFLE(t2, t2, 2, 2, 2, 2, 3, 3, 3, 3)
                          : i == 2 ? VEC_SHUFFLE(t2, t2, 4, 4, 4, 4, 5, 5, 5, 5)
                                   : VEC_SHUFFLE(t2, t2, 6, 6, 6, 6, 7, 7, 7, 7);
        pair[i] = VEC_SHUFFLE(a, b, 0, 1, 4, 5, 8, 9, 12, 13) +
                  power * VEC_SHUFFLE(a, b, 2, 3, 6, 7, 10, 11, 14, 15);
    }
    const vec low = VEC_SHUFFLE(pair[0], pair[1], 0, 8, 2, 10, 4, 12, 6, 14) +
                    VEC_SHUFFLE(t1, t1, 0, 2, 0, 2, 1, 3, 1, 3) *
                        VEC_SHUFFLE(pair[0], pair[1], 1, 9, 3, 11, 5, 13, 7, 15);
    const vec high = VEC_SHUFFLE(pair[2], pair[3], 0, 8, 2, 10, 4, 12, 6, 14) +
                     VEC_SHUFFLE(t1, t1, 4, 6, 4, 6, 5, 7, 5, 7) *
                         VEC_SHUFFLE(pair[2], pair[3], 1, 9, 3, 11, 5, 13, 7, 15);
    *first = VEC_SHUFFLE(low, high, 0, 4, 1, 5, 8, 12, 9, 13);
    *second = VEC_SHUFFLE(low, high, 2, 6, 3, 7, 10, 14, 11, 15);
#elif HMF_LANES == 4
    vec value[2];
    VEC_UNROLL
    for (int f = 0; f < 2; f++) {
        vec sum[4];
        VEC_UNROLL
        for (int i = 0; i < 4; i++) {
            const double *c = at[i] + 4 * f;
            sum[i] = vec_load(c) + t4s[i] * vec_load(c + 8);
            if (chunks == 4) sum[i] += t8s[i] * (vec_load(c + 16) + t4s[i] * vec_load(c + 24));
        }
        const vec even = VEC_SHUFFLE(sum[0], sum[2], 0, 1, 4, 5) +
                         VEC_SHUFFLE(t2, t2, 0, 0, 2, 2) * VEC_SHUFFLE(sum[0], sum[2], 2, 3, 6, 7);
        const vec odd = VEC_SHUFFLE(sum[1], sum[3], 0, 1, 4, 5) +
                        VEC_SHUFFLE(t2, t2, 1, 1, 3, 3) * VEC_SHUFFLE(sum[1], sum[3], 2, 3, 6, 7);
        value[f] = VEC_SHUFFLE(even, odd, 0, 4, 2, 6) + t1 * VEC_SHUFFLE(even, odd, 1, 5, 3, 7);
    }
    *first = value[0];
    *second = value[1];
#else
    VEC_UNROLL
    for (int i = 0; i < HMF_LANES; i++) {
        double sum[8];
        VEC_UNROLL
        for (int j = 0; j < 8; j++) {
            sum[j] = at[i][j] + t4s[i] * at[i][8 + j];
            if (chunks == 4) sum[j] += t8s[i] * (at[i][16 + j] + t4s[i] * at[i][24 + j]);
        }
        (*first)[i] = sum[0] + t[i] * sum[1] + t2[i] * (sum[2] + t[i] * sum[3]);
        (*second)[i] = sum[4] + t[i] * sum[5] + t2[i] * (sum[6] + t[i] * sum[7]);
    }
#endif
}

#endif
