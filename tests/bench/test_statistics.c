/* SPDX-License-Identifier: MIT */
/* Tests of statistics.h on data with known medians. */
#include "statistics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

static void median_of_known_samples(void **state) {
    (void)state;
    const double odd[] = {5.0, 1.0, 3.0}, even[] = {4.0, 1.0, 3.0, 2.0};
    assert_true(hmf_median_interval(odd, 3, 0.95).median == 3.0);
    assert_true(hmf_median_interval(even, 4, 0.95).median == 2.5);
}

/* For 10 samples the interval from the 2nd to the 9th covers 1 - 2 (1 + 10) / 2^10. */
static void interval_between_order_statistics(void **state) {
    (void)state;
    const double samples[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    const hmf_interval interval = hmf_median_interval(samples, 10, 0.95);
    assert_true(interval.low == 2.0 && interval.high == 9.0);
    assert_true(fabs(interval.coverage - (1.0 - 22.0 / 1024.0)) < 1e-12);
}

static void few_samples_have_a_low_coverage(void **state) {
    (void)state;
    const double samples[] = {1, 2, 3, 4};
    const hmf_interval four = hmf_median_interval(samples, 4, 0.95);
    assert_true(four.low == 1.0 && four.high == 4.0 && four.coverage < 0.95);
    assert_true(hmf_median_interval(samples, 1, 0.95).coverage == 0.0);
    const hmf_interval ratio = hmf_ratio_interval(samples, 4, samples, 4, 0.95);
    assert_true(fabs(ratio.coverage - (1.0 - 4.0 / 16.0)) < 1e-12);
    assert_true(hmf_ratio_interval(samples, 2, samples, 1, 0.95).coverage == 0.0);
    assert_true(isnan(hmf_median_interval(samples, 0, 0.95).median));
}

/* Fills samples with skewed times, a lognormal of median 1 with one outlier in twenty. */
static void draw_times(gsl_rng *rng, double *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        samples[i] = gsl_ran_lognormal(rng, 0.0, 0.1);
        if (gsl_rng_uniform(rng) < 0.025)
            samples[i] *= 5.0;
        else if (gsl_rng_uniform(rng) < 0.025)
            samples[i] /= 5.0;
    }
}

/* In 4000 trials the coverage must not be below 95 % by more than 4 standard deviations of
 * sqrt(0.05 * 0.95 / 4000) = 0.0034. */
static void intervals_cover_the_truth(void **state) {
    (void)state;
    enum { TRIALS = 4000, SAMPLES = 12 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    assert_non_null(rng);
    gsl_rng_set(rng, 20260101);
    int median_covered = 0, ratio_covered = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double a[SAMPLES], b[SAMPLES];
        draw_times(rng, a, SAMPLES);
        draw_times(rng, b, SAMPLES);
        const hmf_interval median = hmf_median_interval(a, SAMPLES, 0.95);
        const hmf_interval ratio = hmf_ratio_interval(a, SAMPLES, b, SAMPLES, 0.95);
        median_covered += median.low <= 1.0 && median.high >= 1.0;
        ratio_covered += ratio.low <= 1.0 && ratio.high >= 1.0;
    }
    gsl_rng_free(rng);
    const double least = (0.95 - 4 * 0.0034) * (double)TRIALS;
    assert_true(median_covered >= least);
    assert_true(ratio_covered >= least);
    /* An interval that always covers the truth would be useless. */
    assert_true(median_covered < TRIALS);
}

static void ratio_of_known_samples(void **state) {
    (void)state;
    double a[20], b[20];
    for (int i = 0; i < 20; i++) {
        a[i] = 6.0;
        b[i] = 2.0;
    }
    const hmf_interval ratio = hmf_ratio_interval(a, 20, b, 20, 0.95);
    assert_true(ratio.low == 3.0 && ratio.median == 3.0 && ratio.high == 3.0);
    assert_true(ratio.coverage >= 0.95);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_of_known_samples),
        cmocka_unit_test(interval_between_order_statistics),
        cmocka_unit_test(few_samples_have_a_low_coverage),
        cmocka_unit_test(intervals_cover_the_truth),
        cmocka_unit_test(ratio_of_known_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
