/* SPDX-License-Identifier: MIT */
/*
 * inclusive.h: the instructions of lines with all their callees, from callgrind's counts of calls.
 *
 * A line's inclusive instructions are those that ran while it was on the stack, each counted once.
 * If no call of the line leads back to the line, they are the sum of its own instructions and its
 * calls. Under recursion, the same line further up the stack already counts a part of that sum.
 * callgrind separates the first call of a function (NAME) from those below it (NAME'2), which makes
 * that part exact if a single line of a function leads to the recursion. If several lines do, the
 * file does not show which one was further up. The part is then estimated as gprof does: every call
 * of a function costs the same for all callers.
 */
#ifndef PROFILE_INCLUSIVE_H
#define PROFILE_INCLUSIVE_H

#include "tables.h"

/* A function as the file names it; a clone and NAME'2 are functions of their own. The texts must
 * outlive the counts. */
typedef struct {
    const char *name, *file, *object;
    bool again; /* NAME'2: already running */
} inclusive_name;

typedef struct {
    inclusive_name name;
    uint64_t hash;
    long function; /* row of the table of functions, -1: unknown      */
    long partner;  /* NAME'2 of NAME, NAME of NAME'2, -1: missing        */
    uint64_t total;
    size_t begin, end; /* its costs, by inclusive_finish */
} inclusive_context;

/* Instructions of a context in a line: its own, or those of calls to another context. */
typedef struct {
    size_t context;
    long line;   /* row of the table of lines; -1: unknown */
    long callee; /* context; -1: its own                   */
    uint64_t instructions;
} inclusive_cost;

typedef struct {
    size_t ncontexts, ncosts;
    inclusive_context *contexts; /* owned */
    inclusive_cost *costs;       /* owned */
} inclusive_counts;

enum { INCLUSIVE_NONE = -1 };

/* Returns the number of a context, which is added for that function if it is new. */
long inclusive_find(inclusive_counts *counts, const inclusive_name *name, long function);

/* Adds one cost line. */
void inclusive_add(inclusive_counts *counts, const inclusive_cost *cost);

/* Sets instructions_inclusive of all lines, whose own instructions are set, and the function of
 * each line, unless functions is NULL. */
void inclusive_finish(inclusive_counts *counts, profile_lines *lines,
                      const profile_functions *functions);

void inclusive_free(inclusive_counts *counts);

#endif
