/* SPDX-License-Identifier: MIT */
/* paths.c: paths as text. A profile names some hundred files: linear search is fast enough. */
#include "paths.h"

#include "die.h"

#include <stdlib.h>
#include <string.h>

void *profile_grow(void *rows, size_t count, size_t size) {
    if ((count & (count - 1)) != 0) return rows;
    return xrealloc(rows, (count ? 2 * count : 1) * size);
}

uint64_t profile_hash(uint64_t hash, const char *text) {
    do hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    while (*text++);
    return hash;
}

const char *profile_basename(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool profile_same_name(const char *path, const char *other) {
    return strcmp(profile_basename(path), profile_basename(other)) == 0;
}

bool profile_path_ends_in(const char *path, const char *end) {
    const size_t length = strlen(path), end_length = strlen(end);
    if (end_length > length || strcmp(path + length - end_length, end) != 0) return false;
    return length == end_length || path[length - end_length - 1] == '/';
}

/* Removes the last part of the path from `start` to `end`; returns its new end. */
static char *remove_part(char *start, char *end) {
    while (end > start && *--end != '/') continue;
    return end;
}

char *profile_path_normal(const char *path) {
    char *normal = xmalloc(strlen(path) + 2), *end = normal;
    const bool absolute = *path == '/';
    for (size_t length; *path; path += length) {
        path += strspn(path, "/");
        length = strcspn(path, "/");
        if (length == 0 || (length == 1 && *path == '.')) continue;
        if (length == 2 && memcmp(path, "..", 2) == 0) {
            end = remove_part(normal, end);
            continue;
        }
        if (absolute || end > normal) *end++ = '/';
        memcpy(end, path, length);
        end += length;
    }
    if (absolute && end == normal) *end++ = '/';
    *end = '\0';
    return normal;
}

/* Returns whether `normal` is relative and the end of a longer path. */
static bool is_end_of(const char *normal, const char *path) {
    return *normal && *normal != '/' && profile_path_ends_in(path, normal);
}

bool profile_same_file(const char *path, const char *other) {
    if (strcmp(path, other) == 0) return true;
    if (!profile_same_name(path, other)) return false;
    char *a = profile_path_normal(path), *b = profile_path_normal(other);
    const bool same = strcmp(a, b) == 0 || is_end_of(a, b) || is_end_of(b, a);
    free(a);
    free(b);
    return same;
}

/* ---- the paths of one profile ---------------------------------------------------------------- */

enum { NOWHERE = -1 };

/* Searches from the end: profilers list the paths of a function together. */
static long find(const profile_paths *paths, const char *spelled) {
    const uint64_t hash = profile_hash(PROFILE_HASH_EMPTY, spelled);
    for (size_t i = paths->count; i-- > 0;)
        if (paths->rows[i].hash == hash && strcmp(paths->rows[i].spelled, spelled) == 0)
            return (long)i;
    return NOWHERE;
}

static size_t append(profile_paths *paths, const char *spelled) {
    paths->rows = profile_grow(paths->rows, paths->count, sizeof *paths->rows);
    profile_path row = {.spelled = xstrdup(spelled),
                        .normal = profile_path_normal(spelled),
                        .hash = profile_hash(PROFILE_HASH_EMPTY, spelled),
                        .file = paths->count};
    for (size_t i = 0; i < paths->count; i++)
        if (strcmp(paths->rows[i].normal, row.normal) == 0) {
            row.file = paths->rows[i].file;
            break;
        }
    paths->rows[paths->count] = row;
    return paths->count++;
}

void profile_paths_add(profile_paths *paths, const char *path) {
    if (find(paths, path) == NOWHERE) append(paths, path);
}

static void replace_file(profile_paths *paths, size_t from, size_t to) {
    for (size_t i = 0; i < paths->count; i++)
        if (paths->rows[i].file == from) paths->rows[i].file = to;
}

/* Returns the one file that has a longer path ending in this one, or NOWHERE. */
static long find_longer(const profile_paths *paths, size_t row) {
    const char *normal = paths->rows[row].normal;
    long found = NOWHERE;
    for (size_t i = 0; i < paths->count; i++) {
        const profile_path *other = &paths->rows[i];
        if (other->file == paths->rows[row].file || !is_end_of(normal, other->normal)) continue;
        if (found != NOWHERE && (size_t)found != other->file) return NOWHERE;
        found = (long)other->file;
    }
    return found;
}

typedef struct {
    size_t row, length;
} path_length;

static int longest_first(const void *left, const void *right) {
    const path_length *a = left, *b = right;
    if (a->length != b->length) return a->length < b->length ? 1 : -1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Joins the longest first: a shorter path may end several paths that name one file by then. */
void profile_paths_join(profile_paths *paths) {
    path_length *order = xcalloc(paths->count, sizeof *order);
    for (size_t i = 0; i < paths->count; i++)
        order[i] = (path_length){i, strlen(paths->rows[i].normal)};
    if (paths->count) qsort(order, paths->count, sizeof *order, longest_first);
    for (size_t i = 0; i < paths->count; i++) {
        const size_t row = order[i].row;
        const long longer = paths->rows[row].file == row ? find_longer(paths, row) : NOWHERE;
        if (longer != NOWHERE) replace_file(paths, row, (size_t)longer);
    }
    free(order);
}

/* Returns the one file that is known only by a shorter relative path that ends this one, or
 * NOWHERE. */
static long find_shorter(const profile_paths *paths, size_t row) {
    long found = NOWHERE;
    for (size_t i = 0; i < row; i++) {
        const profile_path *other = &paths->rows[i];
        if (!is_end_of(other->normal, paths->rows[row].normal)) continue;
        if (found != NOWHERE && (size_t)found != other->file) return NOWHERE;
        found = (long)other->file;
    }
    return found != NOWHERE && *paths->rows[found].normal != '/' ? found : NOWHERE;
}

const char *profile_paths_file(profile_paths *paths, const char *path) {
    const long known = find(paths, path);
    const size_t row = known != NOWHERE ? (size_t)known : append(paths, path);
    profile_path *added = &paths->rows[row];
    if (known == NOWHERE && added->file == row) {
        long other = find_longer(paths, row);
        if (other == NOWHERE) other = find_shorter(paths, row);
        if (other != NOWHERE) added->file = (size_t)other;
    }
    return paths->rows[added->file].normal;
}

const char *profile_paths_known(const profile_paths *paths, const char *path) {
    const long row = find(paths, path);
    return row == NOWHERE ? path : paths->rows[paths->rows[row].file].normal;
}

/* Returns whether another file's name ends in `end`. */
static bool is_shared(const profile_paths *paths, const char *file, const char *end) {
    for (size_t i = 0; i < paths->count; i++) {
        const profile_path *other = &paths->rows[i];
        if (other->file == i && profile_path_ends_in(other->normal, end) &&
            !profile_same_file(other->normal, file))
            return true;
    }
    return false;
}

const char *profile_paths_short(const profile_paths *paths, const char *file) {
    const char *end = profile_basename(file);
    while (end > file && is_shared(paths, file, end)) {
        end--;
        while (end > file && end[-1] != '/') end--;
    }
    return end;
}

void profile_paths_free(profile_paths *paths) {
    for (size_t i = 0; i < paths->count; i++) {
        free(paths->rows[i].spelled);
        free(paths->rows[i].normal);
    }
    free(paths->rows);
    *paths = (profile_paths){0};
}
