/* SPDX-License-Identifier: MIT */
#include "statistics.h"

#include "die.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const hmf_interval undefined = {NAN, NAN, NAN, NAN};

/* Returns the probability that the median lies between the k-th smallest and the k-th largest of
 * count samples; 1 <= k <= count / 2. */
static double order_coverage(size_t k, size_t count) {
    return 1.0 - 2.0 * gsl_cdf_binomial_P((unsigned)(k - 1), 0.5, (unsigned)count);
}

hmf_interval hmf_median_interval(const double *samples, size_t count, double level) {
    if (count == 0) return undefined;
    double *sorted = xcalloc(count, sizeof *sorted);
    memcpy(sorted, samples, count * sizeof *sorted);
    gsl_sort(sorted, 1, count);

    size_t k = 1;
    while (k + 1 <= count / 2 && order_coverage(k + 1, count) >= level) k++;
    const hmf_interval interval = {
        .median = gsl_stats_median_from_sorted_data(sorted, 1, count),
        .low = sorted[k - 1],
        .high = sorted[count - k],
        .coverage = count > 1 ? order_coverage(k, count) : 0.0,
    };
    free(sorted);
    return interval;
}

hmf_interval hmf_ratio_interval(const double *a, size_t na, const double *b, size_t nb,
                                double level) {
    const hmf_interval above = hmf_median_interval(a, na, 0.5 * (1.0 + level));
    const hmf_interval below = hmf_median_interval(b, nb, 0.5 * (1.0 + level));
    return (hmf_interval){
        .median = above.median / below.median,
        .low = above.low / below.high,
        .high = above.high / below.low,
        .coverage = fmax(0.0, above.coverage + below.coverage - 1.0),
    };
}
