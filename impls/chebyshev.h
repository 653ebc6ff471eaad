/* SPDX-License-Identifier: MIT */
/*
 * chebyshev.h: polynomials fitted at Chebyshev points, in long double, for the generators of
 * tables.
 *
 * The truncated interpolant at Chebyshev points has an error within a small factor of the minimum
 * (Trefethen 2013, Approximation Theory and Approximation Practice, chapter 16).
 */
#ifndef HMF_CHEBYSHEV_H
#define HMF_CHEBYSHEV_H

#include <math.h>

typedef long double real;

enum { CHEBYSHEV_MOST_TERMS = 128 };

static const real pi = 3.14159265358979323846264338327950288L;

/* Returns point i of `count` on [-1, 1]. */
static inline real chebyshev_point(int i, int count) {
    return cosl(pi * (i + 0.5L) / count);
}

/* Computes the coefficients of the interpolant through value[i] at chebyshev_point(i, count). */
static inline void chebyshev_fit(const real *value, int count, real *coefficient) {
    for (int j = 0; j < count; j++) {
        real sum = 0;
        for (int i = 0; i < count; i++) sum += value[i] * cosl(pi * j * (i + 0.5L) / count);
        coefficient[j] = sum * (j == 0 ? 1 : 2) / count;
    }
}

/* Returns the sum of coefficient[j] T_j(t), by Clenshaw's recurrence. */
static inline real chebyshev_value(const real *coefficient, int count, real t) {
    real b = 0, b_next = 0;
    for (int j = count - 1; j > 0; j--) {
        const real b_new = coefficient[j] + 2 * t * b - b_next;
        b_next = b;
        b = b_new;
    }
    return coefficient[0] + t * b - b_next;
}

/* Converts the first `terms` of a series to coefficients of powers of t. `powers` may be
 * `coefficient`. */
static inline void chebyshev_to_powers(const real *coefficient, int terms, real *powers) {
    real now[CHEBYSHEV_MOST_TERMS] = {1}, before[CHEBYSHEV_MOST_TERMS] = {0};
    for (int j = 0; j < terms; j++) {
        const real c = coefficient[j];
        powers[j] = 0;
        for (int k = 0; k <= j; k++) powers[k] += c * now[k];
        for (int k = j + 1; k >= 0; k--) { /* T_(j+1) = 2t T_j - T_(j-1), but T_1 = t */
            const real next = (k > 0 ? now[k - 1] * (j == 0 ? 1 : 2) : 0) - before[k];
            before[k] = now[k];
            now[k] = next;
        }
    }
}

#endif
