/* SPDX-License-Identifier: MIT */
#include "signed_rank.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Returns the largest k with P(T < k) <= level. T is the sum of the positive ranks among `count`,
 * each positive with a probability of 1/2. probability[s], s <= count (count + 1) / 2, is scratch.
 */
static size_t left_out(size_t count, double level, double *probability) {
    const size_t most = count * (count + 1) / 2;
    memset(probability, 0, (most + 1) * sizeof *probability);
    probability[0] = 1.0;
    for (size_t rank = 1, sum = 0; rank <= count; rank++) {
        sum += rank;
        for (size_t s = sum + 1; s-- > 0;)
            probability[s] = 0.5 * (probability[s] + (s >= rank ? probability[s - rank] : 0.0));
    }
    size_t k = 0;
    for (double below = probability[0]; below <= level; below += probability[k]) k++;
    return k;
}

static signed_rank bounds_of(const double *mean, size_t means, size_t k) {
    const double centre = 0.5 * (mean[(means - 1) / 2] + mean[means / 2]);
    if (k == 0) return (signed_rank){centre, -HUGE_VAL, HUGE_VAL};
    return (signed_rank){centre, mean[k - 1], mean[means - k]};
}

signed_rank signed_rank_bounds(const double *x, size_t count, double level) {
    signed_rank result = {NAN, NAN, NAN};
    if (count < 1 || count > SIGNED_RANK_MAX || !(level > 0.0 && level < 0.5)) return result;
    const size_t means = count * (count + 1) / 2;
    double *mean = malloc(means * sizeof *mean), *scratch = malloc((means + 1) * sizeof *scratch);
    bool finite = true;
    if (mean && scratch) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++) {
            finite &= isfinite(x[i]) != 0;
            for (size_t j = 0; j <= i; j++) mean[n++] = 0.5 * (x[i] + x[j]);
        }
        qsort(mean, means, sizeof *mean, ascending);
        if (finite) result = bounds_of(mean, means, left_out(count, level, scratch));
    }
    free(mean);
    free(scratch);
    return result;
}

size_t signed_rank_least(double level) {
    return (size_t)ceil(-log2(level)); /* P(all have one sign) = 2^-count */
}
