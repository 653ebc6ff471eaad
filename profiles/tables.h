/* SPDX-License-Identifier: MIT */
/*
 * tables.h: the tables that all profilers fill side by side: one row per function and per source
 * line. Tables grow with xrealloc (die.h), so that adding a row cannot fail.
 */
#ifndef PROFILE_TABLES_H
#define PROFILE_TABLES_H

#include "paths.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The counts of callgrind for a function or a line. Caches and branch predictor are simulated
 * (profilers.h has their sizes). */
typedef struct {
    uint64_t instructions; /* Ir                                                    */
    uint64_t accesses;     /* data: Dr + Dw                                         */
    uint64_t l1_misses;    /* instructions and data, first level: I1mr + D1mr + D1mw */
    uint64_t ll_misses;    /* last level: ILmr + DLmr + DLmw                        */
    uint64_t branches;     /* conditional and indirect: Bc + Bi                     */
    uint64_t mispredicted; /* Bcm + Bim                                             */
} profile_cost;

/* ---- functions ------------------------------------------------------------------------------- */

typedef struct {
    char *name;         /* as left by profile_trim_symbol; owned                     */
    char *file;         /* source, "" without debug information; owned               */
    char *object;       /* program or shared library; owned                          */
    unsigned long line; /* where the function begins, 0 if unknown                   */

    uint64_t calls;           /* all calls, recursive ones included                  */
    uint64_t primitive_calls; /* calls while the function was not running            */
    profile_cost self;
    uint64_t instructions_inclusive;          /* with all callees; recursion counted once */
    uint64_t samples_self, samples_inclusive; /* the same, by the sampling profiler       */
} profile_function;

typedef struct {
    size_t count;
    profile_function *rows; /* owned */
} profile_functions;

enum { PROFILE_NO_ROW = -1 };

/* Returns the row of this function, which is added if it is missing. */
size_t profile_functions_row(profile_functions *functions, const char *name, const char *file,
                             const char *object);

/* Returns the row of a function that another profiler may know by another path, or PROFILE_NO_ROW.
 * The names must be equal, the last parts of the objects too, and the files must be the same
 * (profile_same_file) unless one is unknown. */
long profile_functions_find(const profile_functions *functions, const char *name, const char *file,
                            const char *object);

/* Sorts by own instructions, then own samples, both descending, then by name. */
void profile_functions_sort(profile_functions *functions);

void profile_functions_free(profile_functions *functions);

/* Turns a symbol into the name of a function, in place: removes its version ("pow", not
 * "pow@@GLIBC_2.29") and the mark of gcc's copies of whole functions (".constprop.0", ".isra.0").
 * Parts of functions (".part.0", ".cold", "._omp_fn.0") keep their mark. */
void profile_trim_symbol(char *symbol);

/* ---- lines ----------------------------------------------------------------------------------- */

typedef struct {
    const char *file; /* from the table's paths: equal pointers for equal files             */
    unsigned long line;
    const char *function; /* the one with most of the line's own instructions, NULL if unknown */
    uint64_t hits;        /* executions, 0 if not counted                           */
    profile_cost self;
    uint64_t instructions_inclusive; /* with all callees                     */
    uint64_t samples_self, samples_inclusive;
} profile_line;

/* The lines of a function in the source, from gcov, which counts before inlining. */
typedef struct {
    char *name;       /* owned */
    const char *file; /* as in profile_line */
    unsigned long first, last;
    uint64_t hits; /* entries into the function */
} profile_extent;

typedef struct {
    size_t count;
    profile_line *rows; /* owned */
    size_t nextents;
    profile_extent *extents; /* owned */
    profile_paths paths;
} profile_lines;

/* Returns the row of this line, which is added if it is missing. Paths name files as in
 * profile_paths_file. The row is valid until the next call. */
profile_line *profile_lines_row(profile_lines *lines, const char *path, unsigned long line);

/* The same for the extent of a function that begins at line `first`. */
profile_extent *profile_lines_extent(profile_lines *lines, const char *name, const char *path,
                                     unsigned long first);

/* Returns the innermost function that holds the line, or NULL. */
const profile_extent *profile_extent_of(const profile_lines *lines, const profile_line *line);

/* Sorts by the last part of the file's path, the path, then the line number. */
void profile_lines_sort(profile_lines *lines);

void profile_lines_free(profile_lines *lines);

/* ---- reading text -----------------------------------------------------------------------------
 */

/* The place of a reader in a file, for its message. */
typedef struct {
    const char *path, *unit; /* between path and number; NULL: no number */
    size_t number;           /* of the line or object, 0 before the first */
    char *message;
    size_t size;
} profile_place;

/* Sets the message to the place and the reason; returns false. */
bool profile_reject(const profile_place *at, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Returns the text of a file, which the caller frees. Returns NULL with the reason in the message
 * if the file cannot be read or has a zero byte. */
char *profile_read_text(const profile_place *at);

/* ---- the text of lines ----------------------------------------------------------------------- */

/* A source file cut into lines. */
typedef struct {
    char *text; /* owned */
    size_t count;
    char **lines; /* owned; they point into text */
} source_text;

/* Reads a source; returns an empty text if the file cannot be read. */
source_text source_text_read(const char *path);

/* Returns line `number`, counted from 1, or "" if there is no such line. */
const char *source_text_line(const source_text *source, unsigned long number);

void source_text_free(source_text *source);

/* Finds the folder in which the sources were compiled, so that two builds have the same names
 * below it. Returns `given`, or the folder that its symbolic links lead to, if a line's file is in
 * it. Otherwise (or for NULL) returns the parent of impls/ of the line with most own instructions.
 * The caller frees the result; NULL: no such folder. */
char *source_root_find(const profile_lines *lines, const char *given);

/* Returns the part of the file's name below the root, or NULL for other files. Compilers can make
 * names relative; a relative name is below the root if it begins with impls/. */
const char *source_root_below(const char *root, const char *file);

#endif
