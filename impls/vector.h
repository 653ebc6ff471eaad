/* SPDX-License-Identifier: MIT */
/*
 * vector.h: vectors of doubles, for files that are compiled in clones (clone.h).
 *
 * `vec` holds HMF_LANES doubles, the width of the clone's largest register; `ivec` and `uvec` hold
 * as many 64-bit integers. Operators work lane by lane and with a scalar double (GCC's vector
 * extensions, which clang shares). Comparisons give an ivec with all bits set where true. a * b + c
 * is contracted to FMA where the instruction exists. Operations without an operator are below.
 */
#ifndef HMF_VECTOR_H
#define HMF_VECTOR_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#elif defined __aarch64__
#include <arm_neon.h>
#endif

#if defined __AVX512F__ && defined __AVX512DQ__
#define HMF_LANES 8
#elif defined __AVX2__
#define HMF_LANES 4
#else
#define HMF_LANES 2
#endif

typedef double vec __attribute__((vector_size(8 * HMF_LANES)));
typedef int64_t ivec __attribute__((vector_size(8 * HMF_LANES)));
typedef uint64_t uvec __attribute__((vector_size(8 * HMF_LANES)));

#define VEC_INLINE static inline __attribute__((always_inline, unused))

/* Unrolls the next loop, which has a constant number of iterations, at most 16. gcc does so by
 * itself only at -O3, clang at -O2. Unrolled, divisions of constants and local arrays disappear. */
#ifdef __clang__
#define VEC_UNROLL
#else
#define VEC_UNROLL _Pragma("GCC unroll 16")
#endif

/* Returns a vector with equal lanes. */
VEC_INLINE vec vec_all(double value) {
    return value - (vec){0.0};
}
VEC_INLINE ivec ivec_all(int64_t value) {
    return value - (ivec){0};
}

/* Load and store without alignment. */
VEC_INLINE vec vec_load(const double *from) {
    vec v;
    memcpy(&v, from, sizeof v);
    return v;
}
VEC_INLINE void vec_store(double *to, vec v) {
    memcpy(to, &v, sizeof v);
}

VEC_INLINE void ivec_store(int64_t *to, ivec v) {
    memcpy(to, &v, sizeof v);
}

/* Load and store the first `count` lanes, 0 < count <= HMF_LANES. Loading repeats the first lane in
 * the others. Memory beyond from[count - 1] and to[count - 1] is not accessed. */
#if HMF_LANES == 8
VEC_INLINE vec vec_load_some(const double *from, size_t count) {
    return (vec)_mm512_mask_loadu_pd(_mm512_set1_pd(*from), (__mmask8)((1u << count) - 1), from);
}
VEC_INLINE void vec_store_some(double *to, size_t count, vec v) {
    _mm512_mask_storeu_pd(to, (__mmask8)((1u << count) - 1), (__m512d)v);
}
#elif HMF_LANES == 4
VEC_INLINE __m256i vec_first_lanes(size_t count) {
    static const int64_t mask[] = {-1, -1, -1, -1, 0, 0, 0, 0};
    return _mm256_loadu_si256((const __m256i *)(mask + HMF_LANES - count));
}
VEC_INLINE vec vec_load_some(const double *from, size_t count) {
    const __m256i mask = vec_first_lanes(count);
    const __m256d first = _mm256_broadcast_sd(from), some = _mm256_maskload_pd(from, mask);
    return (vec)_mm256_blendv_pd(first, some, (__m256d)mask);
}
VEC_INLINE void vec_store_some(double *to, size_t count, vec v) {
    _mm256_maskstore_pd(to, vec_first_lanes(count), (__m256d)v);
}
#else
VEC_INLINE vec vec_load_some(const double *from, size_t count) {
    return (vec){from[0], from[count - 1]};
}
VEC_INLINE void vec_store_some(double *to, size_t count, vec v) {
    to[0] = v[0];
    if (count == 2) to[1] = v[1];
}
#endif

/* Reinterpret the bits. */
VEC_INLINE ivec vec_bits(vec v) {
    return (ivec)v;
}
VEC_INLINE vec vec_from_bits(ivec v) {
    return (vec)v;
}

/* Returns a where mask is set, else b. */
VEC_INLINE vec vec_select(ivec mask, vec a, vec b) {
    return (vec)((mask & (ivec)a) | (~mask & (ivec)b));
}

/* Return the larger and the smaller value, b where either is NaN. */
VEC_INLINE vec vec_max(vec a, vec b) {
#if HMF_LANES == 8
    return (vec)_mm512_max_pd((__m512d)a, (__m512d)b);
#elif HMF_LANES == 4
    return (vec)_mm256_max_pd((__m256d)a, (__m256d)b);
#else
    return vec_select(a > b, a, b);
#endif
}
VEC_INLINE vec vec_min(vec a, vec b) {
#if HMF_LANES == 8
    return (vec)_mm512_min_pd((__m512d)a, (__m512d)b);
#elif HMF_LANES == 4
    return (vec)_mm256_min_pd((__m256d)a, (__m256d)b);
#else
    return vec_select(a < b, a, b);
#endif
}

VEC_INLINE vec vec_clamp(vec a, double low, double high) {
    return vec_min(vec_max(a, vec_all(low)), vec_all(high));
}

VEC_INLINE vec vec_sqrt(vec a) {
#if HMF_LANES == 8
    return (vec)_mm512_sqrt_pd((__m512d)a);
#elif HMF_LANES == 4
    return (vec)_mm256_sqrt_pd((__m256d)a);
#elif defined __x86_64__
    return (vec)_mm_sqrt_pd((__m128d)a);
#elif defined __aarch64__
    return (vec)vsqrtq_f64((float64x2_t)a);
#else
    VEC_UNROLL
    for (size_t i = 0; i < HMF_LANES; i++) a[i] = sqrt(a[i]);
    return a;
#endif
}

/* Returns the sum of all lanes, adding halves. */
VEC_INLINE double vec_sum(vec a) {
    VEC_UNROLL
    for (size_t half = HMF_LANES / 2; half > 0; half /= 2) {
        VEC_UNROLL
        for (size_t i = 0; i < half; i++) a[i] += a[half + i];
    }
    return a[0];
}

/* Returns nonzero if any bit of any lane is set. */
VEC_INLINE int vec_any(ivec a) {
    int64_t any = 0;
    VEC_UNROLL
    for (size_t i = 0; i < HMF_LANES; i++) any |= a[i];
    return any != 0;
}

#endif
