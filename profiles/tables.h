/* tables.h: where a reader puts what it finds. A table that is NULL is not filled. */
#ifndef HMF_PROFILE_TABLES_H
#define HMF_PROFILE_TABLES_H

#include "functions.h"
#include "lines.h"
#include "stacks.h"

typedef struct {
    profile_functions *functions;
    profile_lines *lines;
    profile_stacks *stacks;
} profile_tables;

#endif
