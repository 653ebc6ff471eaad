/* SPDX-License-Identifier: MIT */
/*
 * paths.h: the paths of source files, as profilers spell them, and which of them name one file.
 *
 * Compilers write "./libio/../libio/libioP.h", "/build/x/./a.c", or a path relative to a folder
 * that was not recorded. Paths are compared as text; the disk is not read. The normal form of a
 * path has no ".", no empty part, and no ".."; a ".." at the beginning is dropped.
 */
#ifndef PROFILE_PATHS_H
#define PROFILE_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- growing arrays and hashes --------------------------------------------------------------- */

/* Returns the rows, perhaps moved, with room for one more than `count`. The capacity is at least
 * the next power of two, so that tables do not have to store it. */
void *profile_grow(void *rows, size_t count, size_t size);

#define PROFILE_HASH_EMPTY UINT64_C(0xcbf29ce484222325)

/* Returns the hash of several texts from the hash of the texts before this one, or
 * PROFILE_HASH_EMPTY: 64-bit FNV-1a of each text with its terminating byte. */
uint64_t profile_hash(uint64_t hash, const char *text);

/* ---- paths ----------------------------------------------------------------------------------- */

/* Returns the normal form of a path, which the caller frees. */
char *profile_path_normal(const char *path);

/* Returns whether two paths may name one file: their normal forms are equal, or one is relative and
 * the end of the other. */
bool profile_same_file(const char *path, const char *other);

/* Returns whether `path` ends in the whole parts `end`. */
bool profile_path_ends_in(const char *path, const char *end);

/* Returns the part of a path after its last '/'. */
const char *profile_basename(const char *path);

/* Returns whether the last parts of two paths are equal. */
bool profile_same_name(const char *path, const char *other);

/* ---- the paths of one profile ---------------------------------------------------------------- */

/* One spelling of a path. */
typedef struct {
    char *spelled, *normal; /* owned */
    uint64_t hash;          /* of spelled */
    size_t file;            /* row whose normal form is the name of the file */
} profile_path;

typedef struct {
    size_t count;
    profile_path *rows; /* owned */
} profile_paths;

/* Adds a path if it is new. Paths with the same normal form name one file. */
void profile_paths_add(profile_paths *paths, const char *path);

/* Joins each relative path with the longer path that ends in it, if exactly one file has such a
 * path. */
void profile_paths_join(profile_paths *paths);

/* Returns the name of the file: the same pointer for all its spellings, valid until the paths are
 * freed. Adds and joins a new path. */
const char *profile_paths_file(profile_paths *paths, const char *path);

/* Returns that name for a known path, otherwise the path itself. */
const char *profile_paths_known(const profile_paths *paths, const char *path);

/* Returns the shortest end of the file's name that no other file shares. */
const char *profile_paths_short(const profile_paths *paths, const char *file);

void profile_paths_free(profile_paths *paths);

/* ---- the files of two profiles --------------------------------------------------------------- */

/*
 * Two builds of one project may be in two folders, and a project may have several files with the
 * same last part. Files are the same if their names below the roots of the sources are equal, or
 * their whole names. The other files vote for pairs of folders below which their names are equal.
 * The pair with the most votes wins, then the one with the longest names. No pair is accepted
 * inside an accepted pair, nor inside a folder with as many files of the same whole name on both
 * sides: a file without a partner there is gone or new.
 */
typedef struct {
    size_t count;
    const char **names; /* of the files, borrowed from the paths; the array is owned */
    size_t *numbers;    /* equal for the same file on both sides; owned              */
} path_side;

typedef struct {
    path_side before, after;
} path_pairs;

/* Pairs the files of two profiles, whose paths must outlive the pairs. A root is the folder of the
 * sources, NULL if unknown. */
path_pairs path_pairs_make(const profile_paths *before, const char *root_before,
                           const profile_paths *after, const char *root_after);

/* Returns the number of a file of that side, which must be known. */
size_t path_pairs_number(const path_side *side, const char *name);

/* Returns the shortest end of a file's name that no other file of both sides shares. */
const char *path_pairs_short(const path_pairs *pairs, const char *name, size_t number);

void path_pairs_free(path_pairs *pairs);

#endif
