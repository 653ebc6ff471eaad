/* SPDX-License-Identifier: MIT */
/*
 * test_verdict.c: verdicts in simple cases, and in simulated runs of the gate with a known truth:
 * how often it raises a false alarm, misses a slow-down, or trusts an unfit machine.
 *
 * Seeds are fixed, and no tolerance is fitted to them: the limits of error counts are quantiles of
 * the binomial distribution, exceeded once in a million tests. HMF_SIMULATE=N simulates N times as
 * many runs and prints the counts.
 */
#include "simulated_draws.h"
#include "unit_test.h"
#include "verdict.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const double margin = 0.00995033085316808; /* log(1.01) */

/* ---- looks ----------------------------------------------------------------------------------- */

static void looks_are_counted(void **state) {
    (void)state;
    static const struct {
        size_t most, looks;
    } table[] = {{0, 1},  {1, 1},  {15, 1}, {16, 1}, {17, 2},   {23, 2},  {24, 2},
                 {25, 3}, {31, 3}, {32, 3}, {33, 4}, {511, 63}, {512, 63}};
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(verdict_looks(&(verdict_rule){.most = table[i].most}), table[i].looks);
    for (size_t most = 1; most <= SIGNED_RANK_MAX; most++) {
        const verdict_rule rule = {.most = most};
        size_t looks = 0;
        for (size_t count = 1; count <= most; count++) {
            const bool look = verdict_is_look(&rule, count);
            looks += look;
            assert_true(!look || count == most || (count >= 16 && count % 8 == 0));
        }
        assert_int_equal(looks, verdict_looks(&rule));
        assert_true(verdict_is_look(&rule, most));
    }
}

/* ---- simple cases ---------------------------------------------------------------------------- */

enum { PLAIN = 24 };

/* Spreads values evenly around the centre. */
static void around(double *x, size_t count, double centre, double width) {
    for (size_t i = 0; i < count; i++)
        x[i] = centre + width * (2.0 * (double)i / (double)(count - 1) - 1.0);
}

/* Judges at the first of two looks, or at the last. */
static verdict_findings plain(size_t count, double centre, double width, double shift,
                              double unrest) {
    const verdict_rule rule = {.margin = 0.01, .level = 0.05, .comparisons = 20, .most = PLAIN};
    double ratio[PLAIN], control[PLAIN];
    around(ratio, count, centre, width);
    around(control, count, shift, unrest);
    return verdict_judge(&rule, ratio, control, count);
}

/* The verdicts at the first look and at the last. The last cases have a centre beyond the margin,
 * but not the bound: of new to base, or only of new to copy. */
static void plain_verdicts(void **state) {
    (void)state;
    static const char over[] = "its interval includes the margin";
    static const struct {
        double centre, width, unrest;
        verdict_kind first, last;
        const char *reason;
    } table[] = {
        {0.000, 0.004, 0.004, VERDICT_SAME, VERDICT_SAME, ""},
        {0.020, 0.004, 0.004, VERDICT_SLOWER, VERDICT_SLOWER, ""},
        {-0.02, 0.004, 0.004, VERDICT_FASTER, VERDICT_FASTER, ""},
        {0.010, 0.004, 0.004, VERDICT_OPEN, VERDICT_INCONCLUSIVE, over},
        {0.000, 0.100, 0.004, VERDICT_OPEN, VERDICT_INCONCLUSIVE, over},
        {0.0105, 0.004, 0.004, VERDICT_OPEN, VERDICT_INCONCLUSIVE, over},
        {-0.0105, 0.004, 0.004, VERDICT_OPEN, VERDICT_SAME, ""},
        {0.011, 0.0005, 0.006, VERDICT_OPEN, VERDICT_INCONCLUSIVE, over},
        {-0.011, 0.0005, 0.006, VERDICT_OPEN, VERDICT_SAME, ""},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const double centre = table[i].centre, width = table[i].width, unrest = table[i].unrest;
        const verdict_findings first = plain(16, centre, width, 0.0, unrest),
                               last = plain(PLAIN, centre, width, 0.0, unrest);
        if (first.verdict != table[i].first || last.verdict != table[i].last)
            fail_msg("case %zu: %s, %s", i, verdict_name(first.verdict),
                     verdict_name(last.verdict));
        assert_string_equal(first.reason, "");
        assert_string_equal(last.reason, table[i].reason);
    }
}

/* A shifted or wide control excludes "same", but not a verdict on a difference beyond it. */
static void beyond_the_control(void **state) {
    (void)state;
    static const char differ[] = "two copies of the base differ",
                      noisy[] = "too much noise: two copies of the base may differ";
    static const struct {
        double centre, width, shift, unrest;
        verdict_kind verdict;
        const char *reason;
    } table[] = {
        {0.000, 0.001, 0.020, 0.001, VERDICT_INCONCLUSIVE, differ},
        {0.000, 0.001, -0.02, 0.001, VERDICT_INCONCLUSIVE, differ},
        {0.000, 0.001, 0.000, 0.100, VERDICT_INCONCLUSIVE, noisy},
        {0.000, 0.001, 0.005, 0.004, VERDICT_SAME, ""},
        {0.015, 0.001, 0.008, 0.001, VERDICT_INCONCLUSIVE, "its interval includes the margin"},
        {0.015, 0.001, -0.008, 0.001, VERDICT_SLOWER, ""},
        {0.025, 0.001, 0.020, 0.001, VERDICT_INCONCLUSIVE, differ}, /* 0.005 to the copy */
        {0.035, 0.001, 0.020, 0.001, VERDICT_INCONCLUSIVE, differ}, /* 0.01 more: the excess */
        {0.050, 0.001, 0.020, 0.001, VERDICT_SLOWER, ""},
        {0.015, 0.001, -0.020, 0.001, VERDICT_INCONCLUSIVE, differ}, /* the excess again */
        {0.025, 0.001, -0.020, 0.001, VERDICT_SLOWER, ""},
        {-0.05, 0.001, -0.020, 0.001, VERDICT_FASTER, ""},
        {-0.025, 0.001, -0.020, 0.001, VERDICT_INCONCLUSIVE, differ},
        {1.100, 0.300, 0.000, 0.100, VERDICT_SLOWER, ""},
        {-1.10, 0.300, 0.000, 0.100, VERDICT_FASTER, ""},
        {4.143, 0.050, 0.020, 0.050, VERDICT_SLOWER, ""}, /* 63 times */
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const verdict_findings f =
            plain(PLAIN, table[i].centre, table[i].width, table[i].shift, table[i].unrest);
        if (f.verdict != table[i].verdict || strcmp(f.reason, table[i].reason) != 0)
            fail_msg("case %zu: %s %s", i, verdict_name(f.verdict), f.reason);
        if (table[i].verdict == VERDICT_INCONCLUSIVE)
            assert_int_equal(
                plain(16, table[i].centre, table[i].width, table[i].shift, table[i].unrest).verdict,
                VERDICT_OPEN);
    }
}

/* All measurements are equal: the margin itself is neither above nor below the margin. */
static void at_the_margin(void **state) {
    (void)state;
    const double above = nextafter(0.01, 1.0), below = nextafter(0.01, 0.0);
    const struct {
        double ratio, control;
        verdict_kind verdict;
    } table[] = {{0.01, 0.0, VERDICT_INCONCLUSIVE},  {above, 0.0, VERDICT_SLOWER},
                 {below, 0.0, VERDICT_SAME},         {-0.01, 0.0, VERDICT_SAME},
                 {-above, 0.0, VERDICT_FASTER},      {0.0, 0.01, VERDICT_INCONCLUSIVE},
                 {0.0, -0.01, VERDICT_INCONCLUSIVE}, {0.0, below, VERDICT_SAME}};
    for (size_t i = 0; i < COUNT(table); i++)
        if (plain(PLAIN, table[i].ratio, 0.0, table[i].control, 0.0).verdict != table[i].verdict)
            fail_msg("case %zu", i);
}

/* 4 measurements have no finite bound at these levels. */
static void too_few_measurements(void **state) {
    (void)state;
    const verdict_rule rule = {.margin = 0.01, .level = 0.05, .comparisons = 1, .most = 4};
    const double slow[] = {1, 1, 1, 1}, none[] = {0, 0, 0, 0};
    assert_int_equal(verdict_judge(&rule, slow, none, 4).verdict, VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict_judge(&rule, none, none, 4).verdict, VERDICT_INCONCLUSIVE);
    assert_int_equal(verdict_judge(&rule, none, none, 3).verdict, VERDICT_OPEN);
    assert_int_equal(verdict_judge(&rule, none, none, 0).verdict, VERDICT_OPEN);
}

/* Values that are not finite, or a level of 0, never lead to a conclusion. */
static void nonsense_concludes_nothing(void **state) {
    (void)state;
    const double wrong[] = {NAN, INFINITY, -INFINITY};
    const verdict_rule rule = {.margin = 0.01, .level = 0.05, .comparisons = 1, .most = PLAIN};
    double good[PLAIN], bad[PLAIN];
    for (int i = 0; i < 3; i++) {
        around(good, PLAIN, 0.0, 0.0);
        around(bad, PLAIN, 0.0, 0.0);
        bad[5] = wrong[i];
        assert_int_equal(verdict_judge(&rule, bad, good, 16).verdict, VERDICT_OPEN);
        assert_int_equal(verdict_judge(&rule, bad, good, PLAIN).verdict, VERDICT_INCONCLUSIVE);
        assert_int_equal(verdict_judge(&rule, good, bad, PLAIN).verdict, VERDICT_INCONCLUSIVE);
    }
    around(bad, PLAIN, 0.05, 0.0);
    verdict_rule no_level = rule;
    no_level.level = 0.0;
    assert_int_equal(verdict_judge(&no_level, bad, good, PLAIN).verdict, VERDICT_INCONCLUSIVE);
}

/* The levels in verdict.h: all looks and all comparisons share the level of an alarm, all looks
 * those of the other bounds. */
static void levels_are_shared(void **state) {
    (void)state;
    gsl_rng *rng = seeded(20260301);
    for (size_t comparisons = 1; comparisons <= 40; comparisons += 13)
        for (size_t most = 16; most <= 64; most += 12) {
            const verdict_rule rule = {
                .margin = 0.01, .level = 0.05, .comparisons = comparisons, .most = most};
            const simulation s = {.kind = NOISE_NORMAL, .spread = 0.002};
            double ratio[64], control[64];
            for (size_t i = 0; i < most; i++) {
                const simulated_draw d = simulate_draw(rng, &s);
                ratio[i] = d.ratio;
                control[i] = d.control;
            }
            const double looks = (double)verdict_looks(&rule);
            const verdict_findings f = verdict_judge(&rule, ratio, control, most);
            const signed_rank alarm = signed_rank_bounds(ratio, most,
                                                         0.05 / looks / (double)comparisons),
                              pass = signed_rank_bounds(ratio, most, 0.01 / looks),
                              fit = signed_rank_bounds(control, most, 0.01 / looks);
            assert_int_equal(f.verdict, VERDICT_SAME);
            assert_true(f.ratio.low == alarm.low);
            assert_true(f.ratio.centre == alarm.centre);
            assert_true(f.ratio.high == pass.high);
            assert_true(f.control.low == fit.low);
            assert_true(f.control.high == fit.high);
        }
    gsl_rng_free(rng);
}

/* ---- one comparison, in draws and looks ------------------------------------------------------ */

/* Draws until the verdict. */
static verdict_kind conclude(gsl_rng *rng, const verdict_rule *rule, const simulation *s,
                             size_t *draws) {
    double ratio[SIGNED_RANK_MAX], control[SIGNED_RANK_MAX];
    size_t count = 0;
    verdict_kind v = VERDICT_OPEN;
    while (v == VERDICT_OPEN) {
        assert_true(count < rule->most);
        const simulated_draw d = simulate_draw(rng, s);
        ratio[count] = d.ratio;
        control[count++] = d.control;
        if (verdict_is_look(rule, count)) v = verdict_judge(rule, ratio, control, count).verdict;
    }
    *draws += count;
    return v;
}

/* The verdicts of some comparisons, each drawn until its verdict. */
typedef struct {
    size_t of[VERDICT_INCONCLUSIVE + 1];
    size_t draws;
} tally;

static tally conclude_all(gsl_rng *rng, const verdict_rule *rule, const simulation *s,
                          size_t times) {
    tally t = {0};
    for (size_t i = 0; i < times; i++) t.of[conclude(rng, rule, s, &t.draws)]++;
    return t;
}

static size_t missed(const tally *t) {
    return t->of[VERDICT_SAME] + t->of[VERDICT_FASTER];
}

static void print_tally(const char *title, noise kind, const tally *t, size_t times) {
    print_message("%s, %s: same %zu, faster %zu, slower %zu, inconclusive %zu of %zu, %.1f draws\n",
                  title, noise_name(kind), t->of[VERDICT_SAME], t->of[VERDICT_FASTER],
                  t->of[VERDICT_SLOWER], t->of[VERDICT_INCONCLUSIVE], times,
                  (double)t->draws / (double)times);
}

/* The worst case of both errors: slower by exactly the margin, with a faster copy of the base, so
 * that the comparison with the copy excludes nothing. */
static void slower_by_the_margin(void **state) {
    (void)state;
    const size_t times = data_sets(1200);
    const verdict_rule rule = {.margin = margin, .level = 0.05, .comparisons = 1, .most = 32};
    gsl_rng *rng = seeded(20260302);
    size_t alarms = 0;
    for (noise kind = 0; kind < NOISE_COUNT; kind++) {
        const simulation s = {kind, 0.1 * margin, margin, -0.5 * margin};
        const tally t = conclude_all(rng, &rule, &s, times);
        print_tally("slower by the margin", kind, &t, times);
        assert_true(t.of[VERDICT_SLOWER] <= at_most(times, rule.level));
        assert_true(missed(&t) <= at_most(times, 0.01));
        alarms += t.of[VERDICT_SLOWER];
    }
    gsl_rng_free(rng);
    /* Three looks at 1/3 of the level each: a rule that errs much less often would miss too much.
     */
    assert_true(alarms >= at_least(NOISE_COUNT * times, rule.level / 3.0));
}

/* Over both rounds, at the margin and slightly above it: a slow-down is missed in round one, or
 * found there and missed in round two. */
static void slow_downs_are_not_missed(void **state) {
    (void)state;
    const size_t times = data_sets(400);
    const verdict_rule rule = {.margin = margin, .level = 0.05, .comparisons = 20, .most = 40},
                       again = {.margin = margin, .level = 0.05, .comparisons = 1, .most = 40};
    gsl_rng *rng = seeded(20260303);
    for (int step = 0; step < 4; step++) {
        const double spread = 0.1 * margin, effect = margin + 0.3 * step * spread;
        const simulation s = {NOISE_LOGNORMAL, spread, effect, 0.0};
        size_t over = 0, draws = 0;
        for (size_t i = 0; i < times; i++) {
            verdict_kind v = conclude(rng, &rule, &s, &draws);
            if (v == VERDICT_SLOWER) v = conclude(rng, &again, &s, &draws);
            over += v == VERDICT_SAME || v == VERDICT_FASTER;
        }
        print_message("slower by %.2f margins: passed over %zu of %zu\n", effect / margin, over,
                      times);
        assert_true(over <= at_most(times, 0.01));
    }
    gsl_rng_free(rng);
}

/* Twice the margin, with noise below the margin. A swapped ratio would fail here. A gain may be
 * called the same, which only means not slower. */
static void two_per_cent_are_found(void **state) {
    (void)state;
    const size_t times = data_sets(100);
    const verdict_rule rule = {.margin = margin, .level = 0.05, .comparisons = 20, .most = 64};
    gsl_rng *rng = seeded(20260304);
    for (noise kind = 0; kind < NOISE_COUNT; kind++) {
        const simulation s = {kind, 0.007, log(1.02), 0.0};
        const tally t = conclude_all(rng, &rule, &s, times);
        print_tally("slower by 2 %", kind, &t, times);
        assert_int_equal(missed(&t), 0);
    }
    const simulation s = {NOISE_LOGNORMAL, 0.007, -log(1.02), 0.0};
    const tally t = conclude_all(rng, &rule, &s, 2 * times);
    print_tally("faster by 2 %", s.kind, &t, 2 * times);
    assert_true(t.of[VERDICT_SLOWER] == 0 && t.of[VERDICT_FASTER] >= times);
    gsl_rng_free(rng);
}

static void negate(double *x, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] = -x[i];
}

/* Negating the measurements turns slower into faster, and adding to them never improves the
 * verdict. */
static void negated_and_shifted(void **state) {
    (void)state;
    static const int badness[] = {[VERDICT_FASTER] = 0,
                                  [VERDICT_SAME] = 1,
                                  [VERDICT_OPEN] = 2,
                                  [VERDICT_INCONCLUSIVE] = 2,
                                  [VERDICT_SLOWER] = 3};
    const verdict_rule rule = {.margin = margin, .level = 0.05, .comparisons = 20, .most = 24};
    const double none[24] = {0.0};
    gsl_rng *rng = seeded(20260306);
    for (int set = 0; set < 20; set++) {
        const simulation s = {NOISE_EXPONENTIAL, 0.007, -0.03, 0.0};
        double x[24];
        for (int i = 0; i < 24; i++) x[i] = simulate_draw(rng, &s).ratio;
        int before = 0;
        for (int step = 0; step < 60; step++) {
            const size_t count = set % 2 ? 16 : 24;
            const verdict_kind v = verdict_judge(&rule, x, none, count).verdict;
            negate(x, 24);
            const verdict_kind negated = verdict_judge(&rule, x, none, count).verdict;
            negate(x, 24);
            if (v == VERDICT_SLOWER) assert_int_equal(negated, VERDICT_FASTER);
            if (v == VERDICT_FASTER) assert_true(badness[negated] >= 2);
            if (count == 24) assert_true(badness[v] >= before); /* before, a gain may stay open */
            before = badness[v];
            for (int i = 0; i < 24; i++) x[i] += 0.001;
        }
        assert_int_equal(before, 3);
    }
    gsl_rng_free(rng);
}

/* ---- the control ----------------------------------------------------------------------------- */

/* A machine whose copy is off by exactly the margin is trusted with a probability of at most 1 %;
 * one that is off by 2 %, or very noisy, is never trusted. */
static void unfit_machines_are_not_trusted(void **state) {
    (void)state;
    const size_t times = data_sets(1200);
    const verdict_rule rule = {.margin = margin, .level = 0.05, .comparisons = 20, .most = 24};
    gsl_rng *rng = seeded(20260307);
    const simulation off[] = {{NOISE_LOGNORMAL, 0.001, 0.0, margin},
                              {NOISE_LAYOUT, 0.001, 0.0, -margin},
                              {NOISE_EXPONENTIAL, 0.007, 0.0, 0.02},
                              {NOISE_EXPONENTIAL, 0.007, 0.0, -0.02},
                              {NOISE_NORMAL, 0.1, 0.0, 0.0}};
    for (size_t i = 0; i < COUNT(off); i++) {
        const tally t = conclude_all(rng, &rule, &off[i], times);
        print_tally("unfit machine", off[i].kind, &t, times);
        assert_true(t.of[VERDICT_SAME] <= (i < 2 ? at_most(times, 0.01) : 0));
        assert_true(t.of[VERDICT_FASTER] + t.of[VERDICT_SLOWER] <= at_most(times, 0.01));
    }
    gsl_rng_free(rng);
}

/* Noise of 0.2 to 30 % a draw, and copies of the base that differ by up to the margin. */
static const double spreads[] = {0.002, 0.01, 0.05, 0.3}, shifts[] = {-1.0, -0.5, 0.0, 0.5, 1.0};

/* The largest effect that is no regression: the margin, against both copies. It is reduced by more
 * than rounding, because ticks put many differences on the margin itself. */
static void no_alarm_beside_any_control(void **state) {
    (void)state;
    const size_t times = data_sets(250);
    const verdict_rule rule = {.margin = margin, .level = 0.05, .comparisons = 1, .most = 32};
    gsl_rng *rng = seeded(20261130);
    for (size_t i = 0; i < COUNT(spreads); i++)
        for (size_t j = 0; j < COUNT(shifts); j++)
            for (noise kind = 0; kind < NOISE_COUNT; kind++) {
                const double shift = margin * shifts[j];
                const simulation s = {kind, spreads[i], margin + fmax(0.0, shift) - 1e-12, shift};
                const tally t = conclude_all(rng, &rule, &s, times);
                print_message("noise %.3f, control %+.3f: ", spreads[i], shift);
                print_tally("at the margin", kind, &t, times);
                assert_true(t.of[VERDICT_SLOWER] <= at_most(times, rule.level));
            }
    gsl_rng_free(rng);
}

/* A slow-down by the margin and four times the noise: 3.3 times as slow at 30 %. */
static void large_slow_downs_are_found(void **state) {
    (void)state;
    const size_t times = data_sets(25);
    const verdict_rule rule = {.margin = margin, .level = 0.01, .comparisons = 25, .most = 64};
    gsl_rng *rng = seeded(20261201);
    for (size_t i = 0; i < COUNT(spreads); i++)
        for (size_t j = 0; j < COUNT(shifts); j++)
            for (noise kind = 0; kind < NOISE_COUNT; kind++) {
                if (kind == NOISE_T2 || kind == NOISE_CAUCHY) continue; /* without a variance */
                const double shift = margin * shifts[j];
                const simulation s = {kind, spreads[i],
                                      margin + fmax(0.0, shift) + 4.0 * spreads[i], shift};
                const tally t = conclude_all(rng, &rule, &s, times);
                print_message("noise %.3f, control %+.3f: ", spreads[i], shift);
                print_tally("a large slow-down", kind, &t, times);
                assert_true(t.of[VERDICT_SLOWER] >= at_least(times, 0.98));
            }
    const simulation threefold = {NOISE_NORMAL, 0.3, log(3.0), 0.0},
                     mapped = {NOISE_NORMAL, 0.05, log(63.0), 0.0};
    assert_int_equal(conclude_all(rng, &rule, &threefold, times).of[VERDICT_SLOWER], times);
    assert_int_equal(conclude_all(rng, &rule, &mapped, times).of[VERDICT_SLOWER], times);
    gsl_rng_free(rng);
}

/* ---- whole runs ------------------------------------------------------------------------------ */

enum { RUN = 20 }; /* comparisons */

typedef struct {
    size_t first, confirmed; /* runs with a false alarm, in round one and after round two */
    size_t found;            /* true slow-downs that were confirmed                        */
} alarms;

/* Comparisons have noises of all kinds; the first `slow` ones are slower by 10 %, the others by
 * `effect`. */
static void simulate_run(gsl_rng *rng, const verdict_rule *rule, double spread, double effect,
                         double shift, size_t slow, alarms *a) {
    simulation suspect[RUN];
    bool truly[RUN];
    size_t suspects = 0, draws = 0, first = 0, confirmed = 0;
    for (size_t i = 0; i < RUN; i++) {
        const simulation s = {(noise)(i % NOISE_COUNT), spread, i < slow ? 0.1 : effect, shift};
        if (conclude(rng, rule, &s, &draws) != VERDICT_SLOWER) continue;
        truly[suspects] = i < slow;
        first += i >= slow;
        suspect[suspects++] = s;
    }
    verdict_rule again = *rule;
    again.comparisons = suspects;
    for (size_t i = 0; i < suspects; i++) {
        if (conclude(rng, &again, &suspect[i], &draws) != VERDICT_SLOWER) continue;
        a->found += truly[i];
        confirmed += !truly[i];
    }
    a->first += first > 0;
    a->confirmed += confirmed > 0;
}

static alarms simulate_runs(gsl_rng *rng, const verdict_rule *rule, double spread, double effect,
                            double shift, size_t slow, size_t runs) {
    alarms a = {0};
    for (size_t run = 0; run < runs; run++)
        simulate_run(rng, rule, spread, effect, shift, slow, &a);
    print_message(
        "runs with an effect of %.4f, %zu slow: %zu false alarms, %zu confirmed, of %zu\n", effect,
        slow, a.first, a.confirmed, runs);
    return a;
}

/* Equal sides, with a realistic margin and noise. */
static void no_change_no_alarm(void **state) {
    (void)state;
    const size_t runs = data_sets(150);
    const verdict_rule rule = {.margin = margin, .level = 0.05, .comparisons = RUN, .most = 48};
    gsl_rng *rng = seeded(20260308);
    const alarms a = simulate_runs(rng, &rule, 0.007, 0.0, 0.0, 0, runs);
    gsl_rng_free(rng);
    assert_true(a.first <= at_most(runs, rule.level) && a.confirmed <= a.first);
}

/* The worst case without a regression: all 20 are slower by the margin, beside a faster copy. The
 * level is high, so that few runs suffice. */
static void level_of_whole_runs(void **state) {
    (void)state;
    const size_t runs = data_sets(250);
    const verdict_rule rule = {.margin = margin, .level = 0.2, .comparisons = RUN, .most = 32};
    gsl_rng *rng = seeded(20260309);
    const alarms a = simulate_runs(rng, &rule, 0.1 * margin, margin, -0.5 * margin, 0, runs);
    assert_true(a.first <= at_most(runs, 0.2) && a.confirmed <= at_most(runs, 0.2 * 0.2));
    assert_true(a.first >= at_least(runs, 0.07));
    const alarms b = simulate_runs(rng, &rule, 0.1 * margin, margin, -0.5 * margin, 5, runs);
    assert_true(b.first <= at_most(runs, 0.2) && b.confirmed <= at_most(runs, 0.2 * 0.2));
    assert_true(b.found >= at_least(5 * runs, 0.99));
    gsl_rng_free(rng);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_are_counted),
        cmocka_unit_test(plain_verdicts),
        cmocka_unit_test(beyond_the_control),
        cmocka_unit_test(at_the_margin),
        cmocka_unit_test(too_few_measurements),
        cmocka_unit_test(nonsense_concludes_nothing),
        cmocka_unit_test(levels_are_shared),
        cmocka_unit_test(slower_by_the_margin),
        cmocka_unit_test(slow_downs_are_not_missed),
        cmocka_unit_test(two_per_cent_are_found),
        cmocka_unit_test(negated_and_shifted),
        cmocka_unit_test(unfit_machines_are_not_trusted),
        cmocka_unit_test(no_alarm_beside_any_control),
        cmocka_unit_test(large_slow_downs_are_found),
        cmocka_unit_test(no_change_no_alarm),
        cmocka_unit_test(level_of_whole_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
