/* write_gate_json.c: for programs, and for whoever wants to judge the samples anew. */
#include "text.h"
#include "gate_format.h"
#include "result_json.h"

#include <math.h>
#include <stdlib.h>

/* ---- values ---------------------------------------------------------------------------------- */

static json_t *number_json(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

/* As it is, but for broken UTF-8, which no JSON can hold. */
static json_t *text_json(const char *text) {
    json_t *whole = json_string(text);
    char *mended = NULL;
    size_t size;
    FILE *stream = whole ? NULL : open_memstream(&mended, &size);
    if (!stream) return whole;
    text_write_escaped(stream, text, NULL);
    if (fclose(stream) == 0 && mended) whole = json_string(mended);
    free(mended);
    return whole;
}

static json_t *numbers_json(const double *values, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(array, number_json(values[i])) != 0)
            return json_decref(array), NULL;
    return array;
}

/* Of an infinite logarithm as well, though exp() of it may be 0. */
static json_t *exp_json(double logarithm) {
    return isfinite(logarithm) ? number_json(exp(logarithm)) : json_null();
}

static json_t *ratio_json(signed_rank log_ratio) {
    return json_pack("{s:o, s:o, s:o}", "centre", exp_json(log_ratio.centre), "low",
                     exp_json(log_ratio.low), "high", exp_json(log_ratio.high));
}

/* ---- a comparison ---------------------------------------------------------------------------- */

static json_t *samples_json(const gate_round *round) {
    return json_pack("{s:o, s:o, s:o}", "log_ratio", numbers_json(round->ratio, round->draws),
                     "log_control", numbers_json(round->control, round->draws), "base_seconds",
                     numbers_json(round->base_seconds, round->draws));
}

static json_t *round_json(const gate_round *round) {
    const verdict_findings *f = &round->findings;
    return json_pack("{s:I, s:s, s:s, s:o, s:o, s:o, s:o}", "draws", (json_int_t)round->draws,
                     "verdict", verdict_name(f->verdict), "reason", f->reason ? f->reason : "",
                     "ratio", ratio_json(f->ratio), "control", ratio_json(f->control),
                     "base_seconds", number_json(gate_base_seconds(round)), "samples",
                     samples_json(round));
}

static json_t *rounds_json(const gate_comparison *c) {
    json_t *rounds = json_array();
    for (int i = 0; i < 2; i++)
        if (c->round[i].draws > 0 && json_array_append_new(rounds, round_json(&c->round[i])) != 0)
            return json_decref(rounds), NULL;
    return rounds;
}

static json_t *instructions_json(const gate_comparison *c) {
    if (!c->counted) return json_null();
    return json_pack("{s:I, s:I}", "base", (json_int_t)c->instructions[0], "new",
                     (json_int_t)c->instructions[1]);
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

/* ---- the whole ------------------------------------------------------------------------------- */

static json_t *comparisons_json(const gate_report *report) {
    json_t *comparisons = json_array();
    for (size_t i = 0; i < report->count; i++)
        if (json_array_append_new(comparisons, comparison_json(&report->comparisons[i])) != 0)
            return json_decref(comparisons), NULL;
    return comparisons;
}

static json_t *notes_json(const gate_report *report) {
    json_t *notes = json_array();
    for (size_t i = 0; i < report->nnotes; i++)
        if (json_array_append_new(notes, text_json(report->notes[i])) != 0)
            return json_decref(notes), NULL;
    return notes;
}

static json_t *suspects_json(const gate_report *report) {
    json_t *suspects = json_array();
    for (size_t i = 0; i < report->count; i++)
        if (gate_is_suspect(&report->comparisons[i]) &&
            json_array_append_new(suspects, text_json(report->comparisons[i].name)) != 0)
            return json_decref(suspects), NULL;
    return suspects;
}

static json_t *tally_json(const gate_report *report) {
    json_t *tally = json_object();
    for (gate_outcome o = OUTCOME_OPEN; o < OUTCOME_COUNT; o++)
        if (json_object_set_new(tally, gate_outcome_name(o),
                                json_integer((json_int_t)gate_report_tally(report, o))) != 0)
            return json_decref(tally), NULL;
    return tally;
}

static json_t *rule_json(const gate_report *report) {
    return json_pack("{s:o, s:o, s:o}", "margin", number_json(report->margin), "instruction_margin",
                     number_json(report->instruction_margin), "level", number_json(report->level));
}

static json_t *body_json(const gate_report *report) {
    const int status = gate_report_status(report);
    return json_pack("{s:i, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                     "gate_schema", 1, "status", gate_status_name(status), "exit_status",
                     gate_report_exit(report), "base", text_json(report->base), "new",
                     text_json(report->head), "metric", text_json(report->metric), "clone",
                     report->clone[0] ? text_json(report->clone) : json_null(), "seconds",
                     number_json(report->seconds), "rule", rule_json(report), "notes",
                     notes_json(report), "tally", tally_json(report), "suspects",
                     suspects_json(report), "comparisons", comparisons_json(report));
}

json_t *gate_report_json(const gate_report *report) {
    json_t *root = hmf_result_begin("gate", report->seed), *body = body_json(report);
    const bool good = body && root && json_object_update(root, body) == 0;
    json_decref(body);
    if (!good) json_decref(root);
    return good ? root : NULL;
}
