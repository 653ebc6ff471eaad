/* write_annotations.c: beside the lines of a pull request. */
#include "text.h"
#include "gate_format.h"

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

static void write_place(FILE *stream, const gate_blame *blame) {
    if (!blame->known || !blame->file[0]) return;
    fputs("file=", stream);
    text_write_escaped(stream, blame->file, escape_property);
    if (blame->line) fprintf(stream, ",line=%u", blame->line);
    fputc(',', stream);
}

/* On a line of its own in the annotation. */
static void write_more(FILE *stream, gate_sentence sentence) {
    if (!sentence.text[0]) return;
    fputs("%0A", stream);
    text_write_escaped(stream, sentence.text, escape_message);
}

static void write_annotation(FILE *stream, const gate_report *report, const gate_comparison *c,
                             const char *severity) {
    fprintf(stream, "::%s ", severity);
    write_place(stream, &c->blame);
    fprintf(stream, "title=%s%%3A ", gate_outcome_name(c->outcome));
    text_write_escaped(stream, c->name, escape_property);
    fputs("::", stream);
    text_write_escaped(stream, gate_verdict_sentence(c).text, escape_message);
    write_more(stream, gate_numbers_sentence(report, c));
    write_more(stream, gate_blame_sentence(c));
    write_more(stream, gate_details_sentence(report, c));
    fputc('\n', stream);
}

void gate_write_annotations(FILE *stream, const gate_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        const gate_comparison *c = &report->comparisons[i];
        const int status = gate_outcome_status(c->outcome);
        if (status != GATE_PASS)
            write_annotation(stream, report, c, status == GATE_INCONCLUSIVE ? "warning" : "error");
    }
    if (gate_report_nothing_compared(report))
        fputs("::error title=cannot be judged::nothing was compared\n", stream);
}
