/* flames.c: fills in the page. */
#include "flames.h"

#include "flame_graph.html.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void write_escaped(FILE *stream, const char *text) {
    for (; *text; text++) switch (*text) {
        case '&': fputs("&amp;", stream); break;
        case '<': fputs("&lt;", stream); break;
        case '"': fputs("&quot;", stream); break;
        default: fputc(*text, stream);
        }
}

/* ---- stacks ---------------------------------------------------------------------------------- */

/* Both are sorted: calls write for every stack of either, with 0 where it is not. */
static void each_pair(FILE *stream, const profile_stacks *before, const profile_stacks *after,
                      void (*write)(FILE *, const char *frames, uint64_t, uint64_t)) {
    for (size_t i = 0, j = 0; i < before->count || j < after->count;) {
        const profile_stack *a = i < before->count ? &before->rows[i] : NULL;
        const profile_stack *b = j < after->count ? &after->rows[j] : NULL;
        assert(a || b);
        const int order = !a ? 1 : !b ? -1 : strcmp(a->frames, b->frames);
        write(stream, order <= 0 ? a->frames : b->frames, order <= 0 ? a->count : 0,
              order >= 0 ? b->count : 0);
        i += order <= 0;
        j += order >= 0;
    }
}

static void write_pair(FILE *stream, const char *frames, uint64_t before, uint64_t after) {
    fprintf(stream, "%s %" PRIu64 " %" PRIu64 "\n", frames, before, after);
}

static void write_escaped_pair(FILE *stream, const char *frames, uint64_t before, uint64_t after) {
    write_escaped(stream, frames);
    fprintf(stream, " %" PRIu64 " %" PRIu64 "\n", before, after);
}

bool flames_write_difference(FILE *stream, const profile_stacks *before,
                             const profile_stacks *after) {
    each_pair(stream, before, after, write_pair);
    return !ferror(stream);
}

static void write_stacks(FILE *stream, const flames *f) {
    if (f->before) {
        each_pair(stream, f->before, f->stacks, write_escaped_pair);
        return;
    }
    for (size_t i = 0; i < f->stacks->count; i++) {
        write_escaped(stream, f->stacks->rows[i].frames);
        fprintf(stream, " %" PRIu64 "\n", f->stacks->rows[i].count);
    }
}

/* ---- the page -------------------------------------------------------------------------------- */

typedef enum { TITLE, NOTE, UNIT, COUNTS, STACKS, PLACES } place;

static const char *const places[PLACES] = {"@TITLE@", "@NOTE@", "@UNIT@", "@COUNTS@", "@STACKS@"};

static void fill_in(FILE *stream, const flames *f, place what) {
    switch (what) {
    case TITLE: write_escaped(stream, f->title); break;
    case NOTE: write_escaped(stream, f->note); break;
    case UNIT: write_escaped(stream, f->unit); break;
    case COUNTS: fputs(f->before ? "2" : "1", stream); break;
    default: write_stacks(stream, f);
    }
}

/* The next place to fill in, or NULL. */
static const char *next_place(const char *text, place *what) {
    const char *first = NULL;
    for (int i = 0; i < PLACES; i++) {
        const char *found = strstr(text, places[i]);
        if (!found || (first && found > first)) continue;
        first = found;
        *what = (place)i;
    }
    return first;
}

bool flames_write(FILE *stream, const flames *f) {
    const char *text = (const char *)flame_graph_page;
    place what = PLACES;
    for (const char *at; (at = next_place(text, &what)); text = at + strlen(places[what])) {
        fwrite(text, 1, (size_t)(at - text), stream);
        fill_in(stream, f, what);
    }
    fputs(text, stream);
    return !ferror(stream);
}
