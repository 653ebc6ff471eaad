/*
 * paths.h: paths of source files, as profilers spell them, and the files that they name.
 *
 * Compilers write "./libio/../libio/libioP.h", "/build/x/./a.c" or a path that is relative to a
 * folder that nobody recorded. Paths are compared as text, without a look at the disk. The normal
 * form has no ".", no empty part, and no ".." but those that are dropped at the beginning.
 */
#ifndef HMF_PROFILE_PATHS_H
#define HMF_PROFILE_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One spelling. */
typedef struct {
    char *spelled, *normal; /* owned */
    uint64_t hash;          /* of spelled */
    size_t file;            /* row whose normal form is the name of the file */
} profile_path;

typedef struct {
    size_t count;
    profile_path *rows; /* owned */
} profile_paths;

/* Adds a path, unless it is there. Paths with the same normal form name one file. Returns false
 * when memory is short. */
bool profile_paths_add(profile_paths *paths, const char *path);

/* Joins each relative path with the longer one that it is the end of, if there is exactly one such
 * file. */
bool profile_paths_join(profile_paths *paths);

/* Returns the name of the file, which is the same pointer for all its spellings until the paths are
 * freed. Adds a path that is not there, and joins it as above. NULL when memory is short. */
const char *profile_paths_file(profile_paths *paths, const char *path);

/* Returns that name for a path that is there. */
const char *profile_paths_known(const profile_paths *paths, const char *path);

/* Returns the shortest end of the name of a file that no other file shares. */
const char *profile_paths_short(const profile_paths *paths, const char *file);

void profile_paths_free(profile_paths *paths);

/* Returns the normal form of a path, owned by the caller; NULL when memory is short. */
char *profile_path_normal(const char *path);

/* Returns whether two paths may name one file: their normal forms are equal, or one is relative and
 * the end of the other. */
bool profile_same_file(const char *path, const char *other);

/* Returns whether `end` is the last parts of `path`, or all of them. */
bool profile_path_ends_in(const char *path, const char *end);

/* Returns the part of a path behind its last '/'. */
const char *profile_basename(const char *path);

/* Returns whether that part is the same. */
bool profile_same_name(const char *path, const char *other);

#endif
