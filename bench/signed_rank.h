/* SPDX-License-Identifier: MIT */
/*
 * signed_rank.h: the centre of a few measurements, with bounds that hold for any symmetric
 * distribution.
 *
 * The measurements are log ratios of the times of two sides, one for each independent draw. If the
 * sides are equally fast, a log ratio of x is as likely as one of -x, however skewed the times are.
 * Outliers and noise with two peaks widen the bounds but do not invalidate them.
 *
 * The centre is that of Hodges and Lehmann (Ann. Math. Stat. 34, 598, 1963): the median of the
 * means of all pairs of measurements, including each with itself. The bounds enclose the centres
 * that Wilcoxon's signed rank test does not reject (Hollander, Wolfe and Chicken, Nonparametric
 * Statistical Methods, 3rd edition, section 3.3), computed from its exact distribution.
 */
#ifndef HMF_SIGNED_RANK_H
#define HMF_SIGNED_RANK_H

#include <stddef.h>

enum { SIGNED_RANK_MAX = 512 }; /* measurements */

typedef struct {
    double centre;
    double low, high; /* the true centre is beyond each with a probability of at most `level`;
                       * infinite if there are too few measurements for that level */
} signed_rank;

/* Returns the centre and bounds of x[count], 1 <= count <= SIGNED_RANK_MAX, in any order; 0 < level
 * < 0.5 on each side. All are NaN if count or level is out of range, a measurement is not finite,
 * or memory is exhausted. */
signed_rank signed_rank_bounds(const double *x, size_t count, double level);

/* Returns the smallest number of measurements with finite bounds at that level. */
size_t signed_rank_least(double level);

#endif
