/* SPDX-License-Identifier: MIT */
/* report_json.c: medians, ratios and ranks of every workload and mode. */
#include "report.h"

#include "die.h"
#include "format.h"

#include <stdlib.h>
#include <string.h>

/* The timings of one workload and mode, fastest first. */
typedef struct {
    const report_timing **rows;
    size_t count;
} board;

/* json_real returns NULL for values that are not finite, and "o?" packs NULL as null. */
static json_t *interval_json(hmf_interval i) {
    return json_pack("{s:o?, s:o?, s:o?, s:o?}", "median", json_real(i.median), "low",
                     json_real(i.low), "high", json_real(i.high), "coverage",
                     json_real(i.coverage));
}

static bool was_timed(const report_timing *t) {
    return t && !t->error && t->count > 0;
}

static json_t *ratio_json(const report_timing *slow, const report_timing *fast) {
    return was_timed(slow) && was_timed(fast) ? interval_json(report_times_as_long(slow, fast))
                                              : json_null();
}

/* ---- boards ---------------------------------------------------------------------------------- */

static int by_median(const void *left, const void *right) {
    const report_timing *a = *(const report_timing *const *)left;
    const report_timing *b = *(const report_timing *const *)right;
    if (was_timed(a) != was_timed(b)) return was_timed(a) ? -1 : 1;
    if (!was_timed(a)) return strcmp(a->impl, b->impl);
    const double x = report_median(a).median, y = report_median(b).median;
    return x < y ? -1 : x > y ? 1 : strcmp(a->impl, b->impl);
}

static size_t rank_of(const board *b, size_t row) {
    size_t rank = 1;
    for (size_t i = 0; i < row; i++)
        rank += report_times_as_long(b->rows[row], b->rows[i]).low > 1.0;
    return rank;
}

static const report_timing *same_workload(const report_sources *s, const report_timing *t,
                                          const char *impl) {
    return impl ? report_find_timing(&s->bench, impl, t->workload, t->mode) : NULL;
}

static json_t *row_json(const report_sources *s, const board *b, size_t row) {
    const report_timing *t = b->rows[row];
    const hmf_impl *impl = hmf_find(s->registry, t->impl);
    const bool timed = was_timed(t);
    return json_pack(
        "{s:s, s:s?, s:o, s:o, s:I, s:o?, s:o?, s:o, s:o, s:o}", "impl", t->impl, "error",
        timed      ? NULL
        : t->error ? t->error
                   : "no repetitions",
        "rank", timed ? json_integer((json_int_t)rank_of(b, row)) : json_null(), "seconds",
        timed ? interval_json(report_median(t)) : json_null(), "repetitions", (json_int_t)t->count,
        "conditioned_error", json_real(t->conditioned_error), "accuracy", json_real(t->accuracy),
        "leader", ratio_json(t, b->rows[0]), "base",
        ratio_json(same_workload(s, t, s->ladder[0]->name), t), "predecessor",
        ratio_json(same_workload(s, t, impl ? impl->builds_on : NULL), t));
}

/* Returns the end of the timings with the workload and mode of the first. */
static size_t board_end(const report_bench *bench, size_t begin) {
    const report_timing *first = &bench->timings[begin];
    size_t end = begin + 1;
    while (end < bench->count && strcmp(bench->timings[end].workload, first->workload) == 0 &&
           strcmp(bench->timings[end].mode, first->mode) == 0)
        end++;
    return end;
}

static json_t *board_json(const report_sources *s, size_t begin, size_t end) {
    const report_timing *first = &s->bench.timings[begin];
    board b = {.rows = xcalloc(end - begin, sizeof *b.rows), .count = end - begin};
    for (size_t i = begin; i < end; i++) b.rows[i - begin] = &s->bench.timings[i];
    qsort(b.rows, b.count, sizeof *b.rows, by_median);
    json_t *rows = json_array();
    for (size_t i = 0; i < b.count; i++) json_array_append_new(rows, row_json(s, &b, i));
    free(b.rows);
    return json_pack("{s:s, s:s, s:o}", "workload", first->workload, "mode", first->mode, "rows",
                     rows);
}

static json_t *boards_json(const report_sources *s) {
    json_t *boards = json_array();
    for (size_t i = 0, end; i < s->bench.count; i = end) {
        end = board_end(&s->bench, i);
        json_array_append_new(boards, board_json(s, i, end));
    }
    return boards;
}

/* ---- the whole report ------------------------------------------------------------------------ */

static json_t *rung_json(const report_sources *s, const hmf_impl *impl) {
    return json_pack("{s:s, s:s, s:s?, s:s, s:o?, s:o?}", "name", impl->name, "summary",
                     impl->summary, "builds_on", impl->builds_on, "lesson", impl->lesson,
                     "accuracy", json_real(report_promise(s, impl)), "conditioned_error",
                     json_real(report_error(s, impl)));
}

static json_t *ladder_json(const report_sources *s) {
    json_t *ladder = json_array();
    for (size_t i = 0; i < s->registry->count; i++)
        json_array_append_new(ladder, rung_json(s, s->ladder[i]));
    return ladder;
}

json_t *report_json(const report_sources *s) {
    const hmf_impl *slowest = report_slowest(s);
    char *next_step = report_next_step(s);
    json_t *report =
        json_pack("{s:i, s:s, s:f, s:O?, s:o, s:s?, s:s, s:o}", "hmfbench_schema", REPORT_SCHEMA,
                  "kind", "report", "confidence", format_confidence, "context", s->bench.context,
                  "ladder", ladder_json(s), "slowest", slowest ? slowest->name : NULL, "next_step",
                  next_step, "boards", boards_json(s));
    free(next_step);
    if (!report) die(EXIT_ERROR, "cannot express the results as JSON");
    return report;
}
