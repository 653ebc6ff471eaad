/* SPDX-License-Identifier: MIT */
/*
 * write_tables.c: the report as a table on a terminal, and as Markdown.
 *
 * Both consist of the same parts; a dialect holds the differences.
 */
#include "die.h"
#include "gate_report.h"
#include "text.h"

#include <string.h>

typedef struct {
    FILE *stream;
    const gate_report *report;
    bool markdown, colour;
    size_t name_width, width[GATE_CELLS]; /* columns of a terminal */
} table;

typedef bool selection(const gate_comparison *comparison);

/* ---- texts ----------------------------------------------------------------------------------- */

/* Escapes by number, which Markdown never takes for structure, not in tables either. */
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

/* Cells hold digits, brackets, and "<" in "+<0.001 %". */
static const char *escape_number(char character) {
    return character == '<' ? "&lt;" : NULL;
}

static void put(const table *t, const char *text) {
    text_write_escaped(t->stream, text, t->markdown ? escape_prose : NULL);
}

/* Writes a name: in Markdown between backticks, unless it holds a character that would end them or
 * a cell, or looks like HTML. */
static void put_name(const table *t, const char *text) {
    const bool plain = *text && !strpbrk(text, "`|<>&\\");
    const char *begin = plain ? "`" : "<code>", *end = plain ? "`" : "</code>";
    if (t->markdown) fputs(begin, t->stream);
    text_write_escaped(t->stream, text, t->markdown && !plain ? escape_prose : NULL);
    if (t->markdown) fputs(end, t->stream);
}

static const char *colour_of(int status, bool faster) {
    switch (status) {
    case EXIT_SUCCESS: return faster ? "\033[32m" : "";
    case EXIT_INCONCLUSIVE: return "\033[33m";
    default: return "\033[31m";
    }
}

static void put_coloured(const table *t, const char *colour, const char *text) {
    const bool coloured = t->colour && *colour;
    if (coloured) fputs(colour, t->stream);
    put(t, text);
    if (coloured) fputs("\033[0m", t->stream);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void widen(size_t *width, const char *text) {
    const size_t columns = text_columns(text);
    if (columns > *width) *width = columns;
}

static void measure_columns(table *t) {
    widen(&t->name_width, "comparison");
    for (int i = 0; i < GATE_CELLS; i++) widen(&t->width[i], gate_cell_title(t->report, i));
    for (size_t c = 0; c < t->report->count; c++) {
        const gate_cells cells = gate_cells_of(&t->report->comparisons[c]);
        widen(&t->name_width, t->report->comparisons[c].name);
        for (int i = 0; i < GATE_CELLS; i++) widen(&t->width[i], cells.cell[i].text);
    }
}

static void put_padded(const table *t, const char *text, size_t width, bool left) {
    const int padding = (int)(width - text_columns(text));
    if (!left) fprintf(t->stream, "%*s", padding, "");
    text_write_escaped(t->stream, text, NULL);
    if (left) fprintf(t->stream, "%*s", padding, "");
}

static void put_cell(const table *t, int cell, const char *text, escape *replace) {
    fputs(t->markdown ? " | " : "  ", t->stream);
    if (t->markdown)
        text_write_escaped(t->stream, text, replace);
    else
        put_padded(t, text, t->width[cell], cell == GATE_CELL_RATIO);
}

static void put_titles(const table *t) {
    if (t->markdown)
        fputs("| comparison", t->stream);
    else
        put_padded(t, "comparison", t->name_width, true);
    for (int i = gate_first_cell(t->report); i < GATE_CELLS; i++)
        put_cell(t, i, gate_cell_title(t->report, i), escape_prose);
    fputs(t->markdown ? " | verdict |\n|---" : "  verdict\n", t->stream);
    if (!t->markdown) return;
    for (int i = gate_first_cell(t->report); i < GATE_CELLS; i++)
        fputs(i == GATE_CELL_RATIO ? "|:--" : "|--:", t->stream);
    fputs("|:--|\n", t->stream);
}

/* Writes the outcome, in bold unless it passes, and its reason. */
static void put_verdict(const table *t, const gate_comparison *c) {
    const char *name = gate_outcome_name(c->outcome);
    const gate_sentence sentence = gate_verdict_sentence(c);
    const int status = gate_outcome_status(c->outcome);
    if (t->markdown) {
        fprintf(t->stream, status == EXIT_SUCCESS ? " | %s" : " | **%s**", name);
        put(t, sentence.text + strlen(name));
        fputs(" |\n", t->stream);
    } else {
        fputs("  ", t->stream);
        put_coloured(t, colour_of(status, c->outcome == GATE_FASTER), sentence.text);
        fputc('\n', t->stream);
    }
}

static void put_indented(const table *t, const char *text) {
    if (!*text) return;
    fputs("    ", t->stream);
    put(t, text);
    fputc('\n', t->stream);
}

static void put_row(const table *t, const gate_comparison *c) {
    const gate_cells cells = gate_cells_of(c);
    if (t->markdown) {
        fputs("| ", t->stream);
        put_name(t, c->name);
    } else {
        put_padded(t, c->name, t->name_width, true);
    }
    for (int i = gate_first_cell(t->report); i < GATE_CELLS; i++)
        put_cell(t, i, cells.cell[i].text, escape_number);
    put_verdict(t, c);
    if (t->markdown) return;
    put_indented(t, gate_blame_sentence(c).text);
    put_indented(t, gate_details_sentence(t->report, c).text);
}

static size_t count_rows(const gate_report *report, selection *selected) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) count += selected(&report->comparisons[i]);
    return count;
}

static void put_rows(const table *t, selection *selected) {
    if (count_rows(t->report, selected) == 0) return;
    put_titles(t);
    for (size_t i = 0; i < t->report->count; i++)
        if (selected(&t->report->comparisons[i])) put_row(t, &t->report->comparisons[i]);
    fputc('\n', t->stream);
}

static bool is_any(const gate_comparison *c) {
    (void)c;
    return true;
}

/* ---- parts of both --------------------------------------------------------------------------- */

static void put_suspects(const table *t) {
    if (gate_report_suspects(t->report) == 0) return;
    fprintf(t->stream, "%serhaps slower, with a centre beyond the margin:\n%s",
            t->markdown ? "P" : "p", t->markdown ? "\n" : "");
    for (size_t i = 0; i < t->report->count; i++) {
        if (!gate_is_suspect(&t->report->comparisons[i])) continue;
        fputs(t->markdown ? "- " : "    ", t->stream);
        put_name(t, gate_suspect_sentence(&t->report->comparisons[i]).text);
        fputc('\n', t->stream);
    }
    fputc('\n', t->stream);
}

static void put_notes(const table *t) {
    for (size_t i = 0; i < t->report->notes.count; i++) {
        fputs(t->markdown ? "> " : "note: ", t->stream);
        put(t, t->report->notes.text[i]);
        fputs(t->markdown ? "\n\n" : "\n", t->stream);
    }
    if (t->report->notes.count > 0 && !t->markdown) fputc('\n', t->stream);
}

/* ---- the table ------------------------------------------------------------------------------- */

void gate_write_table(FILE *stream, const gate_report *report, bool colour) {
    table t = {.stream = stream, .report = report, .colour = colour};
    const int status = gate_report_status(report);
    format_text seconds;
    measure_columns(&t);
    fputs("base ", stream);
    put(&t, report->base);
    fputs(", new ", stream);
    put(&t, report->head);
    fputc('\n', stream);
    if (report->count > 0) {
        put(&t, gate_legend_sentence(report).text);
        fputs("\n\n", stream);
    }
    put_rows(&t, is_any);
    put_notes(&t);
    put_suspects(&t);
    fprintf(stream, "%s\n", gate_tally_sentence(report).text);
    put_coloured(&t, colour_of(status, true), gate_status_name(status));
    fprintf(stream, " (exit status %d) after %s; ", gate_report_exit(report),
            format_seconds(report->seconds, &seconds));
    put(&t, gate_rule_sentence(report).text);
    fputc('\n', stream);
}

/* ---- Markdown -------------------------------------------------------------------------------- */

enum { QUIET_SHOWN = 6 }; /* more rows without a change than this are folded away */

static bool is_quiet(const gate_comparison *c) {
    return c->outcome == GATE_UNCHANGED || c->outcome == GATE_SAME;
}

static bool is_loud(const gate_comparison *c) {
    return !is_quiet(c);
}

static void put_folded_rows(const table *t) {
    const size_t quiet = count_rows(t->report, is_quiet);
    if (quiet <= QUIET_SHOWN) {
        put_rows(t, is_any);
        return;
    }
    put_rows(t, is_loud);
    fprintf(t->stream, "<details><summary>%zu without a change</summary>\n\n", quiet);
    put_rows(t, is_quiet);
    fputs("</details>\n\n", t->stream);
}

static void put_item(const table *t, const gate_comparison *c) {
    const gate_sentence blame = gate_blame_sentence(c);
    const gate_sentence details = gate_details_sentence(t->report, c);
    if (!blame.text[0] && !details.text[0]) return;
    fputs("- ", t->stream);
    put_name(t, c->name);
    fputs(": ", t->stream);
    if (blame.text[0]) put_name(t, blame.text);
    if (blame.text[0] && details.text[0]) fputs("; ", t->stream);
    put(t, details.text);
    fputc('\n', t->stream);
}

void gate_write_markdown(FILE *stream, const gate_report *report) {
    const table t = {.stream = stream, .report = report, .markdown = true};
    format_text seconds;
    fprintf(stream, "### Speed: %s\n\n", gate_status_name(gate_report_status(report)));
    put_name(&t, report->base);
    fputs(" to ", stream);
    put_name(&t, report->head);
    fprintf(stream, ". %s.\n\n", gate_tally_sentence(report).text);
    put_suspects(&t);
    put_folded_rows(&t);
    for (size_t i = 0; i < report->count; i++) put_item(&t, &report->comparisons[i]);
    fputc('\n', stream);
    put_notes(&t);
    fprintf(stream, "<sub>Exit status %d after %s; ", gate_report_exit(report),
            format_seconds(report->seconds, &seconds));
    put(&t, gate_rule_sentence(report).text);
    fputs("; ", stream);
    put(&t, gate_legend_sentence(report).text);
    fputs(".</sub>\n", stream);
}
