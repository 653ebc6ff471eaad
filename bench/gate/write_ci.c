/* SPDX-License-Identifier: MIT */
/* write_ci.c: the report for CI systems, as JUnit XML and as GitHub's annotations. */
#include "die.h"
#include "gate_report.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

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
