/* SPDX-License-Identifier: MIT */
/*
 * generate_universal.c: prints the tables of impl_universal.c and vector_exp2.h at build time.
 *
 * With x = R/c (c the transfer length) and y = x^3, which is proportional to the mass, the power
 * spectrum enters the mass function only through
 *
 *     S(x; n) = integral over q > 0 of q^(2+n) T(q)^2 W(qx)^2,
 *
 * in the form of the two functions
 *
 *     B = 1/S(x),    L = log2(ln(S(x/2) / S(3x/2)) / 2 / (y sqrt S(x))).
 *
 * All values are long double, from Gauss-Legendre sums of the integral, and fitted at Chebyshev
 * points. The comment below each table is the largest error of its polynomials, with rounded
 * coefficients, between the points of the fit. The error of L is absolute, the others are relative.
 * (L reaches 50, where half a unit in the last place is 3.6e-15.)
 */
#include "universal.h"

#include <complex.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long double real;
typedef long double complex complex_real;

static const real pi = 3.14159265358979323846264338327950288L;
static const real ln_2 = 0.693147180559945309417232121458176568L;

/* ---- polynomials ----------------------------------------------------------------------------- */

/* The truncated interpolant at Chebyshev points has an error within a small factor of the minimum
 * (Trefethen 2013, Approximation Theory and Approximation Practice, chapter 16). */
enum { CHEBYSHEV_MOST_TERMS = 128 };

/* Returns point i of `count` on [-1, 1]. */
static real chebyshev_point(int i, int count) {
    return cosl(pi * (i + 0.5L) / count);
}

/* Computes the coefficients of the interpolant through value[i] at chebyshev_point(i, count). */
static void chebyshev_fit(const real *value, int count, real *coefficient) {
    for (int j = 0; j < count; j++) {
        real sum = 0;
        for (int i = 0; i < count; i++) sum += value[i] * cosl(pi * j * (i + 0.5L) / count);
        coefficient[j] = sum * (j == 0 ? 1 : 2) / count;
    }
}

/* Returns the sum of coefficient[j] T_j(t), by Clenshaw's recurrence. */
static real chebyshev_value(const real *coefficient, int count, real t) {
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
static void chebyshev_to_powers(const real *coefficient, int terms, real *powers) {
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

/* ---- Gauss-Legendre sums --------------------------------------------------------------------- */

enum { NODES = 16 };
static real node[NODES], weight[NODES];

/* Computes nodes and weights by Newton's iteration on the Legendre polynomial, from Tricomi's
 * approximation of its roots (Abramowitz & Stegun 22.16.6). */
static void make_nodes(void) {
    for (int i = 0; i < NODES; i++) {
        real x = cosl(pi * (i + 0.75L) / (NODES + 0.5L)), derivative = 0;
        for (int iteration = 0; iteration < 8; iteration++) {
            real previous = 0, p = 1;
            for (int k = 1; k <= NODES; k++) {
                const real next = ((2 * k - 1) * x * p - (k - 1) * previous) / k;
                previous = p;
                p = next;
            }
            derivative = NODES * (x * p - previous) / (x * x - 1);
            x -= p / derivative;
        }
        node[i] = x;
        weight[i] = 2 / ((1 - x * x) * derivative * derivative);
    }
}

typedef struct {
    real n_s, x;
} point;

typedef real integrand(real argument, const point *p);

/* Integrates f in panels no longer than 1. */
static real integrate(integrand *f, real a, real b, const point *p) {
    const int panels = (int)ceill(b - a);
    const real half = (b - a) / panels / 2;
    real sum = 0;
    for (int i = 0; i < panels; i++)
        for (int j = 0; j < NODES; j++)
            sum += half * weight[j] * f(a + (2 * i + 1 + node[j]) * half, p);
    return sum;
}

/* ---- the integral, split as in variance.c ---------------------------------------------------- */

static real window(real y) {
    if (y >= 1.5L) return 3 * (sinl(y) - y * cosl(y)) / (y * y * y);
    real sum = 0, term = 1;
    for (int j = 0; j < 12; j++) {
        sum += term;
        term *= -y * y / ((2 * j + 2) * (2 * j + 5));
    }
    return sum;
}

/* q^(3+n) T(q)^2. */
static real power(real q, real n_s) {
    const real a = 2.34L * q, b = 16.1L * q, c = 5.46L * q, d = 6.71L * q;
    const real log_term = log1pl(a) / a;
    return powl(q, 3 + n_s) * log_term * log_term /
           sqrtl(1 + 3.89L * q + b * b + c * c * c + d * d * d * d);
}

/* power() for complex q, Re q > 0, where the square roots of the quartic's two quadratic factors
 * are continuous. */
static complex_real power_complex(complex_real q, real n_s) {
    const complex_real a = 2.34L * q;
    const complex_real log_term = clogl(1 + a) / a;
    const complex_real near = 1 + (3.34615405490502547568L + 249.257370627619494128L * q) * q;
    const complex_real far = 1 + (0.543845945093974524322L + 8.13283705796010332557L * q) * q;
    return cpowl(q, 3 + n_s) * log_term * log_term / (csqrtl(near) * csqrtl(far));
}

/* Head and tail; the argument is ln y. */
static real head(real ln_y, const point *p) {
    const real y = expl(ln_y), w = window(y);
    return power(y / p->x, p->n_s) * w * w;
}
static real tail(real ln_y, const point *p) {
    const real y = expl(ln_y);
    return power(y / p->x, p->n_s) * 4.5L * (1 + y * y) / powl(y, 6);
}

/* The integrand on y = 2 pi + is. */
static real wave(real s, const point *p) {
    const complex_real y = 2 * pi + I * s, y2 = y * y;
    const complex_real amplitude = (y + I) * (y + I) / (y2 * y2 * y2 * y);
    return 4.5L * expl(-2 * s) * creall(I * power_complex(y / p->x, p->n_s) * amplitude);
}

static real variance(real n_s, real x) {
    const point p = {n_s, x};
    const real split = logl(2 * pi), knee = logl(0.1L * x), reach = 15;
    return integrate(head, fminl(knee, 0) - reach, 0, &p) + integrate(head, 0, split, &p) +
           integrate(tail, split, fmaxl(knee, split) + reach, &p) + integrate(wave, 0, 25, &p);
}

/* ---- S for one n, and B and L from it -------------------------------------------------------- */

enum { SPECTRUM_TERMS = 112 };

/* ln S as a series in log2 y, wide enough for S(x/2) and S(3x/2), which are 2^(+-3) away in y. */
typedef struct {
    real coefficient[SPECTRUM_TERMS];
} spectrum;

static const real spectrum_low = UNIVERSAL_FIRST - 4;
static const real spectrum_high = UNIVERSAL_FIRST + UNIVERSAL_BINADES + 2.5L;

static void spectrum_make(spectrum *s, real n_s) {
    real value[SPECTRUM_TERMS];
    for (int i = 0; i < SPECTRUM_TERMS; i++) {
        const real t = chebyshev_point(i, SPECTRUM_TERMS);
        const real log2_y = ((1 + t) * spectrum_high + (1 - t) * spectrum_low) / 2;
        value[i] = logl(variance(n_s, exp2l(log2_y / 3)));
    }
    chebyshev_fit(value, SPECTRUM_TERMS, s->coefficient);
}

static real spectrum_ln_variance(const spectrum *s, real log2_y) {
    const real t = (2 * log2_y - spectrum_high - spectrum_low) / (spectrum_high - spectrum_low);
    return chebyshev_value(s->coefficient, SPECTRUM_TERMS, t);
}

/* Returns B (function 0) or L (function 1). */
static real functions_of_log2_y(const void *of, int function, real log2_y) {
    const spectrum *s = of;
    const real ln_variance = spectrum_ln_variance(s, log2_y);
    if (function == 0) return expl(-ln_variance);
    const real three_log2 = 3 * log2l(1.5L);
    const real difference =
        spectrum_ln_variance(s, log2_y - 3) - spectrum_ln_variance(s, log2_y + three_log2);
    return log2l(difference / 2) - log2_y - ln_variance / 2 / ln_2;
}
static real functions_of_y(const void *of, int function, real y) {
    return functions_of_log2_y(of, function, log2l(y));
}

/* ---- panels ---------------------------------------------------------------------------------- */

enum { FIT_POINTS = 24, CHECK_POINTS = 33, FUNCTIONS = 2 };

/* The two functions of a table. */
typedef struct {
    real (*value)(const void *of, int function, real argument);
    const void *of;
    bool second_is_logarithm; /* its absolute error counts instead of the relative one */
} pair;

/* An interval middle +- half, where t runs from -2^-bits to 2^-bits. */
typedef struct {
    real middle, half;
    int bits;
} panel;

static panel binade_panel(int number, int first, int bits) {
    const real unit = ldexpl(1, first + (number >> bits));
    const int in_binade = number & ((1 << bits) - 1);
    return (panel){unit * (1 + ldexpl(in_binade + 0.5L, -bits)), ldexpl(unit, -bits - 1), bits + 1};
}

static panel wide_panel(int number) {
    const real half = UNIVERSAL_WIDTH / 2.0L;
    return (panel){UNIVERSAL_FIRST + UNIVERSAL_WIDTH * number + half, half, 1};
}

/* Returns the index of the coefficient of t^term in the chunks of a panel. */
static int place(int function, int term) {
    return term / 4 * UNIVERSAL_CHUNK + function * 4 + term % 4;
}

/* Fits a function in one panel by a Chebyshev series on [-1, 1]. */
static void fit_panel(pair functions, int function, panel in, real *series) {
    real value[FIT_POINTS];
    for (int i = 0; i < FIT_POINTS; i++)
        value[i] = functions.value(functions.of, function,
                                   in.middle + in.half * chebyshev_point(i, FIT_POINTS));
    chebyshev_fit(value, FIT_POINTS, series);
}

/* Converts the first terms of a series to coefficients of powers of t. `powers` may be `series`. */
static void panel_powers(const real *series, int terms, int bits, real *powers) {
    chebyshev_to_powers(series, terms, powers);
    for (int j = 0; j < terms; j++) powers[j] = ldexpl(powers[j], bits * j);
}

/* Raises error[] to the largest errors of a panel's chunks between the points of the fit. */
static void check_panel(pair functions, panel in, const double *chunks, int terms, double *error) {
    for (int f = 0; f < FUNCTIONS; f++)
        for (int i = 0; i < CHECK_POINTS; i++) {
            const real place_in_panel = (real)(2 * i - CHECK_POINTS + 1) / (CHECK_POINTS - 1);
            const real t = ldexpl(place_in_panel, -in.bits);
            real got = 0;
            for (int j = terms - 1; j >= 0; j--) got = got * t + chunks[place(f, j)];
            const real argument = in.middle + in.half * place_in_panel;
            const real want = functions.value(functions.of, f, argument);
            const bool absolute = f == 1 && functions.second_is_logarithm;
            error[f] = fmax(error[f], (double)fabsl((got - want) / (absolute ? 1 : want)));
        }
}

/* ---- the tables ------------------------------------------------------------------------------ */

static void print_chunks(const double *chunk, int count) {
    for (int i = 0; i < count * UNIVERSAL_CHUNK; i++)
        printf("%a,%s", chunk[i], i % UNIVERSAL_CHUNK == UNIVERSAL_CHUNK - 1 ? "\n" : " ");
}

static void print_errors(const char *of, const double *error, double bound) {
    printf("};\n/* %s: errors of at most %.1e in the first function, %.1e in the second. */\n\n",
           of, error[0], error[1]);
    if (fmax(error[0], error[1]) > bound) {
        fprintf(stderr, "generate_universal: %s: the errors are too large\n", of);
        exit(EXIT_FAILURE);
    }
}

/* Prints a table of panels of UNIVERSAL_CHUNKS chunks. */
static void print_table(const char *name, pair functions, int first, int bits, int panels,
                        double bound) {
    enum { TERMS = 4 * UNIVERSAL_CHUNKS };
    double error[FUNCTIONS] = {0};
    printf("_Alignas(64) const double %s[] = {\n", name);
    for (int i = 0; i < panels; i++) {
        const panel in = binade_panel(i, first, bits);
        double chunks[UNIVERSAL_CHUNKS * UNIVERSAL_CHUNK];
        for (int f = 0; f < FUNCTIONS; f++) {
            real series[FIT_POINTS], powers[TERMS];
            fit_panel(functions, f, in, series);
            panel_powers(series, TERMS, in.bits, powers);
            for (int j = 0; j < TERMS; j++) chunks[place(f, j)] = (double)powers[j];
        }
        check_panel(functions, in, chunks, TERMS, error);
        print_chunks(chunks, UNIVERSAL_CHUNKS);
    }
    print_errors(name, error, bound);
}

enum { WIDE_TERMS = 4 * UNIVERSAL_WIDE_CHUNKS, TILTS = 16 };

static pair tilted(const spectrum *s) {
    return (pair){functions_of_log2_y, s, true};
}

/*
 * Fits a wide panel by polynomials in the tilt, which runs from -1 to 1 in a slab. Terms are cut
 * off in the Chebyshev series of both variables, because high powers have large coefficients of
 * both signs and must all be kept.
 */
static void fit_wide_panel(const spectrum *s, int function, panel in, double *chunks) {
    real of_tilt[FIT_POINTS][TILTS], of_t[TILTS][WIDE_TERMS] = {0};
    for (int i = 0; i < TILTS; i++) {
        real series[FIT_POINTS];
        fit_panel(tilted(&s[i]), function, in, series);
        for (int j = 0; j < WIDE_TERMS; j++) of_tilt[j][i] = series[j];
    }
    for (int j = 0; j < WIDE_TERMS; j++) {
        const int terms = universal_tilt_terms[j / 4];
        real series[TILTS], powers[TILTS];
        chebyshev_fit(of_tilt[j], TILTS, series);
        chebyshev_to_powers(series, terms, powers);
        for (int k = 0; k < terms; k++) of_t[k][j] = powers[k];
    }
    for (int k = 0; k < TILTS; k++) panel_powers(of_t[k], WIDE_TERMS, in.bits, of_t[k]);
    for (int i = 0; i < UNIVERSAL_WIDE_CHUNKS; i++)
        for (int k = 0; k < universal_tilt_terms[i]; k++, chunks += UNIVERSAL_CHUNK)
            for (int j = 0; j < 4; j++) chunks[place(function, j)] = (double)of_t[k][4 * i + j];
}

/* Computes the chunks of a wide panel at one tilt. */
static void chunks_at_tilt(const double *of_tilt, real tilt, double *chunks) {
    for (int i = 0; i < UNIVERSAL_WIDE_CHUNKS; i++) {
        const int terms = universal_tilt_terms[i];
        for (int j = 0; j < UNIVERSAL_CHUNK; j++) {
            real sum = 0;
            for (int k = terms - 1; k >= 0; k--)
                sum = sum * tilt + of_tilt[k * UNIVERSAL_CHUNK + j];
            chunks[i * UNIVERSAL_CHUNK + j] = (double)sum;
        }
        of_tilt += terms * UNIVERSAL_CHUNK;
    }
}

static void print_slab(int slab, double *error) {
    enum { CHECKED = 5 };
    const real width = ((real)UNIVERSAL_TILT_HIGH - UNIVERSAL_TILT_LOW) / UNIVERSAL_SLABS;
    static spectrum s[TILTS], between[CHECKED];
    for (int i = 0; i < TILTS; i++)
        spectrum_make(&s[i],
                      UNIVERSAL_TILT_LOW + width * (slab + (1 + chebyshev_point(i, TILTS)) / 2));
    for (int i = 0; i < CHECKED; i++)
        spectrum_make(&between[i], UNIVERSAL_TILT_LOW + width * (slab + (real)i / (CHECKED - 1)));
    for (int i = 0; i < UNIVERSAL_WIDE_PANELS; i++) {
        const panel in = wide_panel(i);
        double of_tilt[UNIVERSAL_TILT_TERMS * UNIVERSAL_CHUNK];
        for (int f = 0; f < FUNCTIONS; f++) fit_wide_panel(s, f, in, of_tilt);
        print_chunks(of_tilt, UNIVERSAL_TILT_TERMS);
        for (int k = 0; k < CHECKED; k++) {
            double chunks[UNIVERSAL_WIDE_CHUNKS * UNIVERSAL_CHUNK];
            chunks_at_tilt(of_tilt, (real)(2 * k) / (CHECKED - 1) - 1, chunks);
            check_panel(tilted(&between[k]), in, chunks, WIDE_TERMS, error);
        }
    }
}

static void print_wide_table(void) {
    double error[FUNCTIONS] = {0};
    printf("_Alignas(64) const double universal_wide_table[] = {\n");
    for (int slab = 0; slab < UNIVERSAL_SLABS; slab++) print_slab(slab, error);
    print_errors("universal_wide_table", error, 1e-13);
}

/* ---- growth ---------------------------------------------------------------------------------- */

/* Returns 2F1(3/2, 1; c; t); see physics.c. */
static real growth_series(real c, real t) {
    real sum = 1, term = 1;
    for (int n = 0; term > LDBL_EPSILON / 4 * sum; n++) {
        term *= (1.5L + n) / (c + n) * t;
        sum += term;
    }
    return sum;
}

static real growth_shape(real w) {
    const real x = w - 1;
    if (x <= 1) return growth_series(11 / 6.0L, x / w) / w;
    const real connection = tgammal(11 / 6.0L) * tgammal(2 / 3.0L) / tgammal(1.5L);
    return connection * sqrtl(w) * powl(x, -5 / 6.0L) - 1.25L * growth_series(5 / 3.0L, 1 / w) / w;
}

static real growth_function(const void *unused, int function, real w) {
    (void)unused;
    return function == 0 ? 1 / growth_shape(w) : growth_shape(w);
}

/* ---- exp2 ------------------------------------------------------------------------------------ */

enum { EXP2_CHECK_POINTS = 1000 };

/* Prints 2^x on [low, high] as a polynomial, and its largest error with rounded coefficients. */
static void print_polynomial(const char *name, real low, real high, int terms) {
    const real centre = (low + high) / 2, half = (high - low) / 2;
    real value[FIT_POINTS], series[FIT_POINTS], powers[FIT_POINTS], shifted[FIT_POINTS] = {0};
    for (int i = 0; i < FIT_POINTS; i++)
        value[i] = exp2l(centre + half * chebyshev_point(i, FIT_POINTS));
    chebyshev_fit(value, FIT_POINTS, series);
    chebyshev_to_powers(series, terms, powers);
    for (int j = terms - 1; j >= 0; j--) { /* Horner's scheme with (x - centre) / half for t */
        for (int k = terms - 1; k >= 0; k--)
            shifted[k] = (k > 0 ? shifted[k - 1] / half : 0) - shifted[k] * centre / half;
        shifted[0] += powers[j];
    }
    real error = 0;
    for (int i = 0; i <= EXP2_CHECK_POINTS; i++) {
        const real x = low + (high - low) * i / EXP2_CHECK_POINTS;
        real got = 0;
        for (int j = terms - 1; j >= 0; j--) got = got * x + (double)shifted[j];
        error = fmaxl(error, fabsl(got - exp2l(x)));
    }
    printf("/* On [%Lg, %Lg], with an error of at most %.1Le. */\nstatic const double %s[] = {\n",
           low, high, error, name);
    for (int j = 0; j < terms; j++) printf("    %a,\n", (double)shifted[j]);
    printf("};\n\n");
}

static void print_exp2(void) {
    printf("/* Made by generate_universal.c. */\n\n"
           "/* 2^(i/16) */\nstatic const double exp2_sixteenth[16] = {\n");
    for (int i = 0; i < 16; i++) printf("    %a,\n", (double)exp2l(i / 16.0L));
    printf("};\n\n");
    print_polynomial("exp2_short", 0, 1 / 16.0L, 7);
    print_polynomial("exp2_long", -0.5L, 0.5L, 11);
}

static void print_universal(void) {
    make_nodes();
    printf("/* Made by generate_universal.c. */\n#include \"universal.h\"\n\n");
    static spectrum untilted;
    spectrum_make(&untilted, 1);
    print_table("universal_table", (pair){functions_of_y, &untilted, true}, UNIVERSAL_FIRST,
                UNIVERSAL_BITS, UNIVERSAL_PANELS, 1e-14);
    print_wide_table();
    print_table("universal_growth_table", (pair){growth_function, NULL, false}, 0,
                UNIVERSAL_GROWTH_BITS, UNIVERSAL_GROWTH_PANELS, 1e-15);
}

/* Prints the tables of universal.h, or with the argument "exp2" those of vector_exp2.h. */
int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "exp2") == 0)
        print_exp2();
    else
        print_universal();
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("generate_universal");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
