/*
 * lines.h: the table of source lines, filled by the profilers side by side, and where the functions
 * are that these lines belong to.
 */
#ifndef HMF_PROFILE_LINES_H
#define HMF_PROFILE_LINES_H

#include "cost.h"
#include "paths.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *file; /* of the table's paths: one pointer for one file */
    unsigned long line;
    const char *function; /* that most of self was counted in, inlined or not; NULL: unknown */
    bool has_hits;
    uint64_t hits;                            /* how often it was executed               */
    profile_cost self;                        /* of what was compiled from it            */
    uint64_t instructions_inclusive;          /* with all that it called                 */
    uint64_t samples_self, samples_inclusive; /* likewise                                */
} profile_line;

/* A function as the compiler of the hits saw it, before any was inlined. */
typedef struct {
    char *name;       /* owned */
    const char *file; /* as a line's */
    unsigned long first, last;
    uint64_t hits; /* how often it was entered */
} profile_extent;

typedef struct {
    size_t count;
    profile_line *rows; /* owned */
    size_t nextents;
    profile_extent *extents; /* owned */
    profile_paths paths;
} profile_lines;

/* Returns the row of this line, and makes it if it is missing; NULL when memory is short. Paths
 * name the same file as in profile_paths_file. Valid until the next call. */
profile_line *profile_lines_row(profile_lines *lines, const char *path, unsigned long line);

/* Likewise for a function that begins at line `first`. */
profile_extent *profile_lines_extent(profile_lines *lines, const char *name, const char *path,
                                     unsigned long first);

/* Sorts by the last part of the file's path, by the path, then by number. */
void profile_lines_sort(profile_lines *lines);

void profile_lines_free(profile_lines *lines);

#endif
