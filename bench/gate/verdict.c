/* verdict.c: bounds against the margin. */
#include "verdict.h"

#include <math.h>

/* Of passing over a slow-down, and of trusting an unfit machine. */
static const double other_level = 0.01;

const char *verdict_name(verdict v) {
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

static verdict_findings conclude(verdict_findings f, verdict v, const char *reason) {
    f.verdict = v;
    f.reason = reason;
    return f;
}

verdict_findings verdict_judge(const verdict_rule *rule, const double *ratio, const double *control,
                               size_t count) {
    const double looks = (double)verdict_looks(rule), m = rule->margin;
    const double alarm = rule->level / (looks * (double)rule->comparisons);
    verdict_findings f = {.verdict = VERDICT_OPEN, .reason = ""};
    const signed_rank pass = signed_rank_bounds(ratio, count, other_level / looks);
    f.ratio = signed_rank_bounds(ratio, count, alarm);
    f.ratio.high = pass.high;
    f.control = signed_rank_bounds(control, count, other_level / looks);
    const bool last = count >= rule->most;
    const bool fit = f.control.low > -m && f.control.high < m;
    if (!fit && !last) return f;
    if (!fit && (f.control.low > 0.0 || f.control.high < 0.0))
        return conclude(f, VERDICT_INCONCLUSIVE, "two copies of the base differ");
    if (!fit)
        return conclude(f, VERDICT_INCONCLUSIVE,
                        "too much noise: two copies of the base are not seen to be equal");
    if (f.ratio.low > m) return conclude(f, VERDICT_SLOWER, "");
    if (pass.high < -m) return conclude(f, VERDICT_FASTER, "");
    if (pass.high < m && (last || f.ratio.centre > -m)) return conclude(f, VERDICT_SAME, "");
    return last ? conclude(f, VERDICT_INCONCLUSIVE, "its interval reaches over the margin") : f;
}
