/* SPDX-License-Identifier: MIT */
/*
 * readers.h: the readers of the profilers' files. Each source file describes its format.
 *
 * On failure a reader returns false with the file, the place and the reason in message[size].
 */
#ifndef PROFILE_READERS_H
#define PROFILE_READERS_H

#include "stacks.h"
#include "tables.h"

/* The tables that a reader fills; NULL for those that are not wanted. */
typedef struct {
    profile_functions *functions;
    profile_lines *lines;
    profile_stacks *stacks;
} profile_tables;

/* ---- callgrind.c ----------------------------------------------------------------------------- */

typedef struct {
    char creator[64];      /* "callgrind-3.19.0"                             */
    char command[1024];    /* the counted program, "" if the file has none   */
    char trigger[256];     /* why the file was written, or "" */
    uint64_t instructions; /* the total, to which the self costs add up      */
} callgrind_totals;

/* Fills the counted columns of empty tables, either functions and lines or stacks (merged), and the
 * totals. The lines' functions are names in the table of functions. On failure the tables are
 * empty. */
bool callgrind_read(const char *path, const profile_tables *to, callgrind_totals *totals,
                    char *message, size_t size);

/* ---- gcov.c ---------------------------------------------------------------------------------- */

/* Adds the hits of executed lines and the extents of entered functions. All builds of one source
 * file are added up. */
bool gcov_read(const char *path, profile_lines *lines, char *message, size_t size);

/* Returns whether gcov's entries into each function equal callgrind's calls; if not, message[size]
 * names the first difference. Skips functions that only one of them has, because they were inlined
 * or have no source, and those of the source file `except`. Sets *checked to the number of compared
 * functions. */
bool gcov_agrees(const profile_lines *lines, const profile_functions *functions, const char *except,
                 size_t *checked, char *message, size_t size);

/* ---- cpu_profile.c --------------------------------------------------------------------------- */

typedef struct {
    uint64_t samples;
    uint64_t main_samples; /* of the thread that called the job                                  */
    char *stripped; /* names of objects without their own symbols, separated by ", "; owned */
} cpu_profile_totals;

/* Adds the sampled columns to functions and lines, stacks (merged) to theirs, and rows for
 * functions that only have samples; without a symbol the name is "[no symbol]". Leaves out the
 * function `caller`, which called the job, and its callers. On failure the columns hold a part of
 * the samples, and there is nothing in totals to free. */
bool cpu_profile_read(const char *path, const char *caller, const profile_tables *to,
                      cpu_profile_totals *totals, char *message, size_t size);

/* ---- heap_profile.c -------------------------------------------------------------------------- */

/* A call that allocated memory. */
typedef struct {
    char *function, *file;     /* of the call; file is "" without debug information; owned      */
    unsigned long line;        /* 0 without debug information */
    char *caller;              /* the nearest function on the stack with debug information; owned */
    uint64_t count, bytes;     /* allocated                                                 */
    uint64_t kept, kept_bytes; /* not freed at the end                                      */
} heap_call;

typedef struct {
    size_t count;
    heap_call *rows; /* owned; most bytes first */
} heap_profile;

/* Fills an empty table; on failure it is empty. */
bool heap_profile_read(const char *path, heap_profile *heap, char *message, size_t size);

void heap_profile_free(heap_profile *heap);

/* ---- symbols.c ------------------------------------------------------------------------------- */

/* Finds function, file and line of an address in a finished process, with elfutils, which also
 * finds detached debug information. */
typedef struct Dwfl symbols;

/* All strings are owned by the symbols. */
typedef struct {
    const char *function; /* symbol, NULL if there is no symbol                        */
    const char *object;   /* path of the program or library, or ""                     */
    uint64_t start;       /* address where the function begins                         */
    const char *file;     /* source of the address, "" where there is no debug
                           * information                                               */
    unsigned long line;   /* of the address, 0 where unknown                           */
    const char *start_file;
    unsigned long start_line; /* of the function's beginning                  */
} symbols_place;

/* Reads the text of /proc/PID/maps to the end of the file. Returns NULL if it cannot be read. */
symbols *symbols_open(FILE *maps);

symbols_place symbols_find(symbols *s, uint64_t address);

/* Returns the next other name of the function, NULL after the last. Start with *i = 0. */
const char *symbols_next_alias(symbols *s, const symbols_place *place, int *i);

/* Returns the name of a function for a table, which the caller frees; "[no symbol]" for NULL. */
char *symbols_name(const char *function);

/* Returns the names of the stripped programs and libraries with a looked-up address, separated by
 * ", ". The caller frees them. */
char *symbols_stripped(symbols *s);

void symbols_close(symbols *s);

#endif
