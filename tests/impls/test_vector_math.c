/* SPDX-License-Identifier: MIT */
/* test_vector_math.c: vector_math.h and vector_exp2.h against the C library's long double
 * functions, in the clone named in HMF_CLONE. */
#include "unit_test.h"
#include "vector_math_clone.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const vector_math_functions *const clones[] = {HMF_CLONE_LIST(HMF_CLONE_ENTRY, vector_math)};

static const vector_math_functions *chosen(void) {
    return clones[hmf_clone_chosen()];
}

/* ---- the comparison -------------------------------------------------------------------------- */

enum { BLOCK = 1024, BLOCKS = 500 };

/* Returns the error in units of the last place of the double nearest to expected, which is normal.
 */
static double error_in_ulps(double got, long double expected) {
    int exponent;
    frexpl(fabsl(expected), &exponent);
    return (double)(fabsl(got - expected) / ldexpl(1.0L, exponent - DBL_MANT_DIG));
}

typedef long double reference(long double x, long double y);

/* Compares a function on one block of arguments and raises *worst to the largest error. */
static void compare_block(vector_math_function *function, reference *exact, const double *x,
                          const double *y, double allowed, double *worst) {
    double got[BLOCK];
    function(x, y, got, BLOCK);
    for (size_t i = 0; i < BLOCK; i++) {
        const long double expected = exact(x[i], y[i]);
        const double error =
            expected == 0.0L ? (got[i] == 0.0 ? 0.0 : INFINITY) : error_in_ulps(got[i], expected);
        if (!(error <= allowed))
            fail_msg("x = %.17g, y = %.17g: expected %.20Lg, got %.17g: %.3g units, allowed %.3g",
                     x[i], y[i], expected, got[i], error, allowed);
        *worst = fmax(*worst, error);
    }
}

/* Returns a uniform number in [low, high), by splitmix64 (see bench/workloads.c). */
static double draw(uint64_t *state, double low, double high) {
    uint64_t bits = *state += 0x9e3779b97f4a7c15u;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    bits ^= bits >> 31;
    return low + (high - low) * (0x1p-53 * (double)(bits >> 11));
}

/* Fills block number `block` with arguments, edges first. */
typedef void arguments(uint64_t *state, size_t block, double *x, double *y);

static void compare(const char *name, vector_math_function *function, reference *exact,
                    arguments *fill, double allowed) {
    uint64_t state = 1;
    double x[BLOCK], y[BLOCK], worst = 0.0;
    for (size_t block = 0; block < BLOCKS; block++) {
        fill(&state, block, x, y);
        compare_block(function, exact, x, y, allowed, &worst);
    }
    print_message("%s, %s: %.2f units of the last place at most, of %d arguments\n",
                  hmf_clone_chosen_name(), name, worst, BLOCK * BLOCKS);
}

/* Fills a block with eight edges and their neighbours on both sides, repeatedly. */
static void fill_edges(const double edges[8], double *x) {
    for (size_t i = 0; i < BLOCK; i++) {
        const double edge = edges[i % 8], toward[] = {edge, -INFINITY, INFINITY};
        x[i] = nextafter(edge, toward[i / 8 % 3]);
    }
}

/* ---- the functions --------------------------------------------------------------------------- */

static long double exact_log(long double x, long double y) {
    return (void)y, logl(x);
}
static long double exact_log1p(long double x, long double y) {
    return (void)y, log1pl(x);
}
static long double exact_exp_times(long double x, long double y) {
    return y * expl(x);
}
static long double exact_exp2_scaled(long double x, long double y) {
    return y * exp2l(x);
}

static void fill_log(uint64_t *state, size_t block, double *x, double *y) {
    const double edges[8] = {
        1.0, M_SQRT1_2, M_SQRT2, 0.5, 2.0, nextafter(DBL_MIN, 1.0), nextafter(0x1p1022, 1.0), 3.0};
    for (size_t i = 0; i < BLOCK; i++) {
        x[i] = block % 2 ? draw(state, 0.5, 2.0) : exp(draw(state, -708.0, 708.0));
        y[i] = 0.0;
    }
    if (block == 0) fill_edges(edges, x);
}

static void fill_log1p(uint64_t *state, size_t block, double *x, double *y) {
    const double edges[8] = {0.0,  M_SQRT2 - 1.0,         M_SQRT1_2 - 1.0,         1.0, 0x1p53,
                             -0.5, -0x1.ffffffffffffep-1, nextafter(0x1p1022, 1.0)};
    for (size_t i = 0; i < BLOCK; i++) {
        const double any[] = {draw(state, -0.999, 0.0), draw(state, 0.0, 4.0),
                              draw(state, 0.41, 0.5), exp(draw(state, -700.0, 700.0)),
                              -exp(draw(state, -700.0, -1e-6))};
        x[i] = any[block % 5];
        y[i] = 0.0;
    }
    if (block == 0) fill_edges(edges, x);
    for (size_t i = 0; i < BLOCK; i++) /* subnormal results have no last place */
        if (fabs(x[i]) < DBL_MIN) x[i] = 0.0;
}

/* The factors keep results normal where e^x alone is not. */
static void fill_exp_times(uint64_t *state, size_t block, double *x, double *y) {
    const double edges[8] = {0.0,         1e-300, 0.5 * M_LN2, -0.5 * M_LN2,
                             1.5 * M_LN2, 709.0,  -708.0,      1.0};
    for (size_t i = 0; i < BLOCK; i++) {
        const double far = draw(state, -1100.0, 709.0);
        x[i] = block % 2 ? draw(state, -1.0, 1.0) : far;
        y[i] = block % 2 ? 1.0 : draw(state, 1.0, 2.0) * exp(-0.5 * far);
    }
    if (block != 0) return;
    fill_edges(edges, x);
    for (size_t i = 0; i < BLOCK; i++) y[i] = 1.0;
}

/* Results fall from DBL_MIN to 0 continuously and do not wrap around. */
static void exp_times_ends_in_0(void **unused) {
    (void)unused;
    const double log_least = -708.3964185322641; /* ln DBL_MIN */
    const double below[8] = {0.0, 1e-12, 1e-6, 0.1, 0.7, 400.0, 1e4, DBL_MAX};
    const double factors[] = {1.0, 0.5, 1e-3, 1e-300, DBL_MIN};
    for (size_t f = 0; f < COUNT(factors); f++) {
        double x[8], y[8], got[8];
        for (size_t i = 0; i < 8; i++) {
            x[i] = log_least - log(factors[f]) - below[i];
            y[i] = factors[f];
        }
        chosen()->exp_times(x, y, got, 8);
        for (size_t i = 0; i < 8; i++) {
            const double least = i < 2 ? DBL_MIN * (1.0 - 4e-12) : 0.0;
            const double most = i < 5 ? DBL_MIN * (1.0 + 1e-12) : 0.0;
            if (!(got[i] >= least && got[i] <= most))
                fail_msg("%g e^%.17g: expected from %g to %g, got %g", y[i], x[i], least, most,
                         got[i]);
        }
    }
}

static void fill_pow(uint64_t *state, size_t block, double *x, double *y) {
    const double powers[] = {-1.0 / 3.0, 0.5, 0.85, 1.1, 1.5, -2.5 / 3.0, -0.5, 4.0};
    for (size_t i = 0; i < BLOCK; i++) {
        x[i] = exp(draw(state, -170.0, 170.0)); /* e^(4 * 170) does not overflow */
        y[i] = powers[(block + i / 8) % 8];
    }
}

/* Factors as in fill_exp_times, and results down to the smallest normal number. */
static void fill_exp2_scaled(uint64_t *state, size_t block, double *x, double *y) {
    const double edges[8] = {0.0, 0.5, -0.5, 1.0 / 32.0, 1022.0, -1021.0, 1.0, -1.0 / 16.0};
    for (size_t i = 0; i < BLOCK; i++) {
        if (i % 8 == 0)
            y[i] = block % 2 ? draw(state, 1.0, 2.0) : exp(draw(state, -690.0, 690.0));
        else
            y[i] = y[i - 1];
        x[i] = block % 2 ? draw(state, -1.0, 1.0)
                         : draw(state, -1021.0, 1023.0) - nextafter(log2(y[i]), INFINITY);
    }
    if (block != 0) return;
    fill_edges(edges, x);
    for (size_t i = 0; i < BLOCK; i++) y[i] = 1.0;
}

static void functions_are_exact(void **unused) {
    (void)unused;
    const vector_math_functions *f = chosen();
    compare("log", f->log, exact_log, fill_log, 1.5);
    compare("log1p", f->log1p, exact_log1p, fill_log1p, 2.0);
    compare("exp", f->exp_times, exact_exp_times, fill_exp_times, 2.0);
    compare("pow", f->pow, powl, fill_pow, 2.5);
    compare("exp2", f->exp2_scaled, exact_exp2_scaled, fill_exp2_scaled, 7.0);
}

/* Results below DBL_MIN are from 0 to DBL_MIN, for any t. */
static void exp2_scaled_ends_in_0(void **unused) {
    (void)unused;
    const double factors[] = {1.0, 1.9, 1e-3, 1e-300, DBL_MIN, 1e300};
    for (size_t f = 0; f < COUNT(factors); f++) {
        const double below[8] = {1e-9, 0.5, 1.0, 60.0, 4000.0, 1e9, 1e300, INFINITY};
        double x[8], y[8], got[8];
        for (size_t i = 0; i < 8; i++) {
            y[i] = factors[f];
            x[i] = -1022.0 - log2(factors[f]) - below[i];
        }
        chosen()->exp2_scaled(x, y, got, 8);
        for (size_t i = 0; i < 8; i++)
            if (!(got[i] >= 0.0 && got[i] <= DBL_MIN))
                fail_msg("%g 2^%.17g: got %g", y[i], x[i], got[i]);
    }
}

int main(void) {
    const char *why_not = hmf_clone_unavailable();
    if (why_not) {
        printf("SKIPPED: %s\n", why_not);
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_exact),
        cmocka_unit_test(exp_times_ends_in_0),
        cmocka_unit_test(exp2_scaled_ends_in_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
