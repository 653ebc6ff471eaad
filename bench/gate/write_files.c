/* SPDX-License-Identifier: MIT */
/* write_files.c: the report for other programs, as JSON, as JUnit XML and as GitHub's annotations.
 */
#include "die.h"
#include "gate_report.h"
#include "result_file.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- JSON, with all samples ------------------------------------------------------------------ */

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
    json_t *root = result_begin("gate", report->seed);
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

/* ---- JUnit ----------------------------------------------------------------------------------- */

static const char *escape_xml(char character) {
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\n': return "&#10;";
    case '\t': return "&#9;";
    default: return NULL;
    }
}

static void put_attribute(FILE *stream, const char *name, const char *value) {
    fprintf(stream, " %s=\"", name);
    text_write_escaped(stream, value, escape_xml);
    fputc('"', stream);
}

static void put_property(FILE *stream, const char *name, const char *value) {
    fputs("      <property", stream);
    put_attribute(stream, "name", name);
    put_attribute(stream, "value", value);
    fputs("/>\n", stream);
}

static void put_properties(FILE *stream, const gate_report *report) {
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, report->seed);
    fputs("    <properties>\n", stream);
    put_property(stream, "base", report->base);
    put_property(stream, "new", report->head);
    put_property(stream, "verdict", gate_status_name(gate_report_status(report)));
    put_property(stream, "seed", seed);
    put_property(stream, "rule", gate_rule_sentence(report).text);
    for (size_t i = 0; i < report->notes.count; i++)
        put_property(stream, "note", report->notes.text[i]);
    fputs("    </properties>\n", stream);
}

/* Returns the element inside a test case, or NULL for one that passes. */
static const char *element_of(const gate_report *report, gate_outcome outcome) {
    if (outcome == GATE_NOT_COMPARED)
        return gate_report_nothing_compared(report) ? "error" : "skipped";
    switch (gate_outcome_status(outcome)) {
    case EXIT_WRONG:
    case EXIT_ERROR: return "error";
    case EXIT_NO: return "failure";
    case EXIT_INCONCLUSIVE: return "skipped";
    default: return NULL;
    }
}

static size_t count_elements(const gate_report *report, const char *wanted) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        const char *element = element_of(report, report->comparisons[i].outcome);
        count += element && strcmp(element, wanted) == 0;
    }
    return count;
}

/* Splits the name into IMPL and WORKLOAD/MODE; a name without a '/' is both class and name. */
static void put_names(FILE *stream, const char *name) {
    char class[sizeof((gate_comparison *)0)->name];
    const size_t first = strcspn(name, "/");
    const bool both = first > 0 && name[first] && name[first + 1];
    snprintf(class, sizeof class, "%.*s", both ? (int)first : (int)sizeof class - 1, name);
    put_attribute(stream, "classname", class);
    put_attribute(stream, "name", both ? name + first + 1 : name);
}

static void put_line(FILE *stream, gate_sentence sentence) {
    if (!sentence.text[0]) return;
    text_write_escaped(stream, sentence.text, escape_xml);
    fputc('\n', stream);
}

static void put_result(FILE *stream, const gate_report *report, const gate_comparison *c) {
    const char *element = element_of(report, c->outcome);
    if (!element) return;
    fprintf(stream, "      <%s", element);
    put_attribute(stream, "message", gate_verdict_sentence(c).text);
    if (strcmp(element, "skipped") != 0)
        put_attribute(stream, "type", gate_outcome_name(c->outcome));
    fputc('>', stream);
    put_line(stream, gate_blame_sentence(c));
    put_line(stream, gate_details_sentence(report, c));
    fprintf(stream, "</%s>\n", element);
}

static void put_case(FILE *stream, const gate_report *report, const gate_comparison *c) {
    fputs("    <testcase", stream);
    put_names(stream, c->name);
    fputs(">\n", stream);
    put_result(stream, report, c);
    fputs("      <system-out>", stream);
    put_line(stream, gate_verdict_sentence(c));
    put_line(stream, gate_numbers_sentence(report, c));
    fputs("</system-out>\n    </testcase>\n", stream);
}

void gate_write_junit(FILE *stream, const gate_report *report) {
    fprintf(stream,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
            "  <testsuite name=\"hmf gate\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\""
            " skipped=\"%zu\" time=\"%.3f\">\n",
            report->count, count_elements(report, "failure"), count_elements(report, "error"),
            count_elements(report, "skipped"), isfinite(report->seconds) ? report->seconds : 0.0);
    put_properties(stream, report);
    for (size_t i = 0; i < report->count; i++) put_case(stream, report, &report->comparisons[i]);
    fputs("  </testsuite>\n</testsuites>\n", stream);
}

/* ---- GitHub's annotations -------------------------------------------------------------------- */

static const char *escape_message(char character) {
    switch (character) {
    case '%': return "%25";
    case '\r': return "%0D";
    case '\n': return "%0A";
    default: return NULL;
    }
}

static const char *escape_property(char character) {
    switch (character) {
    case ':': return "%3A";
    case ',': return "%2C";
    default: return escape_message(character);
    }
}

static void put_place(FILE *stream, const gate_blame *blame) {
    if (!blame->known || !blame->file[0]) return;
    fputs("file=", stream);
    text_write_escaped(stream, blame->file, escape_property);
    if (blame->line) fprintf(stream, ",line=%u", blame->line);
    fputc(',', stream);
}

/* Writes the sentence on a line of its own within the annotation. */
static void put_more(FILE *stream, gate_sentence sentence) {
    if (!sentence.text[0]) return;
    fputs("%0A", stream);
    text_write_escaped(stream, sentence.text, escape_message);
}

static void put_annotation(FILE *stream, const gate_report *report, const gate_comparison *c) {
    const bool warning = gate_outcome_status(c->outcome) == EXIT_INCONCLUSIVE;
    fprintf(stream, "::%s ", warning ? "warning" : "error");
    put_place(stream, &c->blame);
    fprintf(stream, "title=%s%%3A ", gate_outcome_name(c->outcome));
    text_write_escaped(stream, c->name, escape_property);
    fputs("::", stream);
    text_write_escaped(stream, gate_verdict_sentence(c).text, escape_message);
    put_more(stream, gate_numbers_sentence(report, c));
    put_more(stream, gate_blame_sentence(c));
    put_more(stream, gate_details_sentence(report, c));
    fputc('\n', stream);
}

void gate_write_annotations(FILE *stream, const gate_report *report) {
    for (size_t i = 0; i < report->count; i++)
        if (gate_outcome_status(report->comparisons[i].outcome) != EXIT_SUCCESS)
            put_annotation(stream, report, &report->comparisons[i]);
    if (gate_report_nothing_compared(report))
        fputs("::error title=cannot be judged::nothing was compared\n", stream);
}
