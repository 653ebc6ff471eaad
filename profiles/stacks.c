/* SPDX-License-Identifier: MIT */
/* stacks.c: folded stacks, and the page of a flame graph. */
#include "stacks.h"

#include "die.h"
#include "flame_graph.html.h"
#include "tables.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void profile_stacks_add(profile_stacks *stacks, const char *frames, uint64_t count) {
    stacks->rows = profile_grow(stacks->rows, stacks->count, sizeof *stacks->rows);
    stacks->rows[stacks->count++] = (profile_stack){.frames = xstrdup(frames), .count = count};
}

static int compare(const void *left, const void *right) {
    return strcmp(((const profile_stack *)left)->frames, ((const profile_stack *)right)->frames);
}

void profile_stacks_merge(profile_stacks *stacks) {
    if (!stacks->count) return;
    qsort(stacks->rows, stacks->count, sizeof *stacks->rows, compare);
    size_t kept = 0;
    for (size_t i = 1; i < stacks->count; i++) {
        if (strcmp(stacks->rows[i].frames, stacks->rows[kept].frames) == 0) {
            stacks->rows[kept].count += stacks->rows[i].count;
            free(stacks->rows[i].frames);
        } else {
            stacks->rows[++kept] = stacks->rows[i];
        }
    }
    stacks->count = kept + 1;
}

uint64_t profile_stacks_total(const profile_stacks *stacks) {
    uint64_t total = 0;
    for (size_t i = 0; i < stacks->count; i++) total += stacks->rows[i].count;
    return total;
}

void profile_stacks_free(profile_stacks *stacks) {
    for (size_t i = 0; i < stacks->count; i++) free(stacks->rows[i].frames);
    free(stacks->rows);
    *stacks = (profile_stacks){0};
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_plain(FILE *stream, const char *text) {
    fputs(text, stream);
}

static const char *replace_markup(char character) {
    return character == '&'    ? "&amp;"
           : character == '<'  ? "&lt;"
           : character == '"'  ? "&quot;"
           : character == '\n' ? "\n"
                               : NULL;
}

static void write_markup(FILE *stream, const char *text) {
    text_write_escaped(stream, text, replace_markup);
}

/* Merges two sorted tables; a stack that one of them lacks has the count 0 there. */
static void write_pairs(FILE *stream, const profile_stacks *before, const profile_stacks *after,
                        void (*write)(FILE *, const char *)) {
    for (size_t i = 0, j = 0; i < before->count || j < after->count;) {
        const int order = i == before->count ? 1
                          : j == after->count
                              ? -1
                              : strcmp(before->rows[i].frames, after->rows[j].frames);
        const bool has_before = order <= 0, has_after = order >= 0;
        write(stream, has_before ? before->rows[i].frames : after->rows[j].frames);
        fprintf(stream, " %" PRIu64 " %" PRIu64 "\n", has_before ? before->rows[i].count : 0,
                has_after ? after->rows[j].count : 0);
        i += has_before;
        j += has_after;
    }
}

static void write_stacks(FILE *stream, const profile_stacks *stacks, const profile_stacks *before,
                         void (*write)(FILE *, const char *)) {
    if (before) {
        write_pairs(stream, before, stacks, write);
        return;
    }
    for (size_t i = 0; i < stacks->count; i++) {
        write(stream, stacks->rows[i].frames);
        fprintf(stream, " %" PRIu64 "\n", stacks->rows[i].count);
    }
}

void profile_stacks_write(FILE *stream, const profile_stacks *stacks,
                          const profile_stacks *before) {
    write_stacks(stream, stacks, before, write_plain);
}

typedef enum { TITLE, NOTE, UNIT, COUNTS, STACKS, PLACES } place;

static const char *const places[PLACES] = {"@TITLE@", "@NOTE@", "@UNIT@", "@COUNTS@", "@STACKS@"};

static void fill_in(FILE *stream, const flame_graph *graph, place what) {
    switch (what) {
    case TITLE: write_markup(stream, graph->title); break;
    case NOTE: write_markup(stream, graph->note); break;
    case UNIT: write_markup(stream, graph->unit); break;
    case COUNTS: fputs(graph->before ? "2" : "1", stream); break;
    default: write_stacks(stream, graph->stacks, graph->before, write_markup);
    }
}

/* Returns the next place to fill in, or NULL. */
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

void flame_graph_write(FILE *stream, const flame_graph *graph) {
    const char *text = (const char *)flame_graph_page;
    place what = PLACES;
    for (const char *at; (at = next_place(text, &what)); text = at + strlen(places[what])) {
        fwrite(text, 1, (size_t)(at - text), stream);
        fill_in(stream, graph, what);
    }
    fputs(text, stream);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Reads a line, which it changes. Returns NULL, or the reason why the line is malformed. */
static const char *read_line(profile_stacks *stacks, char *line) {
    char *blank = strrchr(line, ' '), *end;
    if (!blank || blank == line || !isdigit((unsigned char)blank[1])) return "not FRAMES COUNT";
    errno = 0;
    const uint64_t count = strtoull(blank + 1, &end, 10);
    if (*end || errno != 0) return "COUNT is not a number of 64 bits";
    *blank = '\0';
    if (*line == ';' || blank[-1] == ';' || strstr(line, ";;")) return "a frame without a name";
    profile_stacks_add(stacks, line, count);
    return NULL;
}

bool profile_stacks_read(const char *path, profile_stacks *stacks, char *message, size_t size) {
    *stacks = (profile_stacks){0};
    profile_place at = {path, ":", 0, message, size};
    char *text = profile_read_text(&at);
    if (!text) return false;
    const char *wrong = NULL;
    for (char *rest = text; !wrong && *rest;) {
        char *line = strsep(&rest, "\n");
        at.number++;
        wrong = rest ? read_line(stacks, line) : "the last line is cut off";
    }
    free(text);
    if (!wrong) {
        profile_stacks_merge(stacks);
        return true;
    }
    profile_stacks_free(stacks);
    return profile_reject(&at, "%s", wrong);
}
