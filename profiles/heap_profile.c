/* SPDX-License-Identifier: MIT */
/*
 * heap_profile.c: a reader of gperftools' heap profiles: the number and size of allocations by the
 * call that made them.
 *
 * The file is text: "heap profile: ...@ heapprofile", then for every stack
 *   KEPT: KEPT_BYTES [COUNT: BYTES] @ 0xPC ...
 * leaf first, an empty line, "MAPPED_LIBRARIES:", and the text of /proc/self/maps.
 */
#include "die.h"
#include "readers.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The deepest stack of gperftools (HeapProfileTable::kMaxStackDepth). */
enum { DEPTH_MAX = 64 };

typedef struct {
    uint64_t kept, kept_bytes, count, bytes;
    uint64_t stack[DEPTH_MAX];
    size_t depth;
} heap_record;

typedef struct {
    profile_place at;
    size_t nrecords;
    heap_record *records; /* owned */
} heap_reader;

/* ---- the text -------------------------------------------------------------------------------- */

/* Reads blanks, digits in that base, and the text `follows`. Returns the text after them, or NULL.
 */
static const char *read_number(const char *text, int base, const char *follows, uint64_t *value) {
    text += strspn(text, " ");
    if (!isxdigit((unsigned char)*text)) return NULL;
    char *end;
    errno = 0;
    *value = strtoull(text, &end, base);
    const size_t length = strlen(follows);
    return errno == 0 && strncmp(end, follows, length) == 0 ? end + length : NULL;
}

static bool read_record(const char *text, heap_record *record) {
    text = read_number(text, 10, ":", &record->kept);
    if (text) text = read_number(text, 10, " [", &record->kept_bytes);
    if (text) text = read_number(text, 10, ":", &record->count);
    if (text) text = read_number(text, 10, "] @", &record->bytes);
    for (record->depth = 0; text && *text; record->depth++) {
        if (record->depth == DEPTH_MAX || strncmp(text, " 0x", 3) != 0) return false;
        text = read_number(text + 1, 16, "", &record->stack[record->depth]);
    }
    return text && record->count >= record->kept && record->bytes >= record->kept_bytes;
}

static bool read_line(heap_reader *r, const char *line) {
    if (r->at.number == 1)
        return (strncmp(line, "heap profile: ", 14) == 0 && strstr(line, "@ heapprofile")) ||
               profile_reject(&r->at, "not a heap profile of gperftools");
    if (!*line) return true;
    heap_record record;
    if (!read_record(line, &record))
        return profile_reject(&r->at, "not KEPT: BYTES [COUNT: BYTES] @ 0xPC ...");
    r->records = profile_grow(r->records, r->nrecords, sizeof record);
    r->records[r->nrecords++] = record;
    return true;
}

/* Reads the lines before the memory map; moves *rest to the map. */
static bool read_lines(heap_reader *r, char **rest) {
    while (*rest && **rest) {
        const char *line = strsep(rest, "\n");
        r->at.number++;
        if (*rest && r->at.number > 1 && strcmp(line, "MAPPED_LIBRARIES:") == 0) return true;
        if (!read_line(r, line)) return false;
    }
    return profile_reject(&r->at, "the file is cut off: it has no MAPPED_LIBRARIES:");
}

/* ---- the table ------------------------------------------------------------------------------- */

static void free_row(heap_call *row) {
    free(row->function);
    free(row->file);
    free(row->caller);
}

static bool same_call(const heap_call *a, const heap_call *b) {
    return a->line == b->line && strcmp(a->function, b->function) == 0 &&
           strcmp(a->file, b->file) == 0 && strcmp(a->caller, b->caller) == 0;
}

/* Adds a row, whose names it takes, or adds its counts to the row of the same call. */
static void add_row(heap_profile *heap, heap_call *row) {
    for (size_t i = 0; i < heap->count; i++) {
        heap_call *other = &heap->rows[i];
        if (!same_call(other, row)) continue;
        other->count += row->count;
        other->bytes += row->bytes;
        other->kept += row->kept;
        other->kept_bytes += row->kept_bytes;
        free_row(row);
        return;
    }
    heap->rows = profile_grow(heap->rows, heap->count, sizeof *row);
    heap->rows[heap->count++] = *row;
}

static bool is_allocator(const symbols_place *place) {
    return strncmp(profile_basename(place->object), "libtcmalloc", 11) == 0;
}

/* Adds a record, but not the allocator's own. */
static void add_record(symbols *s, const heap_record *record, heap_profile *heap) {
    if (record->depth == 0) return;
    const symbols_place call = symbols_find(s, record->stack[0] - 1);
    if (is_allocator(&call)) return;
    symbols_place caller = call;
    for (size_t i = 1; i < record->depth && !*caller.file; i++)
        caller = symbols_find(s, record->stack[i] - 1);
    heap_call row = {.function = symbols_name(call.function),
                     .file = xstrdup(call.file),
                     .line = call.line,
                     .caller = symbols_name(caller.function),
                     .count = record->count,
                     .bytes = record->bytes,
                     .kept = record->kept,
                     .kept_bytes = record->kept_bytes};
    add_row(heap, &row);
}

static int compare(const void *left, const void *right) {
    const heap_call *a = left, *b = right;
    const int order = (a->bytes < b->bytes) - (a->bytes > b->bytes);
    return order ? order : strcmp(a->function, b->function);
}

static bool read_profile(heap_reader *r, char *text, heap_profile *heap) {
    if (!read_lines(r, &text)) return false;
    FILE *maps = fmemopen(text, strlen(text), "r");
    symbols *s = maps ? symbols_open(maps) : NULL;
    if (maps) fclose(maps);
    if (!s) return profile_reject(&r->at, "the memory map after this line cannot be read");
    for (size_t i = 0; i < r->nrecords; i++) add_record(s, &r->records[i], heap);
    symbols_close(s);
    return true;
}

bool heap_profile_read(const char *path, heap_profile *heap, char *message, size_t size) {
    *heap = (heap_profile){0};
    heap_reader r = {.at = {path, ":", 0, message, size}};
    char *text = profile_read_text(&r.at);
    const bool good = text && read_profile(&r, text, heap);
    free(text);
    free(r.records);
    if (good && heap->count) qsort(heap->rows, heap->count, sizeof *heap->rows, compare);
    if (!good) heap_profile_free(heap);
    return good;
}

void heap_profile_free(heap_profile *heap) {
    for (size_t i = 0; i < heap->count; i++) free_row(&heap->rows[i]);
    free(heap->rows);
    *heap = (heap_profile){0};
}
