/* write_table.c: for a person at a terminal. */
#include "text.h"
#include "gate_format.h"

#include <string.h>

typedef struct {
    FILE *stream;
    const gate_report *report;
    bool colour;
    size_t name_width, width[CELL_COUNT];
} table;

static void widen(size_t *width, const char *text) {
    const size_t columns = text_columns(text);
    if (columns > *width) *width = columns;
}

static void measure_columns(table *t) {
    widen(&t->name_width, "comparison");
    for (int i = gate_first_cell(t->report); i < CELL_COUNT; i++)
        widen(&t->width[i], gate_cell_title(t->report, i));
    for (size_t c = 0; c < t->report->count; c++) {
        const gate_comparison *comparison = &t->report->comparisons[c];
        const gate_cells cells = gate_cells_of(comparison);
        widen(&t->name_width, comparison->name);
        for (int i = gate_first_cell(t->report); i < CELL_COUNT; i++)
            widen(&t->width[i], cells.cell[i].text);
    }
}

static void write_padded(FILE *stream, const char *text, size_t width, bool left) {
    const int padding = (int)(width - text_columns(text));
    if (!left) fprintf(stream, "%*s", padding, "");
    text_write_escaped(stream, text, NULL);
    if (left) fprintf(stream, "%*s", padding, "");
}

static void write_cell(const table *t, int cell, const char *text) {
    fputs("  ", t->stream);
    write_padded(t->stream, text, t->width[cell], cell == CELL_RATIO);
}

static const char *colour_of_outcome(gate_outcome outcome) {
    if (outcome == OUTCOME_FASTER) return "\033[32m";
    switch (gate_outcome_status(outcome)) {
    case GATE_REGRESSION:
    case GATE_WRONG: return "\033[31m";
    case GATE_INCONCLUSIVE: return "\033[33m";
    default: return "";
    }
}

static const char *colour_of_status(int status) {
    return status == GATE_PASS ? "\033[32m" : status == GATE_INCONCLUSIVE ? "\033[33m" : "\033[31m";
}

static void write_coloured(const table *t, const char *colour, const char *text) {
    const bool coloured = t->colour && *colour;
    if (coloured) fputs(colour, t->stream);
    text_write_escaped(t->stream, text, NULL);
    if (coloured) fputs("\033[0m", t->stream);
}

static void write_heading(const table *t) {
    fputs("base ", t->stream);
    text_write_escaped(t->stream, t->report->base, NULL);
    fputs(", new ", t->stream);
    text_write_escaped(t->stream, t->report->head, NULL);
    fputc('\n', t->stream);
}

static void write_titles(const table *t) {
    text_write_escaped(t->stream, gate_legend_sentence(t->report).text, NULL);
    fputs("\n\n", t->stream);
    write_padded(t->stream, "comparison", t->name_width, true);
    for (int i = gate_first_cell(t->report); i < CELL_COUNT; i++)
        write_cell(t, i, gate_cell_title(t->report, i));
    fputs("  verdict\n", t->stream);
}

static void write_indented(const table *t, gate_sentence sentence) {
    if (!sentence.text[0]) return;
    fputs("    ", t->stream);
    text_write_escaped(t->stream, sentence.text, NULL);
    fputc('\n', t->stream);
}

static void write_comparison(const table *t, const gate_comparison *c) {
    const gate_cells cells = gate_cells_of(c);
    write_padded(t->stream, c->name, t->name_width, true);
    for (int i = gate_first_cell(t->report); i < CELL_COUNT; i++)
        write_cell(t, i, cells.cell[i].text);
    fputs("  ", t->stream);
    write_coloured(t, colour_of_outcome(c->outcome), gate_verdict_sentence(c).text);
    fputc('\n', t->stream);
    write_indented(t, gate_blame_sentence(c));
    write_indented(t, gate_details_sentence(t->report, c));
}

static void write_comparisons(const table *t) {
    if (t->report->count == 0) return;
    write_titles(t);
    for (size_t i = 0; i < t->report->count; i++) write_comparison(t, &t->report->comparisons[i]);
    fputc('\n', t->stream);
}

static void write_notes(const table *t) {
    for (size_t i = 0; i < t->report->nnotes; i++) {
        fputs("note: ", t->stream);
        text_write_escaped(t->stream, t->report->notes[i], NULL);
        fputc('\n', t->stream);
    }
    if (t->report->nnotes > 0) fputc('\n', t->stream);
}

static void write_suspects(const table *t) {
    if (gate_report_suspects(t->report) == 0) return;
    fputs("perhaps slower, with a centre beyond the margin:\n", t->stream);
    for (size_t i = 0; i < t->report->count; i++)
        if (gate_is_suspect(&t->report->comparisons[i]))
            write_indented(t, gate_suspect_sentence(&t->report->comparisons[i]));
    fputc('\n', t->stream);
}

static void write_verdict(const table *t) {
    const int status = gate_report_status(t->report);
    fprintf(t->stream, "%s\n", gate_tally_sentence(t->report).text);
    write_coloured(t, colour_of_status(status), gate_status_name(status));
    fprintf(t->stream, " (exit status %d) after %s; ", gate_report_exit(t->report),
            gate_seconds(t->report->seconds).text);
    text_write_escaped(t->stream, gate_rule_sentence(t->report).text, NULL);
    fputc('\n', t->stream);
}

void gate_write_table(FILE *stream, const gate_report *report, bool colour) {
    table t = {.stream = stream, .report = report, .colour = colour};
    measure_columns(&t);
    write_heading(&t);
    write_comparisons(&t);
    write_notes(&t);
    write_suspects(&t);
    write_verdict(&t);
}
