/* SPDX-License-Identifier: MIT */
/* judge_result.c: the only code of the lesson that knows the format of the judge's JSON. */
#include "judge_result.h"

#include <math.h>
#include <string.h>

bool judge_result_read(const char *path, judge_result *result, char *message, size_t size) {
    json_error_t error;
    *result = (judge_result){.root = json_load_file(path, 0, &error)};
    if (!result->root)
        return snprintf(message, size, "%s: line %d: %s", path, error.line, error.text), false;
    const char *kind = json_string_value(json_object_get(result->root, "kind"));
    result->entry = json_array_get(json_object_get(result->root, "entries"), 0);
    const char *wrong = NULL;
    if (json_integer_value(json_object_get(result->root, "hmfbench_schema")) != 1)
        wrong = "hmfbench_schema is not 1";
    else if (!kind || strcmp(kind, "judge") != 0)
        wrong = "not a result of the judge";
    else if (!json_is_string(json_object_get(result->entry, "verdict")))
        wrong = "has no entry with a verdict";
    if (!wrong) return true;
    snprintf(message, size, "%s: %s", path, wrong);
    judge_result_free(result);
    return false;
}

void judge_result_free(judge_result *result) {
    json_decref(result->root);
    *result = (judge_result){0};
}

const char *judge_result_text(const judge_result *result, const char *key) {
    const char *text = json_string_value(json_object_get(result->entry, key));
    return text ? text : "";
}

const char *judge_result_class(const judge_result *result) {
    const json_t *classes = json_object_get(result->entry, "class");
    const char *any = json_string_value(json_object_get(classes, "any"));
    return any ? any : "none";
}

const char *judge_result_why_none(const judge_result *result) {
    const json_t *reasons = json_object_get(result->entry, "out_of_league");
    const char *any = json_string_value(json_object_get(reasons, "any"));
    return any ? any : "";
}

bool judge_result_is_threaded(const judge_result *result) {
    return json_is_true(json_object_get(result->entry, "threaded"));
}

int judge_class_rank(const char *name) {
    static const char *const names[] = {"none", "workshop", "table", "full"};
    for (int i = 3; i > 0; i--)
        if (strcmp(name, names[i]) == 0) return i;
    return 0;
}

/* ---- times ----------------------------------------------------------------------------------- */

static bool has(const json_t *row, const char *key, const char *value) {
    const char *text = json_string_value(json_object_get(row, key));
    return text && strcmp(text, value) == 0;
}

static double number(const json_t *value) {
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static judge_range range(const json_t *value) {
    return (judge_range){number(json_object_get(value, "median")),
                         number(json_object_get(value, "low")),
                         number(json_object_get(value, "high"))};
}

/* Returns the row of an array for any cosmology, or NULL. rung is NULL if the rows have none. */
static const json_t *find_row(const judge_result *result, const char *array, const char *mode,
                              const char *grid, const char *rung) {
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(result->entry, array), i, row) {
        if (has(row, "league", "any") && has(row, "mode", mode) && has(row, "grid", grid) &&
            (!rung || has(row, "rung", rung)))
            return row;
    }
    return NULL;
}

judge_range judge_result_seconds(const judge_result *result, const char *mode) {
    return range(json_object_get(find_row(result, "results", mode, "default", NULL), "seconds"));
}

/* Fast entries race again on the large grid, which then decides. */
judge_range judge_result_ratio(const judge_result *result, const char *rung, const char *mode) {
    const judge_range large =
        range(json_object_get(find_row(result, "against", mode, "large", rung), "ratio"));
    if (isfinite(large.median)) return large;
    return range(json_object_get(find_row(result, "against", mode, "default", rung), "ratio"));
}

judge_place judge_result_place(const judge_result *result, const char *mode) {
    judge_place place = {0};
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(result->entry, "against"), i, row) {
        const char *rung = json_string_value(json_object_get(row, "rung"));
        if (!rung || !has(row, "league", "any") || !has(row, "mode", mode)) continue;
        const judge_range ratio = judge_result_ratio(result, rung, mode);
        if (ratio.low > 1.0 && (!place.below || ratio.median < place.below_ratio.median)) {
            place.below = rung;
            place.below_ratio = ratio;
        }
        if (ratio.high < 1.0 && (!place.above || ratio.median > place.above_ratio.median)) {
            place.above = rung;
            place.above_ratio = ratio;
        }
    }
    return place;
}

/* ---- the worst cell -------------------------------------------------------------------------- */

void judge_result_print_worst(const judge_result *result, FILE *out) {
    const json_t *worst = json_object_get(result->entry, "worst");
    const json_t *cell = json_object_get(worst, "any");
    if (!json_is_object(cell)) cell = json_object_get(worst, "default");
    if (!json_is_object(cell)) return;
    fprintf(out, "Worst cell: z = %.6g, M = %.6g, nu = %.3g: want %.6g, got ",
            number(json_object_get(cell, "z")), number(json_object_get(cell, "mass")),
            number(json_object_get(cell, "nu")), number(json_object_get(cell, "want")));
    const json_t *got = json_object_get(cell, "got"), *error = json_object_get(cell, "error");
    if (json_is_number(got))
        fprintf(out, "%.6g", json_number_value(got));
    else
        fputs("no finite number", out);
    if (json_is_number(error)) fprintf(out, "; error %.1e", json_number_value(error));
    fputs("\n  in the cosmology ", out);
    static const char *const names[] = {"omega_m", "omega_lambda", "h0",
                                        "sigma_8", "n_s",          "delta_c"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        fprintf(out, "%s%s = %.6g",
                i == 3 ? ",\n    "
                : i    ? ", "
                       : "",
                names[i], number(json_object_get(cell, names[i])));
    fputc('\n', out);
}

/* ---- speed-ups ------------------------------------------------------------------------------- */

/*
 * The rung cancels in the ratio of two ratios to it, so any rung will do. On a busy machine a rung
 * with about the time of the two files gives a far narrower interval than naive, whose long calls
 * are interrupted all the time.
 */
static const char *const modes[] = {"cold", "warm"};

static json_t *range_json(judge_range r) {
    return json_pack("{s:f, s:f, s:f}", "median", r.median, "low", r.low, "high", r.high);
}

static bool is_known(judge_range r) {
    return isfinite(r.median) && isfinite(r.high) && r.low > 0.0;
}

static json_t *ratios_in(const judge_result *result, const char *mode) {
    json_t *ratios = json_object();
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(result->entry, "against"), i, row) {
        const char *rung = json_string_value(json_object_get(row, "rung"));
        if (!rung || json_object_get(ratios, rung)) continue;
        const judge_range ratio = judge_result_ratio(result, rung, mode);
        if (is_known(ratio)) json_object_set_new(ratios, rung, range_json(ratio));
    }
    return ratios;
}

json_t *judge_ratios(const judge_result *result) {
    return json_pack("{s:o, s:o}", modes[0], ratios_in(result, modes[0]), modes[1],
                     ratios_in(result, modes[1]));
}

json_t *judge_ratios_of_naive(void) {
    const judge_range once = {1.0, 1.0, 1.0};
    return json_pack("{s:{s:o}, s:{s:o}}", modes[0], "naive", range_json(once), modes[1], "naive",
                     range_json(once));
}

judge_range judge_speedup(const json_t *before, const json_t *now, const char *mode,
                          const char **rung) {
    judge_range best = {(double)NAN, (double)NAN, (double)NAN};
    const char *name;
    json_t *value;
    *rung = NULL;
    json_object_foreach(json_object_get(now, mode), name, value) {
        const judge_range b = range(json_object_get(json_object_get(before, mode), name));
        const judge_range a = range(value);
        if (!is_known(a) || !is_known(b)) continue;
        const judge_range speedup = {a.median / b.median, a.low / b.high, a.high / b.low};
        if (*rung && speedup.high / speedup.low >= best.high / best.low) continue;
        best = speedup;
        *rung = name;
    }
    return best;
}
