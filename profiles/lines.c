/* lines.c: the table of source lines. A job goes through some hundred lines, so that looking for
 * one from the end to the beginning is fast enough: the next is often the one before. */
#include "lines.h"

#include "rows.h"

#include <stdlib.h>
#include <string.h>

profile_line *profile_lines_row(profile_lines *lines, const char *path, unsigned long line) {
    const char *file = profile_paths_file(&lines->paths, path);
    if (!file) return NULL;
    for (size_t i = lines->count; i-- > 0;)
        if (lines->rows[i].line == line && lines->rows[i].file == file) return &lines->rows[i];
    profile_line *rows = profile_make_room(lines->rows, lines->count, sizeof *rows);
    if (!rows) return NULL;
    lines->rows = rows;
    lines->rows[lines->count] = (profile_line){.file = file, .line = line};
    return &lines->rows[lines->count++];
}

profile_extent *profile_lines_extent(profile_lines *lines, const char *name, const char *path,
                                     unsigned long first) {
    const char *file = profile_paths_file(&lines->paths, path);
    if (!file) return NULL;
    for (size_t i = 0; i < lines->nextents; i++) {
        profile_extent *extent = &lines->extents[i];
        if (extent->first == first && extent->file == file && strcmp(extent->name, name) == 0)
            return extent;
    }
    profile_extent *extents = profile_make_room(lines->extents, lines->nextents, sizeof *extents);
    if (!extents) return NULL;
    lines->extents = extents;
    profile_extent extent = {.name = strdup(name), .file = file, .first = first};
    if (!extent.name) return NULL;
    lines->extents[lines->nextents] = extent;
    return &lines->extents[lines->nextents++];
}

static int compare_places(const char *file_a, unsigned long line_a, const char *file_b,
                          unsigned long line_b) {
    int order = strcmp(profile_basename(file_a), profile_basename(file_b));
    if (order == 0) order = strcmp(file_a, file_b);
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
    for (size_t i = 0; i < lines->nextents; i++) free(lines->extents[i].name);
    profile_paths_free(&lines->paths);
    free(lines->rows);
    free(lines->extents);
    *lines = (profile_lines){0};
}
