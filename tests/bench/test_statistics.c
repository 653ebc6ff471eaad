/* SPDX-License-Identifier: MIT */
/* Tests of statistics.h on data with known medians. */
#include "statistics.h"
#include "unit_test.h"

#include <math.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

/* For 10 samples the interval from the 2nd to the 9th covers 1 - 2 (1 + 10) / 2^10. */
static void known_samples(void **state) {
    (void)state;
    static const double ten[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    static const struct {
        const double *samples;
        size_t count;
        hmf_interval want;
    } cases[] = {
        {ten, 10, {5.5, 2.0, 9.0, 1.0 - 22.0 / 1024.0}},
        {ten, 4, {8.5, 7.0, 10.0, 1.0 - 2.0 / 16.0}},
        {ten, 3, {9.0, 8.0, 10.0, 1.0 - 2.0 / 8.0}},
        {ten, 1, {10.0, 10.0, 10.0, 0.0}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const hmf_interval got = hmf_median_interval(cases[i].samples, cases[i].count, 0.95);
        const hmf_interval want = cases[i].want;
        assert_true(got.median == want.median && got.low == want.low && got.high == want.high);
        assert_true(fabs(got.coverage - want.coverage) < 1e-12);
    }
    assert_true(isnan(hmf_median_interval(ten, 0, 0.95).median));
    const double two[20] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    const hmf_interval ratio = hmf_ratio_interval(ten, 10, two, 20, 0.95);
    assert_true(ratio.low == 1.0 && ratio.median == 2.75 && ratio.high == 4.5);
    assert_true(ratio.coverage >= 0.95);
    const hmf_interval few = hmf_ratio_interval(ten, 4, ten, 4, 0.95);
    assert_true(fabs(few.coverage - (1.0 - 4.0 / 16.0)) < 1e-12);
    assert_true(hmf_ratio_interval(ten, 2, ten, 1, 0.95).coverage == 0.0);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_samples),
        cmocka_unit_test(intervals_cover_the_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
