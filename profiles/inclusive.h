/*
 * inclusive.h: instructions of lines with all that they called, by what callgrind counted of calls.
 *
 * A line's inclusive instructions are those that ran while it was on the stack, each counted once.
 * Where no call of the line leads to a function that holds the line again, they are the sum of its
 * own and of its calls. Under recursion a part of that sum is counted already by the same line
 * further up the stack. callgrind separates the first call of a function (NAME) from those below it
 * (NAME'2), which settles that part where one line of a function alone leads to the recursion.
 * Where several lines do, callgrind does not say which one was further up, and the part is
 * estimated, as gprof does: every call of a function costs the same, whoever calls.
 */
#ifndef HMF_PROFILE_INCLUSIVE_H
#define HMF_PROFILE_INCLUSIVE_H

#include "functions.h"
#include "lines.h"

/* A function as the file names it: a clone is another one, and so is NAME'2. */
typedef struct {
    const char *name, *file, *object;
    bool again; /* NAME'2: it is running already */
} inclusive_name;

typedef struct {
    inclusive_name name; /* its texts are owned, in one block */
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

/* Returns the number of a context, which is added for that function if it is new; INCLUSIVE_NONE
 * when memory is short. */
long inclusive_find(inclusive_counts *counts, const inclusive_name *name, long function);

/* Adds one cost line. Returns false when memory is short. */
bool inclusive_add(inclusive_counts *counts, const inclusive_cost *cost);

/* Sets instructions_inclusive of all lines, whose own instructions are set, and the function of
 * each line, unless functions is NULL. Returns false when memory is short. */
bool inclusive_finish(inclusive_counts *counts, profile_lines *lines,
                      const profile_functions *functions);

void inclusive_free(inclusive_counts *counts);

#endif
