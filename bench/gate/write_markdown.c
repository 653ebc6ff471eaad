/* write_markdown.c: for the people of a pull request. */
#include "text.h"
#include "gate_format.h"

#include <string.h>

/* More rows than this of what has not changed are folded away. */
enum { QUIET_SHOWN = 6 };

/* By number, which is never taken for structure and needs no escape in a table either. */
static const char *escape_prose(char character) {
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '|': return "&#124;";
    case '`': return "&#96;";
    case '*': return "&#42;";
    case '_': return "&#95;";
    case '[': return "&#91;";
    case ']': return "&#93;";
    case '~': return "&#126;";
    case '\\': return "&#92;";
    default: return NULL;
    }
}

/* What stands in cells besides digits and brackets is "<", of "+<0.001 %". */
static const char *escape_number(char character) {
    return character == '<' ? "&lt;" : NULL;
}

static void write_prose(FILE *stream, const char *text) {
    text_write_escaped(stream, text, escape_prose);
}

/* Between backticks where nothing in it could end them or a table's cell, or looks like HTML. */
static void write_code(FILE *stream, const char *text) {
    const bool plain = *text && !strpbrk(text, "`|<>&\\");
    fputs(plain ? "`" : "<code>", stream);
    text_write_escaped(stream, text, plain ? NULL : escape_prose);
    fputs(plain ? "`" : "</code>", stream);
}

/* ---- the rows -------------------------------------------------------------------------------- */

static bool is_quiet(const gate_comparison *c) {
    return c->outcome == OUTCOME_UNCHANGED || c->outcome == OUTCOME_SAME;
}

static bool is_loud(const gate_comparison *c) {
    return !is_quiet(c);
}

static bool is_any(const gate_comparison *c) {
    (void)c;
    return true;
}

static size_t count_rows(const gate_report *report, bool (*chosen)(const gate_comparison *)) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) count += chosen(&report->comparisons[i]);
    return count;
}

static void write_row(FILE *stream, const gate_report *report, const gate_comparison *c) {
    const gate_cells cells = gate_cells_of(c);
    const bool loud = gate_outcome_status(c->outcome) != GATE_PASS;
    fputs("| ", stream);
    write_code(stream, c->name);
    for (int i = gate_first_cell(report); i < CELL_COUNT; i++) {
        fputs(" | ", stream);
        text_write_escaped(stream, cells.cell[i].text, escape_number);
    }
    fputs(loud ? " | **" : " | ", stream);
    fputs(gate_outcome_name(c->outcome), stream);
    fputs(loud ? "**" : "", stream);
    write_prose(stream, gate_verdict_sentence(c).text + strlen(gate_outcome_name(c->outcome)));
    fputs(" |\n", stream);
}

static void write_rows(FILE *stream, const gate_report *report,
                       bool (*chosen)(const gate_comparison *)) {
    if (count_rows(report, chosen) == 0) return;
    fputs("| comparison", stream);
    for (int i = gate_first_cell(report); i < CELL_COUNT; i++) {
        fputs(" | ", stream);
        write_prose(stream, gate_cell_title(report, i));
    }
    fputs(" | verdict |\n|---", stream);
    for (int i = gate_first_cell(report); i < CELL_COUNT; i++)
        fputs(i == CELL_RATIO ? "|:--" : "|--:", stream);
    fputs("|:--|\n", stream);
    for (size_t i = 0; i < report->count; i++)
        if (chosen(&report->comparisons[i])) write_row(stream, report, &report->comparisons[i]);
    fputc('\n', stream);
}

static void write_tables(FILE *stream, const gate_report *report) {
    const size_t quiet = count_rows(report, is_quiet);
    if (quiet <= QUIET_SHOWN) {
        write_rows(stream, report, is_any);
        return;
    }
    write_rows(stream, report, is_loud);
    fprintf(stream, "<details><summary>%zu without a change</summary>\n\n", quiet);
    write_rows(stream, report, is_quiet);
    fputs("</details>\n\n", stream);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void write_item(FILE *stream, const gate_report *report, const gate_comparison *c) {
    const gate_sentence blame = gate_blame_sentence(c), details = gate_details_sentence(report, c);
    if (!blame.text[0] && !details.text[0]) return;
    fputs("- ", stream);
    write_code(stream, c->name);
    fputs(": ", stream);
    if (blame.text[0]) write_code(stream, blame.text);
    if (blame.text[0] && details.text[0]) fputs("; ", stream);
    write_prose(stream, details.text);
    fputc('\n', stream);
}

static void write_items(FILE *stream, const gate_report *report) {
    for (size_t i = 0; i < report->count; i++) write_item(stream, report, &report->comparisons[i]);
    fputc('\n', stream);
}

static void write_suspects(FILE *stream, const gate_report *report) {
    if (gate_report_suspects(report) == 0) return;
    fputs("Perhaps slower, with a centre beyond the margin:\n\n", stream);
    for (size_t i = 0; i < report->count; i++) {
        if (!gate_is_suspect(&report->comparisons[i])) continue;
        fputs("- ", stream);
        write_code(stream, gate_suspect_sentence(&report->comparisons[i]).text);
        fputc('\n', stream);
    }
    fputc('\n', stream);
}

static void write_notes(FILE *stream, const gate_report *report) {
    for (size_t i = 0; i < report->nnotes; i++) {
        fputs("> ", stream);
        write_prose(stream, report->notes[i]);
        fputs("\n\n", stream);
    }
}

static void write_headline(FILE *stream, const gate_report *report) {
    fprintf(stream, "### Speed: %s\n\n", gate_status_name(gate_report_status(report)));
    write_code(stream, report->base);
    fputs(" to ", stream);
    write_code(stream, report->head);
    fprintf(stream, ". %s.\n\n", gate_tally_sentence(report).text);
}

static void write_footer(FILE *stream, const gate_report *report) {
    fprintf(stream, "<sub>Exit status %d after %s; ", gate_report_exit(report),
            gate_seconds(report->seconds).text);
    write_prose(stream, gate_rule_sentence(report).text);
    fputs("; ", stream);
    write_prose(stream, gate_legend_sentence(report).text);
    fputs(".</sub>\n", stream);
}

void gate_write_markdown(FILE *stream, const gate_report *report) {
    write_headline(stream, report);
    write_suspects(stream, report);
    write_tables(stream, report);
    write_items(stream, report);
    write_notes(stream, report);
    write_footer(stream, report);
}
