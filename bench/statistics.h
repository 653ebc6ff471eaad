/* SPDX-License-Identifier: MIT */
/**
 * @file
 * statistics.h: medians and ratios of repeated timings, with intervals that assume no distribution.
 */
#ifndef HMF_STATISTICS_H
#define HMF_STATISTICS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A median with a confidence interval. If there are too few samples for the requested level, the
 * interval is the widest possible one and its coverage is below that level. */
typedef struct {
    double median;   /**< in the samples' unit                  */
    double low;      /**< lower end of the interval             */
    double high;     /**< upper end of the interval             */
    double coverage; /**< probability that it contains the median*/
} hmf_interval;

/**
 * Returns the median of samples[count], in any order and unit, and the interval between two order
 * statistics that contains the distribution's median with a probability of at least level. It holds
 * for independent samples of any continuous distribution, because the number of samples below the
 * median is binomial (David & Nagaraja, Order Statistics, 3rd edition, section 7.1). If count is 0,
 * everything is NaN.
 */
hmf_interval hmf_median_interval(const double *samples, size_t count, double level);

/**
 * Returns median(a) / median(b) of two independent sets of positive samples. The interval divides
 * the ends of the two medians' intervals at the level (1 + level) / 2, which is conservative
 * (Bonferroni).
 */
hmf_interval hmf_ratio_interval(const double *a, size_t na, const double *b, size_t nb,
                                double level);

#ifdef __cplusplus
}
#endif

#endif
