/* SPDX-License-Identifier: MIT */
/* write_json.c: the report as JSON, with all samples. */
#include "gate_report.h"
#include "result_json.h"
#include "text.h"

#include <math.h>

static json_t *number_json(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

/* Replaces bytes that are not UTF-8, which JSON cannot hold. */
static json_t *text_json(const char *text) {
    json_t *whole = json_string(text);
    if (whole) return whole;
    gate_sentence mended;
    snprintf(mended.text, sizeof mended.text, "%s", text);
    text_mend(mended.text);
    return json_string(mended.text);
}

static json_t *numbers_json(const double *values, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(array, number_json(values[i]));
    return array;
}

/* exp() of an infinite logarithm may be 0, which would be wrong. */
static json_t *exp_json(double logarithm) {
    return isfinite(logarithm) ? number_json(exp(logarithm)) : json_null();
}

static json_t *ratio_json(signed_rank log_ratio) {
    return json_pack("{s:o, s:o, s:o}", "centre", exp_json(log_ratio.centre), "low",
                     exp_json(log_ratio.low), "high", exp_json(log_ratio.high));
}

static json_t *samples_json(const gate_round *round) {
    return json_pack("{s:o, s:o, s:o}", "log_ratio", numbers_json(round->ratio, round->draws),
                     "log_control", numbers_json(round->control, round->draws), "base_seconds",
                     numbers_json(round->base_seconds, round->draws));
}

static json_t *rounds_json(const gate_comparison *c) {
    json_t *rounds = json_array();
    for (int i = 0; i < 2 && c->round[i].draws > 0; i++) {
        const gate_round *round = &c->round[i];
        const verdict_findings *f = &round->findings;
        json_array_append_new(
            rounds,
            json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o}", "draws", (json_int_t)round->draws,
                      "verdict", verdict_name(f->verdict), "reason", f->reason ? f->reason : "",
                      "ratio", ratio_json(f->ratio), "control", ratio_json(f->control),
                      "base_seconds", number_json(gate_base_seconds(round)), "samples",
                      samples_json(round)));
    }
    return rounds;
}

static json_t *instructions_json(const gate_comparison *c) {
    if (!c->counted) return json_null();
    return json_pack("{s:I, s:I}", "base", (json_int_t)c->instructions[GATE_BASE], "new",
                     (json_int_t)c->instructions[GATE_HEAD]);
}

static json_t *blame_json(const gate_blame *b) {
    if (!b->known) return json_null();
    return json_pack("{s:o, s:o, s:I, s:o, s:I, s:I}", "function", text_json(b->function), "file",
                     text_json(b->file), "line", (json_int_t)b->line, "text", text_json(b->text),
                     "function_gain", (json_int_t)b->function_gain, "line_gain",
                     (json_int_t)b->line_gain);
}

static json_t *comparison_json(const gate_comparison *c) {
    return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "name", text_json(c->name), "margin",
                     number_json(c->margin), "outcome", gate_outcome_name(c->outcome), "reason",
                     text_json(c->reason), "instructions", instructions_json(c), "rounds",
                     rounds_json(c), "blame", blame_json(&c->blame));
}

json_t *gate_report_json(const gate_report *report) {
    json_t *root = hmf_result_begin("gate", report->seed);
    json_t *comparisons = json_array(), *suspects = json_array(), *notes = json_array();
    json_t *tally = json_object();
    for (size_t i = 0; i < report->count; i++) {
        const gate_comparison *c = &report->comparisons[i];
        json_array_append_new(comparisons, comparison_json(c));
        if (gate_is_suspect(c)) json_array_append_new(suspects, text_json(c->name));
    }
    for (size_t i = 0; i < report->notes.count; i++)
        json_array_append_new(notes, text_json(report->notes.text[i]));
    for (gate_outcome o = GATE_OPEN; o < GATE_OUTCOMES; o++)
        json_object_set_new(tally, gate_outcome_name(o),
                            json_integer((json_int_t)gate_report_tally(report, o)));
    json_t *body =
        json_pack("{s:i, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o}, s:o, s:o, s:o, s:o}",
                  "gate_schema", 1, "status", gate_status_name(gate_report_status(report)),
                  "exit_status", gate_report_exit(report), "base", text_json(report->base), "new",
                  text_json(report->head), "metric", text_json(report->metric), "clone",
                  report->clone[0] ? text_json(report->clone) : json_null(), "seconds",
                  number_json(report->seconds), "rule", "margin", number_json(report->margin),
                  "instruction_margin", number_json(report->instruction_margin), "level",
                  number_json(report->level), "notes", notes, "tally", tally, "suspects", suspects,
                  "comparisons", comparisons);
    json_object_update(root, body);
    json_decref(body);
    return root;
}
