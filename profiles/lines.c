/* lines.c: the table of source lines. A job goes through some hundred lines, so that looking for
 * one from the end to the beginning is fast enough: the next is often the one before. */
#include "lines.h"

#include "functions.h"

#include <stdlib.h>
#include <string.h>

static bool same_file(const char *a, const char *b) {
    return strcmp(profile_basename(a), profile_basename(b)) == 0;
}

/* Room for one more element; the capacity is the next power of two, so that no table carries it. */
static bool make_room(void **elements, size_t count, size_t size) {
    if ((count & (count - 1)) != 0) return true;
    void *grown = realloc(*elements, (count ? 2 * count : 1) * size);
    if (!grown) return false;
    *elements = grown;
    return true;
}

profile_line *profile_lines_row(profile_lines *lines, const char *file, unsigned long line) {
    for (size_t i = lines->count; i-- > 0;)
        if (lines->rows[i].line == line && same_file(lines->rows[i].file, file))
            return &lines->rows[i];
    if (!make_room((void **)&lines->rows, lines->count, sizeof *lines->rows)) return NULL;
    profile_line row = {.file = strdup(file), .line = line};
    if (!row.file) return NULL;
    lines->rows[lines->count] = row;
    return &lines->rows[lines->count++];
}

profile_extent *profile_lines_extent(profile_lines *lines, const char *name, const char *file,
                                     unsigned long first) {
    for (size_t i = 0; i < lines->nextents; i++) {
        profile_extent *extent = &lines->extents[i];
        if (extent->first == first && strcmp(extent->name, name) == 0 &&
            same_file(extent->file, file))
            return extent;
    }
    if (!make_room((void **)&lines->extents, lines->nextents, sizeof *lines->extents)) return NULL;
    profile_extent extent = {.name = strdup(name), .file = strdup(file), .first = first};
    if (!extent.name || !extent.file) {
        free(extent.name);
        free(extent.file);
        return NULL;
    }
    lines->extents[lines->nextents] = extent;
    return &lines->extents[lines->nextents++];
}

static int compare_places(const char *file_a, unsigned long line_a, const char *file_b,
                          unsigned long line_b) {
    const int order = strcmp(profile_basename(file_a), profile_basename(file_b));
    return order ? order : (line_a > line_b) - (line_a < line_b);
}

static int compare_rows(const void *left, const void *right) {
    const profile_line *a = left, *b = right;
    return compare_places(a->file, a->line, b->file, b->line);
}

static int compare_extents(const void *left, const void *right) {
    const profile_extent *a = left, *b = right;
    return compare_places(a->file, a->first, b->file, b->first);
}

void profile_lines_sort(profile_lines *lines) {
    if (lines->count) qsort(lines->rows, lines->count, sizeof *lines->rows, compare_rows);
    if (lines->nextents)
        qsort(lines->extents, lines->nextents, sizeof *lines->extents, compare_extents);
}

void profile_lines_free(profile_lines *lines) {
    for (size_t i = 0; i < lines->count; i++) free(lines->rows[i].file);
    for (size_t i = 0; i < lines->nextents; i++) {
        free(lines->extents[i].name);
        free(lines->extents[i].file);
    }
    free(lines->rows);
    free(lines->extents);
    *lines = (profile_lines){0};
}
