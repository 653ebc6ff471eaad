/*
 * functions.h: the table that every profiler of this folder fills: one row a function, exact counts
 * and samples side by side.
 */
#ifndef HMF_PROFILE_FUNCTIONS_H
#define HMF_PROFILE_FUNCTIONS_H

#include "cost.h"
#include "paths.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *name;   /* as profile_trim_symbol leaves it; owned                                     */
    char *file;   /* source, or "" where there is no debug information; owned                    */
    char *object; /* program or shared library; owned                                            */
    unsigned long line; /* where the function begins, 0 where unknown                            */

    uint64_t calls;           /* into it, recursive ones included                                */
    uint64_t primitive_calls; /* while it was not running already                                */
    profile_cost self;
    uint64_t instructions_inclusive; /* with all that it called; recursion is not counted twice  */

    uint64_t samples_self, samples_inclusive; /* likewise, by the sampling profiler              */
} profile_function;

typedef struct {
    size_t count;
    profile_function *rows; /* owned */
} profile_functions;

enum { PROFILE_NO_ROW = -1 };

/* The row of this function, made where there is none yet; PROFILE_NO_ROW when memory is short. */
long profile_functions_row(profile_functions *functions, const char *name, const char *file,
                           const char *object);

/* Returns the row of a function that another profiler may know by another path: the name must
 * agree, the last part of the object, and the file as profile_same_file has it, unless a file is
 * unknown. Otherwise PROFILE_NO_ROW. */
long profile_functions_find(const profile_functions *functions, const char *name, const char *file,
                            const char *object);

/* By instructions_self, then samples_self, both descending, then by name. */
void profile_functions_sort(profile_functions *functions);

void profile_functions_free(profile_functions *functions);

/* From a symbol to a function, in place: without its version ("pow", not "pow@@GLIBC_2.29"), and
 * without the mark that gcc gives a copy of a whole function (".constprop.0", ".isra.0"). Parts of
 * functions (".part.0", ".cold", "._omp_fn.0") keep theirs. */
void profile_trim_symbol(char *symbol);

#endif
