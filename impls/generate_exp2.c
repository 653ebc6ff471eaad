/* SPDX-License-Identifier: MIT */
/* generate_exp2.c: prints the coefficients of vector_exp2.h at build time. */
#include "chebyshev.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIT_POINTS = 24, CHECK_POINTS = 1000 };

typedef real function(real argument);

/* Prints f on [low, high] as a polynomial, and its largest error with rounded coefficients. */
static void print_polynomial(const char *name, function *f, real low, real high, int terms) {
    const real centre = (low + high) / 2, half = (high - low) / 2;
    real value[FIT_POINTS], series[FIT_POINTS], powers[FIT_POINTS], shifted[FIT_POINTS] = {0};
    for (int i = 0; i < FIT_POINTS; i++)
        value[i] = f(centre + half * chebyshev_point(i, FIT_POINTS));
    chebyshev_fit(value, FIT_POINTS, series);
    chebyshev_to_powers(series, terms, powers);
    for (int j = terms - 1; j >= 0; j--) { /* Horner's scheme with (x - centre) / half for t */
        for (int k = terms - 1; k >= 0; k--)
            shifted[k] = (k > 0 ? shifted[k - 1] / half : 0) - shifted[k] * centre / half;
        shifted[0] += powers[j];
    }
    real error = 0;
    for (int i = 0; i <= CHECK_POINTS; i++) {
        const real x = low + (high - low) * i / CHECK_POINTS;
        real got = 0;
        for (int j = terms - 1; j >= 0; j--) got = got * x + (double)shifted[j];
        error = fmaxl(error, fabsl(got - f(x)));
    }
    printf("/* On [%Lg, %Lg], with an error of at most %.1Le. */\nstatic const double %s[] = {\n",
           low, high, error, name);
    for (int j = 0; j < terms; j++) printf("    %a,\n", (double)shifted[j]);
    printf("};\n\n");
}

static void print_sixteen(const char *comment, const char *name, function *f) {
    printf("/* %s */\nstatic const double %s[16] = {\n", comment, name);
    for (int i = 0; i < 16; i++) printf("    %a,\n", (double)f(i / 16.0L));
    printf("};\n\n");
}

int main(void) {
    printf("/* Made by generate_exp2.c. */\n\n");
    print_sixteen("2^(i/16)", "exp2_sixteenth", exp2l);
    print_polynomial("exp2_short", exp2l, 0, 1 / 16.0L, 7);
    print_polynomial("exp2_long", exp2l, -0.5L, 0.5L, 11);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("generate_exp2");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
