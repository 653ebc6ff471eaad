/* paths.c: paths as text. A profile names some hundred files, so that searching them one by one is
 * fast enough. */
#include "paths.h"

#include "rows.h"
#include "short_memory.h"

#include <stdlib.h>
#include <string.h>

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
    char *normal = malloc(strlen(path) + 2), *end = normal;
    if (!normal) return NULL;
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
    if (!a || !b) hmf_memory_fell_short();
    const bool same = a && b && (strcmp(a, b) == 0 || is_end_of(a, b) || is_end_of(b, a));
    free(a);
    free(b);
    return same;
}

/* ---- the paths of a profile ------------------------------------------------------------------ */

enum { NOWHERE = -1 };

/* Searches from the end: the paths of a function follow each other. */
static long find(const profile_paths *paths, const char *spelled) {
    const uint64_t hash = profile_hash(PROFILE_HASH_EMPTY, spelled);
    for (size_t i = paths->count; i-- > 0;)
        if (paths->rows[i].hash == hash && strcmp(paths->rows[i].spelled, spelled) == 0)
            return (long)i;
    return NOWHERE;
}

static long append(profile_paths *paths, const char *spelled) {
    profile_path *rows = profile_make_room(paths->rows, paths->count, sizeof *rows);
    if (!rows) return NOWHERE;
    paths->rows = rows;
    profile_path row = {.spelled = strdup(spelled),
                        .normal = profile_path_normal(spelled),
                        .hash = profile_hash(PROFILE_HASH_EMPTY, spelled),
                        .file = paths->count};
    if (!row.spelled || !row.normal) {
        free(row.spelled);
        free(row.normal);
        return NOWHERE;
    }
    for (size_t i = 0; i < paths->count; i++)
        if (strcmp(rows[i].normal, row.normal) == 0) {
            row.file = rows[i].file;
            break;
        }
    rows[paths->count] = row;
    return (long)paths->count++;
}

bool profile_paths_add(profile_paths *paths, const char *path) {
    return find(paths, path) != NOWHERE || append(paths, path) != NOWHERE;
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

/* Joins the longest first: a shorter one may be the end of several that are one file by then. */
bool profile_paths_join(profile_paths *paths) {
    path_length *order = calloc(paths->count + 1, sizeof *order);
    if (!order) return false;
    for (size_t i = 0; i < paths->count; i++)
        order[i] = (path_length){i, strlen(paths->rows[i].normal)};
    qsort(order, paths->count, sizeof *order, longest_first);
    for (size_t i = 0; i < paths->count; i++) {
        const size_t row = order[i].row;
        const long longer = paths->rows[row].file == row ? find_longer(paths, row) : NOWHERE;
        if (longer != NOWHERE) replace_file(paths, row, (size_t)longer);
    }
    free(order);
    return true;
}

/* Returns the one file known only by a shorter, relative path that this one ends in, or NOWHERE. */
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
    long row = find(paths, path);
    if (row == NOWHERE) {
        row = append(paths, path);
        if (row == NOWHERE) return NULL;
        profile_path *added = &paths->rows[row];
        long other = added->file == (size_t)row ? find_longer(paths, (size_t)row) : NOWHERE;
        if (other == NOWHERE && added->file == (size_t)row)
            other = find_shorter(paths, (size_t)row);
        if (other != NOWHERE) added->file = (size_t)other;
    }
    return paths->rows[paths->rows[row].file].normal;
}

const char *profile_paths_known(const profile_paths *paths, const char *path) {
    const long row = find(paths, path);
    return row == NOWHERE ? path : paths->rows[paths->rows[row].file].normal;
}

/* Returns whether another file's name ends in `end`, too. */
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
