/* SPDX-License-Identifier: MIT */
#include "simulated_draws.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double beyond_chance = 1e-6;

const char *noise_name(noise kind) {
    static const char *const names[] = {"normal",   "lognormal",   "exponential", "layout",
                                        "outliers", "Student's t", "Cauchy",      "ticks"};
    return names[kind];
}

double noise_of_side(gsl_rng *rng, noise kind) {
    const double side = M_SQRT1_2; /* of two, 1 */
    switch (kind) {
    case NOISE_NORMAL: return gsl_ran_gaussian(rng, side);
    case NOISE_LOGNORMAL: return side * gsl_ran_lognormal(rng, 0.0, 1.0) / 2.16;
    case NOISE_EXPONENTIAL: return gsl_ran_exponential(rng, side);
    case NOISE_LAYOUT:
        return side * 0.98 * (gsl_rng_uniform(rng) < 0.5 ? 1.0 : -1.0) +
               gsl_ran_gaussian(rng, 0.2 * side);
    case NOISE_OUTLIERS:
        return gsl_ran_gaussian(rng, side) +
               (gsl_rng_uniform(rng) < 0.1 ? gsl_ran_exponential(rng, 10.0 * side) : 0.0);
    case NOISE_T2: return 0.6 * side * gsl_ran_tdist(rng, 2.0);
    case NOISE_CAUCHY: return gsl_ran_cauchy(rng, 0.4 * side);
    case NOISE_TICKS: return 0.6 * rint(gsl_ran_gaussian(rng, side / 0.6));
    case NOISE_COUNT: break;
    }
    return NAN;
}

simulated_draw simulate_draw(gsl_rng *rng, const simulation *s) {
    const double base = noise_of_side(rng, s->kind), new = noise_of_side(rng, s->kind),
                 copy = noise_of_side(rng, s->kind);
    return (simulated_draw){.ratio = s->effect + s->spread * (new - base),
                            .control = s->shift + s->spread * (copy - base)};
}

gsl_rng *seeded(unsigned long seed) {
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    if (!rng) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    gsl_rng_set(rng, seed);
    return rng;
}

size_t data_sets(size_t usual) {
    const char *text = getenv("HMF_SIMULATE");
    const long times = text ? strtol(text, NULL, 10) : 1;
    return usual * (size_t)(times < 1 ? 1 : times);
}

size_t at_most(size_t trials, double probability) {
    unsigned count = (unsigned)((double)trials * probability);
    while (gsl_cdf_binomial_Q(count, probability, (unsigned)trials) > beyond_chance) count++;
    return count;
}

size_t at_least(size_t trials, double probability) {
    unsigned count = (unsigned)((double)trials * probability);
    while (count > 0 &&
           gsl_cdf_binomial_P(count - 1, probability, (unsigned)trials) > beyond_chance)
        count--;
    return count;
}
