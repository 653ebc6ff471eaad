/* SPDX-License-Identifier: MIT */
/* write_lines.c: the line table. */
#include "profile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The lines of one function or file: rows[begin] to rows[end - 1] of the line table. */
typedef struct {
    const profile_extent *extent; /* NULL: not in a known function */
    const char *file;
    unsigned long first, last; /* numbers of the lines to show; all between them for an extent */
    size_t begin, end;
    uint64_t instructions, samples;
} block;

typedef struct {
    size_t count;
    block *rows; /* owned */
} blocks;

static void append(blocks *b, const block *row) {
    b->rows = profile_grow(b->rows, b->count, sizeof *b->rows);
    b->rows[b->count++] = *row;
}

/* Puts lines outside known functions last: they are mostly from libraries without source. */
static int compare(const void *left, const void *right) {
    const block *a = left, *b = right;
    if (!a->extent != !b->extent) return a->extent ? -1 : 1;
    if (a->instructions != b->instructions) return a->instructions < b->instructions ? 1 : -1;
    if (a->samples != b->samples) return a->samples < b->samples ? 1 : -1;
    return a->first < b->first ? -1 : a->first > b->first;
}

/* Groups the rows, which are sorted by file and number. */
static void make_blocks(const profile_lines *lines, blocks *b) {
    for (size_t i = 0; i < lines->count; i++) {
        const profile_line *row = &lines->rows[i];
        const profile_extent *extent = profile_extent_of(lines, row);
        block *last = b->count ? &b->rows[b->count - 1] : NULL;
        if (!last || last->extent != extent || last->file != row->file) {
            const block fresh = {.extent = extent,
                                 .file = row->file,
                                 .first = extent ? extent->first : row->line,
                                 .begin = i};
            append(b, &fresh);
            last = &b->rows[b->count - 1];
        }
        last->end = i + 1;
        last->last = extent ? extent->last : row->line;
        last->instructions += row->self.instructions;
        last->samples += row->samples_self;
    }
    if (b->count) qsort(b->rows, b->count, sizeof *b->rows, compare);
}

/* ---- text ------------------------------------------------------------------------------------ */

/* Writes a count, or blanks for none. */
static void write_count(FILE *stream, int width, uint64_t count) {
    if (count)
        fprintf(stream, " %*" PRIu64, width, count);
    else
        fprintf(stream, " %*s", width, "");
}

static void write_share(FILE *stream, uint64_t part, uint64_t whole) {
    if (part && whole)
        fprintf(stream, " %6.2f", profile_percent(part, whole));
    else
        fprintf(stream, " %6s", "");
}

static void write_line(FILE *stream, const profile *p, unsigned long number,
                       const profile_line *row, const char *text) {
    static const profile_line nothing = {0};
    const profile_line *r = row ? row : &nothing;
    const profile_part part = {r->self, r->samples_self, p->instructions, p->samples};
    fprintf(stream, "%6lu", number);
    write_count(stream, 12, r->hits);
    write_count(stream, 13, r->self.instructions);
    if (r->self.instructions && r->hits)
        fprintf(stream, " %8.4g", (double)r->self.instructions / (double)r->hits);
    else
        fprintf(stream, " %8s", "");
    write_share(stream, r->self.instructions, p->instructions);
    write_share(stream, r->instructions_inclusive, p->instructions);
    write_share(stream, r->samples_self, p->samples);
    write_share(stream, r->samples_inclusive, p->samples);
    fprintf(stream, " %c  %s\n", profile_waits(&part) ? 'W' : ' ', text);
}

static void write_block(FILE *stream, const profile *p, const block *b, const source_text *source) {
    fprintf(stream, "\nFile: %s\n", b->file);
    if (b->extent)
        fprintf(stream, "Function: %s at line %lu, entered %" PRIu64 " times\n", b->extent->name,
                b->extent->first, b->extent->hits);
    fprintf(stream, "\n%6s %12s %13s %8s %6s %6s %6s %6s    %s\n", "Line #", "Hits", "Ir",
            "Per Hit", "% Ir", "% cum", "% Time", "% cum", "Line Contents");
    for (int i = 0; i < 100; i++) fputc('=', stream);
    fputc('\n', stream);
    size_t row = b->begin;
    for (unsigned long number = b->first; number <= b->last; number++) {
        const bool has_row = row < b->end && p->lines.rows[row].line == number;
        if (!has_row && !b->extent) continue;
        write_line(stream, p, number, has_row ? &p->lines.rows[row] : NULL,
                   source_text_line(source, number));
        if (has_row) row++;
    }
}

void profile_write_lines(FILE *stream, const profile *p) {
    blocks b = {0};
    profile_write_heading(stream, p);
    fputs("\nIr: instructions compiled from the line itself; % cum: with all callees;\n"
          "W: waiting, its share of time is far above its share of Ir\n",
          stream);
    make_blocks(&p->lines, &b);
    for (size_t i = 0; i < b.count; i++) {
        source_text source = source_text_read(b.rows[i].file);
        write_block(stream, p, &b.rows[i], &source);
        source_text_free(&source);
    }
    free(b.rows);
}
