/* SPDX-License-Identifier: MIT */
/*
 * difference.h: the rows whose counts differ between two profiles of one job, of two
 * implementations or two builds. Counts have no noise: rows with equal counts are left out. If a
 * side is a callgrind file, which has no stacks and hits, the difference has none either.
 */
#ifndef PROFILE_DIFFERENCE_H
#define PROFILE_DIFFERENCE_H

#include "stored_profile.h"

/* A function or a line; NULL on a side that does not have it. */
typedef struct {
    const profile_function *function_before, *function_after;
    const profile_line *line_before, *line_after;
    const char *text;       /* of a line, "" if unknown */
    uint64_t before, after; /* own instructions         */
} difference_row;

/* A side's paths, and for each row the number of its file (path_pairs_number). */
typedef struct {
    profile_paths paths, objects;
    size_t *of_lines, *of_functions, *of_objects; /* [rows of the table]; owned */
} difference_files;

typedef struct {
    const stored_profile *before, *after;
    difference_files files_before, files_after;
    path_pairs files, objects;
    size_t nfunctions, nlines;
    difference_row *functions, *lines; /* owned; the largest change first */
} difference;

/*
 * Compares two profiles. Functions are matched by name and file (by object if a file is unknown),
 * lines by file and text; equal ones are matched in order. Lines that moved are thus found. Lines
 * without text are matched by number. paths.h explains how files are matched.
 */
void difference_make(difference *d, const stored_profile *before, const stored_profile *after);

/* Returns whether both sides are whole profiles, with hits and stacks. */
bool difference_is_whole(const difference *d);

/* Returns whether the counts of every function, line and stack are equal. */
bool difference_is_empty(const difference *d);

/* Writes at most `rows` functions and `rows` lines. */
void difference_write(FILE *stream, const difference *d, size_t rows);

/* Returns difference.json (README.md describes it), which the caller frees. */
json_t *difference_json(const difference *d);

void difference_free(difference *d);

#endif
