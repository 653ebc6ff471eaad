/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <math.h>

/* The probability of missing a slow-down, and that of trusting an unfit machine. */
static const double other_level = 0.01;

const char *verdict_name(verdict_kind v) {
    static const char *const names[] = {"open", "same", "faster", "slower", "inconclusive"};
    return names[v];
}

size_t verdict_looks(const verdict_rule *rule) {
    if (rule->most <= VERDICT_FIRST_LOOK) return 1;
    return 2 + (rule->most - VERDICT_FIRST_LOOK - 1) / VERDICT_LOOK_EVERY;
}

bool verdict_is_look(const verdict_rule *rule, size_t count) {
    return count >= rule->most ||
           (count >= VERDICT_FIRST_LOOK && (count - VERDICT_FIRST_LOOK) % VERDICT_LOOK_EVERY == 0);
}

static verdict_findings conclude(verdict_findings f, verdict_kind v, const char *reason) {
    f.verdict = v;
    f.reason = reason;
    return f;
}

/* Returns bounds on the log ratio of the new build to the copy of the base. */
static signed_rank bounds_to_copy(const double *ratio, const double *control, size_t count,
                                  double level) {
    double to_copy[SIGNED_RANK_MAX];
    for (size_t i = 0; i < count && i < SIGNED_RANK_MAX; i++) to_copy[i] = ratio[i] - control[i];
    return signed_rank_bounds(to_copy, count, level);
}

/* Returns the certain difference of the two copies of the base beyond the margin. */
static double excess_of(const signed_rank *control, double margin) {
    return fmax(0.0, fmax(control->low, -control->high) - margin);
}

static const char *reason_of(const signed_rank *control, bool fit) {
    if (fit) return "its interval includes the margin";
    if (control->low > 0.0 || control->high < 0.0) return "two copies of the base differ";
    return "too much noise: two copies of the base may differ";
}

verdict_findings verdict_judge(const verdict_rule *rule, const double *ratio, const double *control,
                               size_t count) {
    const double looks = (double)verdict_looks(rule), m = rule->margin;
    const double alarm = rule->level / (looks * (double)rule->comparisons),
                 other = other_level / looks;
    verdict_findings f = {.verdict = VERDICT_OPEN, .reason = ""};
    f.ratio = signed_rank_bounds(ratio, count, alarm);
    f.ratio.high = signed_rank_bounds(ratio, count, other).high;
    f.control = signed_rank_bounds(control, count, other);
    const double far = m + excess_of(&f.control, m);
    const bool last = rule->ended || count >= rule->most,
               fit = f.control.low > -m && f.control.high < m;
    if (f.ratio.low > far && bounds_to_copy(ratio, control, count, alarm).low > far)
        return conclude(f, VERDICT_SLOWER, "");
    if (f.ratio.high < -far && bounds_to_copy(ratio, control, count, other).high < -far)
        return conclude(f, VERDICT_FASTER, "");
    if (fit && f.ratio.high < m && (last || f.ratio.centre > -m))
        return conclude(f, VERDICT_SAME, "");
    return last ? conclude(f, VERDICT_INCONCLUSIVE, reason_of(&f.control, fit)) : f;
}
