/* SPDX-License-Identifier: MIT */
/*
 * test_signed_rank.c: centres and bounds of small cases by enumeration, of published values, and of
 * simulated data with a known truth.
 *
 * Seeds are fixed, and no tolerance is fitted to them: the limits of error counts are quantiles of
 * the binomial distribution, exceeded once in a million tests. HMF_SIMULATE=N simulates N times as
 * many data sets.
 */
#include "signed_rank.h"
#include "simulated_draws.h"
#include "unit_test.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>

enum { SMALL = 12, MEANS_OF_50 = 50 * 51 / 2 };

/* ---- independent computations ---------------------------------------------------------------- */

static size_t sorted_means(const double *x, size_t count, double *mean) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++) mean[n++] = 0.5 * (x[i] + x[j]);
    gsl_sort(mean, 1, n);
    return n;
}

/* Returns the number of the 2^count sets of ranks whose sum is below k; exact for count <= 50. */
static uint64_t sets_below(size_t count, size_t k) {
    uint64_t sets[MEANS_OF_50 + 1] = {1}, below = 0;
    const size_t most = count * (count + 1) / 2;
    for (size_t rank = 1; rank <= count; rank++)
        for (size_t s = most; s >= rank; s--) sets[s] += sets[s - rank];
    for (size_t s = 0; s < k && s <= most; s++) below += sets[s];
    return below;
}

static double probability_below(size_t count, size_t k) {
    return ldexp((double)sets_below(count, k), -(int)count);
}

/* Returns the rank of the lower bound among the sorted means, which are all different; 0 if it is
 * infinite. */
static size_t rank_of_low(size_t count, double level) {
    double x[50] = {0}, mean[MEANS_OF_50];
    for (size_t i = 0; i < count; i++) x[i] = exp(0.1 * (double)i) * (i % 3 ? 1.0 : -1.0);
    const double low = signed_rank_bounds(x, count, level).low;
    const size_t means = sorted_means(x, count, mean);
    size_t rank = 0;
    while (rank < means && mean[rank] <= low) rank++;
    return rank;
}

/* ---- centres --------------------------------------------------------------------------------- */

static double centre_of(const double *x, size_t count) {
    return signed_rank_bounds(x, count, 0.05).centre;
}

static void centres_by_hand(void **state) {
    (void)state;
    assert_true(centre_of((double[]){3}, 1) == 3.0);
    assert_true(centre_of((double[]){1, 3}, 2) == 2.0);
    assert_true(centre_of((double[]){4, 1, 2}, 3) == 2.25);   /* between 2 and 2.5 */
    assert_true(centre_of((double[]){8, 1, 4, 2}, 4) == 3.5); /* between 3 and 4   */
    assert_true(centre_of((double[]){0, 100, 0, 0}, 4) == 0.0);
    assert_true(centre_of((double[]){-1, 1, -1, 1, 0}, 5) == 0.0);
}

/* Hamilton's depression scale in nine patients, Hollander, Wolfe and Chicken, tables 3.1 and 3.3,
 * with the sign changed: 0.46, from 0.010 to 0.786 at 96.1 %, because 10 of 512 sets are below 6.
 */
static void published_example(void **state) {
    (void)state;
    const double before[] = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30},
                 after[] = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    double x[9];
    for (int i = 0; i < 9; i++) x[i] = before[i] - after[i];
    const signed_rank bounds = signed_rank_bounds(x, 9, 10.0 / 512.0);
    assert_true(fabs(bounds.centre - 0.460) < 1e-12);
    assert_true(fabs(bounds.low - 0.010) < 1e-12 && fabs(bounds.high - 0.786) < 1e-12);
}

/* ---- levels ---------------------------------------------------------------------------------- */

/* One-sided critical values, the largest sum that is rejected: McCornack (J. Am. Stat. Assoc. 60,
 * 864, 1965). The bound is the next mean. */
static void tabulated_critical_values(void **state) {
    (void)state;
    static const struct {
        size_t count;
        double level;
        size_t critical;
    } table[] = {
        {5, 0.05, 0},    {8, 0.025, 3},    {10, 0.05, 10},  {10, 0.01, 5},   {12, 0.025, 13},
        {15, 0.025, 25}, {16, 0.01, 23},   {20, 0.05, 60},  {20, 0.005, 37}, {25, 0.05, 100},
        {25, 0.005, 68}, {30, 0.05, 151},  {30, 0.01, 120}, {50, 0.05, 466}, {50, 0.025, 434},
        {50, 0.01, 397}, {50, 0.005, 373},
    };
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(rank_of_low(table[i].count, table[i].level), table[i].critical + 1);
}

static const double some_levels[] = {0.49,  0.25,   0.125, 0.1,   0.05,
                                     0.025, 0.0625, 0.01,  0.001, 1.0 / 4096.0};
enum { SOME_LEVELS = COUNT(some_levels) };

/* The bound does not exceed the level, and the next mean would. Levels at and next to possible
 * probabilities would show a rounded sum. */
static void bounds_are_as_tight_as_possible(void **state) {
    (void)state;
    for (size_t count = 1; count <= 50; count++)
        for (int i = 0; i < SOME_LEVELS; i++) {
            const size_t k = rank_of_low(count, some_levels[i]);
            assert_true(probability_below(count, k) <= some_levels[i]);
            assert_true(probability_below(count, k + 1) > some_levels[i]);
        }
    for (size_t count = 2; count <= 50; count += 3) {
        const size_t k = 1 + count / 3;
        const double possible = probability_below(count, k);
        assert_int_equal(rank_of_low(count, possible), k);
        assert_int_equal(rank_of_low(count, possible * (1.0 - 1e-12)), k - 1);
    }
}

typedef struct {
    unsigned low, high; /* patterns whose bound is beyond the centre, 0    */
    unsigned tighter;   /* those whose mean after the lower bound is too   */
} passed;

/* Counts over all signs of these magnitudes. */
static passed over_all_signs(const double *magnitude, size_t count, double level) {
    passed p = {0};
    const size_t k = rank_of_low(count, level);
    for (unsigned pattern = 0; pattern < 1u << count; pattern++) {
        double x[SMALL], mean[SMALL * (SMALL + 1) / 2];
        for (size_t i = 0; i < count; i++) x[i] = pattern >> i & 1 ? magnitude[i] : -magnitude[i];
        const signed_rank bounds = signed_rank_bounds(x, count, level);
        p.low += bounds.low > 0.0;
        p.high += bounds.high < 0.0;
        const size_t means = sorted_means(x, count, mean);
        p.tighter += k < means && mean[k] > 0.0;
    }
    return p;
}

static void exact_over_all_signs(void **state) {
    (void)state;
    const double magnitude[SMALL] = {1.0,  0.3,  2.45, 7.7,  0.031, 5.2,
                                     11.9, 3.14, 0.6,  1.73, 4.04,  20.8};
    for (size_t count = 1; count <= SMALL; count += count < 8 ? 1 : 2)
        for (int i = 0; i < SOME_LEVELS; i++) {
            const passed p = over_all_signs(magnitude, count, some_levels[i]);
            const double allowed = some_levels[i] * ldexp(1.0, (int)count);
            assert_true((double)p.low <= allowed && (double)p.high <= allowed);
            assert_true((double)p.tighter > allowed);
            assert_int_equal(p.low, sets_below(count, rank_of_low(count, some_levels[i])));
            assert_int_equal(p.high, p.low);
        }
}

/* Equal magnitudes, and zeros, only make the bounds wider. */
static void ties_keep_the_level(void **state) {
    (void)state;
    static const double magnitude[][10] = {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                                           {0, 0, 0, 1, 1, 2, 2, 2, 3, 3},
                                           {0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
                                           {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                           {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
    for (size_t set = 0; set < COUNT(magnitude); set++)
        for (int i = 0; i < SOME_LEVELS; i++) {
            const passed p = over_all_signs(magnitude[set], 10, some_levels[i]);
            assert_true(p.low <= some_levels[i] * 1024.0 && p.high <= some_levels[i] * 1024.0);
        }
}

/* Compares with the normal approximation, which is accurate to a few per mille here. */
static void most_measurements(void **state) {
    (void)state;
    static double x[SIGNED_RANK_MAX], mean[SIGNED_RANK_MAX * (SIGNED_RANK_MAX + 1) / 2];
    const double n = SIGNED_RANK_MAX;
    gsl_rng *rng = seeded(20260201);
    for (size_t i = 0; i < SIGNED_RANK_MAX; i++) x[i] = gsl_ran_gaussian(rng, 1.0);
    gsl_rng_free(rng);
    const size_t means = sorted_means(x, SIGNED_RANK_MAX, mean);
    const double deviation = sqrt(n * (n + 1.0) * (2.0 * n + 1.0) / 24.0);
    static const struct {
        double level, normal;
    } table[] = {{0.05, 1.644854}, {0.01, 2.326348}, {1e-5, 4.264891}};
    for (int i = 0; i < 3; i++) {
        const signed_rank bounds = signed_rank_bounds(x, SIGNED_RANK_MAX, table[i].level);
        size_t k = 0;
        while (k < means && mean[k] <= bounds.low) k++;
        const double expected = 0.5 * (double)means - table[i].normal * deviation;
        assert_true(fabs((double)k - expected) < 0.003 * expected);
        assert_true(bounds.high == mean[means - k]);
    }
    /* 2^-512, the probability of equal signs, does not underflow. */
    assert_true(signed_rank_bounds(x, SIGNED_RANK_MAX, ldexp(1.0, -512)).low == mean[0]);
    assert_true(isinf(signed_rank_bounds(x, SIGNED_RANK_MAX, ldexp(1.0, -513)).low));
}

/* With fewer measurements the bounds are infinite, but the centre is known. */
static void least_number_of_measurements(void **state) {
    (void)state;
    assert_int_equal(signed_rank_least(0.49), 2);
    assert_int_equal(signed_rank_least(0.05), 5);
    assert_int_equal(signed_rank_least(0.01), 7);
    for (int i = 1; i < 50; i++) assert_int_equal(signed_rank_least(ldexp(1.0, -i)), i);
    double x[SIGNED_RANK_MAX];
    for (size_t i = 0; i < SIGNED_RANK_MAX; i++) x[i] = (double)i;
    for (double level = 0.49; level > 1e-12; level *= 0.83) {
        const size_t least = signed_rank_least(level);
        assert_true(isfinite(signed_rank_bounds(x, least, level).low));
        if (least == 1) continue;
        const signed_rank none = signed_rank_bounds(x, least - 1, level);
        assert_true(none.low == -HUGE_VAL && none.high == HUGE_VAL);
        assert_true(none.centre == 0.5 * (double)(least - 2));
    }
}

/* ---- invariances ---------------------------------------------------------------------------- */

static void assert_bounds(signed_rank a, double centre, double low, double high) {
    assert_true(a.centre == centre && a.low == low && a.high == high);
}

/* Uses whole numbers and powers of two, so that nothing is rounded. */
static void shift_scale_and_sign(void **state) {
    (void)state;
    gsl_rng *rng = seeded(20260202);
    for (size_t count = 1; count <= 40; count++) {
        double x[40], shifted[40], scaled[40], negated[40];
        for (size_t i = 0; i < count; i++) {
            x[i] = (double)gsl_rng_uniform_int(rng, 100) - 30.0;
            shifted[i] = x[i] + 1024.0;
            scaled[i] = x[i] * 0.125;
            negated[i] = -x[i];
        }
        const signed_rank b = signed_rank_bounds(x, count, 0.03);
        assert_bounds(signed_rank_bounds(shifted, count, 0.03), b.centre + 1024.0, b.low + 1024.0,
                      b.high + 1024.0);
        assert_bounds(signed_rank_bounds(scaled, count, 0.03), b.centre * 0.125, b.low * 0.125,
                      b.high * 0.125);
        assert_bounds(signed_rank_bounds(negated, count, 0.03), -b.centre, -b.high, -b.low);
        assert_true(b.low <= b.centre && b.centre <= b.high);
    }
    gsl_rng_free(rng);
}

static void order_does_not_matter(void **state) {
    (void)state;
    gsl_rng *rng = seeded(20260203);
    double x[31], before[31];
    for (int i = 0; i < 31; i++) x[i] = gsl_ran_cauchy(rng, 1.0);
    const signed_rank b = signed_rank_bounds(x, 31, 0.01);
    for (int i = 0; i < 50; i++) {
        gsl_ran_shuffle(rng, x, 31, sizeof *x);
        memcpy(before, x, sizeof x);
        assert_bounds(signed_rank_bounds(x, 31, 0.01), b.centre, b.low, b.high);
        assert_memory_equal(before, x, sizeof x);
    }
    gsl_rng_free(rng);
}

static void assert_rejected(const double *x, size_t count, double level) {
    const signed_rank b = signed_rank_bounds(x, count, level);
    assert_true(isnan(b.centre) && isnan(b.low) && isnan(b.high));
}

static void equal_values_and_rejections(void **state) {
    (void)state;
    double x[SIGNED_RANK_MAX + 1];
    for (size_t i = 0; i <= SIGNED_RANK_MAX; i++) x[i] = -0.75;
    for (size_t count = 7; count <= SIGNED_RANK_MAX; count += 101)
        assert_bounds(signed_rank_bounds(x, count, 0.01), -0.75, -0.75, -0.75);
    assert_rejected(x, 0, 0.05);
    assert_rejected(x, SIGNED_RANK_MAX + 1, 0.05);
    const double wrong[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++)
        for (size_t place = 0; place < 8; place++) {
            double y[8] = {1, 2, 3, 4, 5, 6, 7, 8};
            y[place] = wrong[i];
            assert_rejected(y, 8, 0.05);
        }
    const double no_level[] = {0.0, -0.1, 0.5, 1.0, HUGE_VAL, NAN};
    for (int i = 0; i < 6; i++) assert_rejected(x, 8, no_level[i]);
}

/* The number of allocations that succeed before all fail; the linker redirects malloc here
 * (--wrap), and calloc, because compilers replace malloc and memset with it. */
static size_t allocations_left = SIZE_MAX;

static bool allocation_fails(void) {
    if (allocations_left == 0) return true;
    allocations_left -= allocations_left != SIZE_MAX;
    return false;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_malloc(size_t size) {
    return allocation_fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return allocation_fails() ? NULL : __real_calloc(count, size);
}

static void short_memory(void **state) {
    (void)state;
    const double x[] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (size_t enough = 0; enough < 2; enough++) {
        allocations_left = enough;
        const signed_rank b = signed_rank_bounds(x, 8, 0.05);
        allocations_left = SIZE_MAX;
        assert_true(isnan(b.centre) && isnan(b.low) && isnan(b.high));
    }
    assert_true(signed_rank_bounds(x, 8, 0.05).centre == 4.5);
}

/* ---- coverage -------------------------------------------------------------------------------- */

typedef struct {
    size_t low, high; /* data sets whose bound is beyond the centre */
} misses;

/* Fills x[count] with one data set. */
typedef void (*fill)(gsl_rng *rng, const void *parameter, double *x, size_t count);

static misses count_misses(gsl_rng *rng, fill draw, const void *parameter, double centre,
                           size_t count, double level, size_t sets) {
    misses m = {0};
    for (size_t set = 0; set < sets; set++) {
        double x[64];
        draw(rng, parameter, x, count);
        const signed_rank b = signed_rank_bounds(x, count, level);
        m.low += b.low > centre;
        m.high += b.high < centre;
    }
    return m;
}

static void draw_equal_sides(gsl_rng *rng, const void *parameter, double *x, size_t count) {
    const simulation s = {.kind = *(const noise *)parameter, .spread = 1.0};
    for (size_t i = 0; i < count; i++) x[i] = simulate_draw(rng, &s).ratio;
}

/* The errors do not exceed the level on either side, and match the exact distribution if no two
 * measurements are equal. */
static void bounds_cover_with_any_noise(void **state) {
    (void)state;
    const size_t sets = data_sets(3000);
    gsl_rng *rng = seeded(20260204);
    for (noise kind = 0; kind < NOISE_COUNT; kind++)
        for (size_t count = 16; count <= 32; count += 16)
            for (double level = 0.002; level < 0.1; level *= 20.0) {
                const misses m =
                    count_misses(rng, draw_equal_sides, &kind, 0.0, count, level, sets);
                const double used = probability_below(count, rank_of_low(count, level));
                const size_t both = m.low + m.high;
                if (m.low > at_most(sets, level) || m.high > at_most(sets, level))
                    fail_msg("%s, %zu: %zu and %zu of %zu", noise_name(kind), count, m.low, m.high,
                             sets);
                assert_true(both <= at_most(sets, 2.0 * used));
                if (kind != NOISE_TICKS) assert_true(both >= at_least(sets, 2.0 * used));
            }
    gsl_rng_free(rng);
}

/* Draws with a noise level that changes slowly, equally on both sides. */
static void draw_uneven(gsl_rng *rng, const void *parameter, double *x, size_t count) {
    double log_width = gsl_ran_gaussian(rng, 1.0);
    for (size_t i = 0; i < count; i++) {
        draw_equal_sides(rng, parameter, x + i, 1);
        x[i] *= exp(log_width);
        log_width = 0.95 * log_width + gsl_ran_gaussian(rng, sqrt(1.0 - 0.95 * 0.95));
    }
}

/* Each draw must be as likely to be x as -x given those before; its width may depend on them. */
static void width_may_depend_on_the_past(void **state) {
    (void)state;
    const size_t sets = data_sets(4000);
    const noise kind = NOISE_EXPONENTIAL;
    gsl_rng *rng = seeded(20260205);
    const misses m = count_misses(rng, draw_uneven, &kind, 0.0, 24, 0.05, sets);
    gsl_rng_free(rng);
    assert_true(m.low + m.high <= at_most(sets, 0.1));
    assert_true(m.low + m.high >=
                at_least(sets, 2.0 * probability_below(24, rank_of_low(24, 0.05))));
}

/* ---- violated assumptions ------------------------------------------------------------------- */

/* Asserts that the errors are between `times` and `below` the level, with a large reserve for
 * chance, so that the comments below stay true. */
static void assert_missed(const char *title, size_t missed, size_t sets, double level, double times,
                          double below) {
    if (missed < at_least(sets, times * level) || missed > at_most(sets, below * level) ||
        missed <= at_most(sets, level))
        fail_msg("%s: %zu of %zu", title, missed, sets);
}

static void draw_remembering(gsl_rng *rng, const void *parameter, double *x, size_t count) {
    const double rho = *(const double *)parameter;
    x[0] = gsl_ran_gaussian(rng, 1.0);
    for (size_t i = 1; i < count; i++)
        x[i] = rho * x[i - 1] + gsl_ran_gaussian(rng, sqrt(1.0 - rho * rho));
}

/* With a correlation of 0.5 between successive measurements the variance of the centre is three
 * times the test's assumption: a bound at 1 % is exceeded in 8 % of all cases, and more
 * measurements do not help. The rounds of one process are correlated, so one process is one
 * measurement. */
static void memory_breaks_the_level(void **state) {
    (void)state;
    const size_t sets = data_sets(3000);
    const double rho = 0.5;
    gsl_rng *rng = seeded(20260206);
    for (size_t count = 16; count <= 64; count += 48) {
        const misses m = count_misses(rng, draw_remembering, &rho, 0.0, count, 0.01, sets);
        assert_missed("memory", m.low, sets, 0.01, 7.0, 9.5);
        assert_missed("memory", m.high, sets, 0.01, 7.0, 9.5);
    }
    gsl_rng_free(rng);
}

/* Draws in turns from eight layouts of either side; layouts differ as much as draws. */
static void draw_of_eight_layouts(gsl_rng *rng, const void *parameter, double *x, size_t count) {
    double base[8], new[8];
    for (int i = 0; i < 8; i++) {
        base[i] = noise_of_side(rng, NOISE_LAYOUT);
        new[i] = noise_of_side(rng, NOISE_LAYOUT);
    }
    draw_equal_sides(rng, parameter, x, count);
    for (size_t i = 0; i < count; i++) x[i] += new[i % 8] - base[i % 8];
}

/* The difference of the two sets of layouts does not average out over the draws: a bound at 1 % is
 * exceeded in 3 % of all cases at 16 draws, in 14 % at 64. */
static void layouts_used_again_break_the_level(void **state) {
    (void)state;
    const size_t sets = data_sets(2000);
    const noise kind = NOISE_NORMAL;
    gsl_rng *rng = seeded(20260207);
    const misses m = count_misses(rng, draw_of_eight_layouts, &kind, 0.0, 64, 0.01, sets);
    gsl_rng_free(rng);
    assert_missed("layouts", m.low, sets, 0.01, 12.0, 16.0);
}

/* A tail on one side only, which equal sides never have: exponential, with median 0.693, centre
 * 0.839 and mean 1. The error for the centre is at most about twice the level. The error for median
 * and mean grows with the measurements, to 15 % instead of 1 % at 64: the bounds hold for neither.
 */
static void asymmetry_breaks_the_level(void **state) {
    (void)state;
    const size_t sets = data_sets(3000);
    const double centre = 0.8391734950083302, median = M_LN2, mean = 1.0;
    size_t above_median = 0, above_centre = 0, below_centre = 0, below_mean = 0;
    gsl_rng *rng = seeded(20260208);
    for (size_t set = 0; set < sets; set++) {
        double x[64];
        for (int i = 0; i < 64; i++) x[i] = gsl_ran_exponential(rng, 1.0);
        const signed_rank b = signed_rank_bounds(x, 64, 0.01);
        above_median += b.low > median;
        above_centre += b.low > centre;
        below_centre += b.high < centre;
        below_mean += b.high < mean;
    }
    gsl_rng_free(rng);
    assert_true(above_centre <= at_most(sets, 0.02) && below_centre <= at_most(sets, 0.02));
    assert_missed("median", above_median, sets, 0.01, 13.0, 18.0);
    assert_missed("mean", below_mean, sets, 0.01, 13.0, 18.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(centres_by_hand),
        cmocka_unit_test(published_example),
        cmocka_unit_test(tabulated_critical_values),
        cmocka_unit_test(bounds_are_as_tight_as_possible),
        cmocka_unit_test(exact_over_all_signs),
        cmocka_unit_test(ties_keep_the_level),
        cmocka_unit_test(most_measurements),
        cmocka_unit_test(least_number_of_measurements),
        cmocka_unit_test(shift_scale_and_sign),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(equal_values_and_rejections),
        cmocka_unit_test(short_memory),
        cmocka_unit_test(bounds_cover_with_any_noise),
        cmocka_unit_test(width_may_depend_on_the_past),
        cmocka_unit_test(memory_breaks_the_level),
        cmocka_unit_test(layouts_used_again_break_the_level),
        cmocka_unit_test(asymmetry_breaks_the_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
