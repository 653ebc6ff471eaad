/**
 * @file
 * statistics.h: what can be said from repeated timings without assuming their distribution.
 */
#ifndef HMF_STATISTICS_H
#define HMF_STATISTICS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A median with a confidence interval. With too few samples for the level asked the interval is
 * the widest there is and coverage, the probability it really has, is lower than asked. */
typedef struct {
    double median;   /**< in the samples' unit                  */
    double low;      /**< lower end of the interval             */
    double high;     /**< upper end of the interval             */
    double coverage; /**< probability that it holds the median  */
} hmf_interval;

/**
 * The median of count >= 1 samples, in any order and unit, and the interval between two order
 * statistics that covers the distribution's median with a probability of at least level, for
 * independent samples of any continuous distribution: the number of samples below the median is
 * binomial (David & Nagaraja, Order Statistics, 3rd edition, section 7.1). Everything is NaN when
 * memory is short or count is 0.
 */
hmf_interval hmf_median_interval(const double *samples, size_t count, double level);

/**
 * The ratio median(a) / median(b) of two independent sets of positive samples. The interval divides
 * the ends of the two medians' intervals, each taken at (1 + level) / 2, and so is conservative
 * (Bonferroni).
 */
hmf_interval hmf_ratio_interval(const double *a, size_t na, const double *b, size_t nb,
                                double level);

#ifdef __cplusplus
}
#endif

#endif
