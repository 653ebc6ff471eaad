/*
 * gain.c: a rung cancels in the ratio of two ratios to it, whichever it is. On a busy machine one
 * that takes about as long as the two files is compared with them far more exactly than naive,
 * whose long calls are interrupted all the time.
 */
#include "gain.h"

#include <math.h>

static const char *const modes[] = {"cold", "warm"};

static json_t *range_json(judge_range range) {
    return json_pack("{s:f, s:f, s:f}", "median", range.median, "low", range.low, "high",
                     range.high);
}

/* What is infinite, 0 or not there says nothing. */
static bool is_known(judge_range range) {
    return isfinite(range.median) && isfinite(range.high) && range.low > 0.0;
}

static json_t *ratios_in(const judge_result *result, const char *mode) {
    json_t *ratios = json_object();
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(result->entry, "against"), i, row) {
        const char *rung = json_string_value(json_object_get(row, "rung"));
        if (!rung || json_object_get(ratios, rung)) continue;
        const judge_range range = judge_result_ratio(result, rung, mode);
        if (is_known(range) && json_object_set_new(ratios, rung, range_json(range)) != 0)
            return json_decref(ratios), NULL;
    }
    return ratios;
}

json_t *gain_ratios(const judge_result *result) {
    return json_pack("{s:o, s:o}", modes[0], ratios_in(result, modes[0]), modes[1],
                     ratios_in(result, modes[1]));
}

json_t *gain_ratios_of_naive(void) {
    const judge_range once = {1.0, 1.0, 1.0};
    return json_pack("{s:{s:o}, s:{s:o}}", modes[0], "naive", range_json(once), modes[1], "naive",
                     range_json(once));
}

static judge_range range_of(const json_t *range) {
    return (judge_range){json_number_value(json_object_get(range, "median")),
                         json_number_value(json_object_get(range, "low")),
                         json_number_value(json_object_get(range, "high"))};
}

judge_range gain_over(const json_t *before, const json_t *now, const char *mode,
                      const char **rung) {
    judge_range best = {(double)NAN, (double)NAN, (double)NAN};
    const char *name;
    json_t *value;
    *rung = NULL;
    json_object_foreach(json_object_get(now, mode), name, value) {
        const judge_range b = range_of(json_object_get(json_object_get(before, mode), name));
        const judge_range a = range_of(value);
        if (!is_known(a) || !is_known(b)) continue;
        const judge_range gain = {a.median / b.median, a.low / b.high, a.high / b.low};
        if (*rung && gain.high / gain.low >= best.high / best.low) continue;
        best = gain;
        *rung = name;
    }
    return best;
}
