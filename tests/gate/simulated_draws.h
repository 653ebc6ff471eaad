/*
 * simulated_draws.h: log ratios as the gate measures them, with a known truth, and how far a count
 * of errors may be from what is expected of it.
 *
 * HMF_SIMULATE=N in the environment makes N times as many simulated data sets.
 */
#ifndef HMF_TEST_SIMULATED_DRAWS_H
#define HMF_TEST_SIMULATED_DRAWS_H

#include <stddef.h>

#include <gsl/gsl_rng.h>

/* Of the log time of one side. What two alike sides differ by has a standard deviation of 1, or an
 * interquartile range about like that where it has none. */
typedef enum {
    NOISE_NORMAL,
    NOISE_LOGNORMAL,   /* skewed, a long tail                                       */
    NOISE_EXPONENTIAL, /* skewed, nothing below what the work costs                 */
    NOISE_LAYOUT,      /* two peaks: the code lies well or badly                    */
    NOISE_OUTLIERS,    /* normal; one in ten is disturbed, by ten times as much     */
    NOISE_T2,          /* Student's t with 2 degrees of freedom: no variance        */
    NOISE_CAUCHY,      /* not even a mean                                           */
    NOISE_TICKS,       /* normal, on a coarse clock: many values are equal, or zero */
    NOISE_COUNT
} noise;

const char *noise_name(noise kind);

/* One side's log time. */
double noise_of_side(gsl_rng *rng, noise kind);

/* One draw: the base, the new build and a copy of the base, all alike but for `effect` and `shift`,
 * with so wide a noise. Both log ratios have the same base, as in the gate. */
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

/* Ends the program with a message when memory is short. */
gsl_rng *seeded(unsigned long seed);

/* usual, or HMF_SIMULATE times as many. */
size_t data_sets(size_t usual);

/* Of a count of events, each with the given probability: the least number that it is above, and the
 * largest that it is below, with a probability of at most 1e-6. */
size_t at_most(size_t trials, double probability);
size_t at_least(size_t trials, double probability);

#endif
