/* write_junit.c: for the test reports of a CI system. */
#include "text.h"
#include "gate_format.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

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

static void write_attribute(FILE *stream, const char *name, const char *value) {
    fprintf(stream, " %s=\"", name);
    text_write_escaped(stream, value, escape_xml);
    fputc('"', stream);
}

static void write_property(FILE *stream, const char *name, const char *value) {
    fputs("      <property", stream);
    write_attribute(stream, "name", name);
    write_attribute(stream, "value", value);
    fputs("/>\n", stream);
}

static void write_properties(FILE *stream, const gate_report *report) {
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, report->seed);
    fputs("    <properties>\n", stream);
    write_property(stream, "base", report->base);
    write_property(stream, "new", report->head);
    write_property(stream, "verdict", gate_status_name(gate_report_status(report)));
    write_property(stream, "seed", seed);
    write_property(stream, "rule", gate_rule_sentence(report).text);
    for (size_t i = 0; i < report->nnotes; i++) write_property(stream, "note", report->notes[i]);
    fputs("    </properties>\n", stream);
}

/* Returns the number of comparisons that count as errors if no comparison was made, and as skipped
 * otherwise. */
static size_t not_compared(const gate_report *report, bool as_errors) {
    return gate_report_nothing_compared(report) == as_errors
               ? gate_report_tally(report, OUTCOME_NOT_COMPARED)
               : 0;
}

static void write_counts(FILE *stream, const gate_report *report) {
    fprintf(stream, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\"",
            report->count, gate_report_count(report, GATE_REGRESSION),
            gate_report_count(report, GATE_WRONG) + gate_report_count(report, GATE_FAILED) +
                not_compared(report, true),
            gate_report_count(report, GATE_INCONCLUSIVE) + not_compared(report, false),
            isfinite(report->seconds) ? report->seconds : 0.0);
}

/* NULL for what passes. */
static const char *element_of(const gate_report *report, gate_outcome outcome) {
    if (outcome == OUTCOME_NOT_COMPARED)
        return gate_report_nothing_compared(report) ? "error" : "skipped";
    switch (gate_outcome_status(outcome)) {
    case GATE_WRONG:
    case GATE_FAILED: return "error";
    case GATE_REGRESSION: return "failure";
    case GATE_INCONCLUSIVE: return "skipped";
    default: return NULL;
    }
}

/* IMPL and WORKLOAD/MODE; a name that has not both is both. */
static void write_names(FILE *stream, const char *name) {
    char class[sizeof((gate_comparison *)0)->name];
    const size_t first = strcspn(name, "/");
    const bool both = first > 0 && name[first] && name[first + 1];
    snprintf(class, sizeof class, "%.*s", both ? (int)first : (int)sizeof class - 1, name);
    write_attribute(stream, "classname", class);
    write_attribute(stream, "name", both ? name + first + 1 : name);
}

static void write_line(FILE *stream, gate_sentence sentence) {
    if (!sentence.text[0]) return;
    text_write_escaped(stream, sentence.text, escape_xml);
    fputc('\n', stream);
}

static void write_result(FILE *stream, const gate_report *report, const gate_comparison *c) {
    const char *element = element_of(report, c->outcome);
    if (!element) return;
    fprintf(stream, "      <%s", element);
    write_attribute(stream, "message", gate_verdict_sentence(c).text);
    if (strcmp(element, "skipped") != 0)
        write_attribute(stream, "type", gate_outcome_name(c->outcome));
    fputc('>', stream);
    write_line(stream, gate_blame_sentence(c));
    write_line(stream, gate_details_sentence(report, c));
    fprintf(stream, "</%s>\n", element);
}

static void write_case(FILE *stream, const gate_report *report, const gate_comparison *c) {
    fputs("    <testcase", stream);
    write_names(stream, c->name);
    fputs(">\n", stream);
    write_result(stream, report, c);
    fputs("      <system-out>", stream);
    write_line(stream, gate_verdict_sentence(c));
    write_line(stream, gate_numbers_sentence(report, c));
    fputs("</system-out>\n    </testcase>\n", stream);
}

void gate_write_junit(FILE *stream, const gate_report *report) {
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
          "  <testsuite name=\"hmf gate\"",
          stream);
    write_counts(stream, report);
    fputs(">\n", stream);
    write_properties(stream, report);
    for (size_t i = 0; i < report->count; i++) write_case(stream, report, &report->comparisons[i]);
    fputs("  </testsuite>\n</testsuites>\n", stream);
}
