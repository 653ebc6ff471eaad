/* SPDX-License-Identifier: MIT */
/*
 * simulated_draws.h: simulated log ratios with a known truth, and limits of error counts.
 *
 * HMF_SIMULATE=N in the environment makes N times as many simulated data sets.
 */
#ifndef HMF_TEST_SIMULATED_DRAWS_H
#define HMF_TEST_SIMULATED_DRAWS_H

#include <stddef.h>

#include <gsl/gsl_rng.h>

/* The noise of the log time of one side. The difference of two equal sides has a standard deviation
 * of 1, or a similar interquartile range if it has no variance. */
typedef enum {
    NOISE_NORMAL,
    NOISE_LOGNORMAL,   /* skewed, a long tail                                       */
    NOISE_EXPONENTIAL, /* skewed, bounded below by the cost of the work             */
    NOISE_LAYOUT,      /* two peaks: a good or a bad layout                         */
    NOISE_OUTLIERS,    /* normal; one in ten is disturbed, by ten times as much     */
    NOISE_T2,          /* Student's t with 2 degrees of freedom: no variance        */
    NOISE_CAUCHY,      /* not even a mean                                           */
    NOISE_TICKS,       /* normal, on a coarse clock: many values are equal, or zero */
    NOISE_COUNT
} noise;

const char *noise_name(noise kind);

/* Returns the log time of one side. */
double noise_of_side(gsl_rng *rng, noise kind);

/* The truth of a draw of the base, the new build and a copy of the base, which differ only by
 * `effect` and `shift`. Both log ratios have the same base, as in the gate. */
typedef struct {
    noise kind;
    double spread; /* of a log ratio        */
    double effect; /* of new to base        */
    double shift;  /* of the copy to base   */
} simulation;

typedef struct {
    double ratio, control;
} simulated_draw;

simulated_draw simulate_draw(gsl_rng *rng, const simulation *s);

/* Returns a generator, or ends the program if memory is short. */
gsl_rng *seeded(unsigned long seed);

/* Returns usual, times HMF_SIMULATE. */
size_t data_sets(size_t usual);

/* Return the limits that a count of events of that probability exceeds, or falls below, with a
 * probability of at most 1e-6. */
size_t at_most(size_t trials, double probability);
size_t at_least(size_t trials, double probability);

#endif
