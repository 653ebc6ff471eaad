/*
 * signed_rank.h: the centre of a few measurements, and bounds on it that hold whatever their
 * distribution, if it is symmetric.
 *
 * The measurements are log ratios of the same work on two sides, one for each independent draw.
 * Under no change both sides are alike, and the log ratio is as likely to be x as -x: symmetric,
 * however skewed the times themselves are. Outliers and two-peaked noise cost width, not truth.
 *
 * Centre: Hodges and Lehmann (Ann. Math. Stat. 34, 598, 1963), the median of all means of two
 * measurements (of one with itself as well). Bounds: the means in between of which Wilcoxon's
 * signed rank test rejects no centre (Hollander, Wolfe and Chicken, Nonparametric Statistical
 * Methods, 3rd edition, section 3.3), from its exact distribution.
 */
#ifndef HMF_SIGNED_RANK_H
#define HMF_SIGNED_RANK_H

#include <stddef.h>

enum { SIGNED_RANK_MAX = 512 }; /* measurements */

typedef struct {
    double centre;
    double low, high; /* each passed by the true centre with a probability of at most `level`;
                       * infinite where there are too few measurements for that level */
} signed_rank;

/* Of x[count], 1 <= count <= SIGNED_RANK_MAX, in any order; 0 < level < 0.5 on each side. All NaN
 * where the count or the level is out of range, a measurement is not finite, or memory is short. */
signed_rank signed_rank_bounds(const double *x, size_t count, double level);

/* The least number of measurements for which a bound at that level is finite. */
size_t signed_rank_least(double level);

#endif
