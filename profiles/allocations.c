/* allocations.c: from the addresses in a heap profile to calls. */
#include "allocations.h"

#include "functions.h"
#include "symbols.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* gperftools keeps no deeper stacks (HeapProfileTable::kMaxStackDepth). */
enum { DEPTH_MAX = 64 };

typedef struct {
    uint64_t kept, kept_bytes, count, bytes;
    uint64_t stack[DEPTH_MAX];
    size_t depth;
} allocation_record;

typedef struct {
    const char *path;
    size_t line;
    char *message;
    size_t size;
    size_t nrecords;
    allocation_record *records; /* owned */
} allocation_reader;

static bool fail(const allocation_reader *r, const char *reason) {
    snprintf(r->message, r->size, "%s:%zu: %s", r->path, r->line, reason);
    return false;
}

/* ---- the text -------------------------------------------------------------------------------- */

/* Blanks, digits in that base, and what is to follow; NULL for anything else. */
static const char *read_number(const char *text, int base, const char *follows, uint64_t *value) {
    text += strspn(text, " ");
    if (!isxdigit((unsigned char)*text)) return NULL;
    char *end;
    errno = 0;
    *value = strtoull(text, &end, base);
    const size_t length = strlen(follows);
    return errno == 0 && strncmp(end, follows, length) == 0 ? end + length : NULL;
}

static bool read_record(const char *text, allocation_record *record) {
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

static bool append_record(allocation_reader *r, const allocation_record *record) {
    allocation_record *records = realloc(r->records, (r->nrecords + 1) * sizeof *records);
    if (!records) return fail(r, "out of memory");
    r->records = records;
    records[r->nrecords++] = *record;
    return true;
}

static bool read_line(allocation_reader *r, const char *line) {
    if (r->line == 1)
        return (strncmp(line, "heap profile: ", 14) == 0 && strstr(line, "@ heapprofile")) ||
               fail(r, "not a heap profile of gperftools");
    if (!*line) return true;
    allocation_record record;
    return read_record(line, &record) ? append_record(r, &record)
                                      : fail(r, "not KEPT: BYTES [COUNT: BYTES] @ 0xPC ...");
}

/* Up to the line before the memory map. */
static bool read_lines(allocation_reader *r, FILE *file) {
    char *line = NULL;
    size_t capacity = 0;
    bool good = true, mapped = false;
    for (ssize_t length; good && !mapped && (length = getline(&line, &capacity, file)) >= 0;) {
        r->line++;
        if (line[length - 1] != '\n' || strlen(line) != (size_t)length)
            good = fail(r, "not a whole line of text");
        else if (strcmp(line, "MAPPED_LIBRARIES:\n") == 0)
            mapped = r->line > 1 || (good = fail(r, "not a heap profile of gperftools"));
        else
            good = read_line(r, (line[length - 1] = '\0', line));
    }
    if (good && !mapped && !feof(file)) good = fail(r, strerror(errno));
    free(line);
    return good && (mapped || fail(r, "the file is cut off: it has no MAPPED_LIBRARIES:"));
}

/* ---- the table ------------------------------------------------------------------------------- */

static void free_row(profile_allocation *row) {
    free(row->function);
    free(row->file);
    free(row->caller);
}

static bool append_row(profile_allocations *allocations, const profile_allocation *row) {
    const size_t size = (allocations->count + 1) * sizeof *row;
    profile_allocation *rows =
        row->function && row->file && row->caller ? realloc(allocations->rows, size) : NULL;
    if (!rows) return false;
    allocations->rows = rows;
    rows[allocations->count++] = *row;
    return true;
}

static bool same_call(const profile_allocation *a, const profile_allocation *b) {
    return a->line == b->line && strcmp(a->function, b->function) == 0 &&
           strcmp(a->file, b->file) == 0 && strcmp(a->caller, b->caller) == 0;
}

/* Takes the row's names. */
static bool add_row(profile_allocations *allocations, profile_allocation *row) {
    for (size_t i = 0; row->function && row->file && row->caller && i < allocations->count; i++) {
        profile_allocation *other = &allocations->rows[i];
        if (!same_call(other, row)) continue;
        other->count += row->count;
        other->bytes += row->bytes;
        other->kept += row->kept;
        other->kept_bytes += row->kept_bytes;
        free_row(row);
        return true;
    }
    if (append_row(allocations, row)) return true;
    free_row(row);
    return false;
}

static bool is_allocator(const symbols_place *place) {
    return strncmp(profile_basename(place->object), "libtcmalloc", 11) == 0;
}

static char *trimmed(const char *symbol) {
    char *name = strdup(symbol ? symbol : "[no symbol]");
    if (name) profile_trim_symbol(name);
    return name;
}

/* What the allocator asks for itself is passed over. */
static bool add_record(const symbols *s, const allocation_record *record,
                       profile_allocations *allocations) {
    if (record->depth == 0) return true;
    const symbols_place call = symbols_find(s, record->stack[0] - 1);
    if (is_allocator(&call)) return true;
    symbols_place caller = call;
    for (size_t i = 1; i < record->depth && !*caller.file; i++)
        caller = symbols_find(s, record->stack[i] - 1);
    profile_allocation row = {.function = trimmed(call.function),
                              .file = strdup(call.file),
                              .line = call.line,
                              .caller = trimmed(caller.function),
                              .count = record->count,
                              .bytes = record->bytes,
                              .kept = record->kept,
                              .kept_bytes = record->kept_bytes};
    return add_row(allocations, &row);
}

static int compare(const void *left, const void *right) {
    const profile_allocation *a = left, *b = right;
    const int order = (a->bytes < b->bytes) - (a->bytes > b->bytes);
    return order ? order : strcmp(a->function, b->function);
}

static bool read_profile(allocation_reader *r, FILE *file, profile_allocations *allocations) {
    if (!read_lines(r, file)) return false;
    symbols *s = symbols_open(file);
    if (!s) return fail(r, "the memory map behind this line cannot be read");
    bool good = true;
    for (size_t i = 0; good && i < r->nrecords; i++)
        good = add_record(s, &r->records[i], allocations) || fail(r, "out of memory");
    symbols_close(s);
    return good;
}

bool allocations_read(const char *path, profile_allocations *allocations, char *message,
                      size_t size) {
    *allocations = (profile_allocations){0};
    allocation_reader r = {.path = path, .message = message, .size = size};
    FILE *file = fopen(path, "r");
    if (!file) {
        snprintf(message, size, "%s: %s", path, strerror(errno));
        return false;
    }
    const bool good = read_profile(&r, file, allocations);
    fclose(file);
    free(r.records);
    if (good && allocations->count)
        qsort(allocations->rows, allocations->count, sizeof *allocations->rows, compare);
    if (!good) allocations_free(allocations);
    return good;
}

void allocations_free(profile_allocations *allocations) {
    for (size_t i = 0; i < allocations->count; i++) free_row(&allocations->rows[i]);
    free(allocations->rows);
    *allocations = (profile_allocations){0};
}
