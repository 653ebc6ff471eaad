/* SPDX-License-Identifier: MIT */
/*
 * gcov.c: a reader of gcov's counts of executed lines.
 *
 * The text is that of `gcov --json-format --stdout`, a sequence of JSON objects ("format_version"
 * "1" or, since gcc 14, "2", whose additions are ignored). gcov's documentation lists the keys.
 */
#include "readers.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

typedef struct {
    profile_place at;
    profile_lines *lines;
} gcov_reader;

static bool add(const gcov_reader *r, uint64_t *sum, json_int_t value) {
    return !__builtin_add_overflow(*sum, (uint64_t)value, sum) ||
           profile_reject(&r->at, "the hits add up to more than 64 bits hold");
}

static bool read_line(const gcov_reader *r, const char *file, json_t *line) {
    json_int_t number, count;
    json_error_t error;
    if (json_unpack_ex(line, &error, 0, "{s:I, s:I}", "line_number", &number, "count", &count) != 0)
        return profile_reject(&r->at, "a line of %s: %s", file, error.text);
    if (number < 1 || count < 0)
        return profile_reject(&r->at, "a line of %s: number %lld, count %lld", file,
                              (long long)number, (long long)count);
    if (count == 0) return true;
    profile_line *row = profile_lines_row(r->lines, file, (unsigned long)number);
    return add(r, &row->hits, count);
}

static bool read_function(const gcov_reader *r, const char *file, json_t *function) {
    const char *name;
    json_int_t first, last, count;
    json_error_t error;
    if (json_unpack_ex(function, &error, 0, "{s:s, s:I, s:I, s:I}", "name", &name, "start_line",
                       &first, "end_line", &last, "execution_count", &count) != 0)
        return profile_reject(&r->at, "a function of %s: %s", file, error.text);
    if (first < 1 || last < first || count < 0)
        return profile_reject(&r->at, "a function of %s: %s has impossible lines or counts", file,
                              name);
    if (count == 0) return true;
    profile_extent *extent = profile_lines_extent(r->lines, name, file, (unsigned long)first);
    extent->last = (unsigned long)last;
    return add(r, &extent->hits, count);
}

static bool read_file(const gcov_reader *r, json_t *source) {
    const char *file;
    json_t *lines, *functions, *entry;
    json_error_t error;
    size_t i;
    if (json_unpack_ex(source, &error, 0, "{s:s, s:o, s:o}", "file", &file, "lines", &lines,
                       "functions", &functions) != 0)
        return profile_reject(&r->at, "a file: %s", error.text);
    json_array_foreach(functions, i, entry) {
        if (!read_function(r, file, entry)) return false;
    }
    json_array_foreach(lines, i, entry) {
        if (!read_line(r, file, entry)) return false;
    }
    return true;
}

static bool read_object(const gcov_reader *r, json_t *root) {
    const char *version;
    json_t *files, *file;
    json_error_t error;
    size_t i;
    if (json_unpack_ex(root, &error, 0, "{s:s, s:o}", "format_version", &version, "files",
                       &files) != 0)
        return profile_reject(&r->at, "%s", error.text);
    if (strcmp(version, "1") != 0 && strcmp(version, "2") != 0)
        return profile_reject(&r->at, "format_version '%.20s': only '1' and '2' are read", version);
    json_array_foreach(files, i, file) {
        if (!read_file(r, file)) return false;
    }
    return true;
}

static bool at_end(FILE *stream) {
    int c;
    do c = getc(stream);
    while (c == '\n' || c == ' ');
    if (c == EOF) return true;
    ungetc(c, stream);
    return false;
}

bool gcov_read(const char *path, profile_lines *lines, char *message, size_t size) {
    gcov_reader r = {{path, ": object ", 0, message, size}, lines};
    FILE *stream = fopen(path, "r");
    if (!stream) {
        snprintf(message, size, "%s: %s", path, strerror(errno));
        return false;
    }
    bool good = true;
    while (good && !at_end(stream)) {
        r.at.number++;
        json_error_t error;
        json_t *root = json_loadf(stream, JSON_DISABLE_EOF_CHECK, &error);
        good = root ? read_object(&r, root) : profile_reject(&r.at, "%s", error.text);
        json_decref(root);
    }
    if (good && r.at.number == 0) good = profile_reject(&r.at, "the file is empty");
    fclose(stream);
    return good;
}

/* ---- hits and calls ---------------------------------------------------------------------- */

/* Adds up all rows of that name and file, because each object may have a copy. */
static uint64_t calls_of(const profile_functions *functions, const profile_extent *extent) {
    uint64_t calls = 0;
    for (size_t i = 0; i < functions->count; i++) {
        const profile_function *row = &functions->rows[i];
        if (*row->file && strcmp(row->name, extent->name) == 0 &&
            profile_same_file(row->file, extent->file))
            calls += row->calls;
    }
    return calls;
}

bool gcov_agrees(const profile_lines *lines, const profile_functions *functions, const char *except,
                 size_t *checked, char *message, size_t size) {
    *checked = 0;
    for (size_t i = 0; i < lines->nextents; i++) {
        const profile_extent *extent = &lines->extents[i];
        if (strcmp(profile_basename(extent->file), except) == 0) continue;
        const uint64_t calls = calls_of(functions, extent);
        if (calls == 0) continue;
        ++*checked;
        if (calls == extent->hits) continue;
        snprintf(message, size,
                 "%s (%s:%lu) was called %" PRIu64
                 " times by callgrind's count, and entered %" PRIu64 " times by gcov's",
                 extent->name, profile_basename(extent->file), extent->first, calls, extent->hits);
        return false;
    }
    return true;
}
