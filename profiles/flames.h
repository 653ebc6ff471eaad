/*
 * flames.h: flame graphs, and differential ones, as a page that needs nothing else: flames.html
 * with the stacks in it.
 */
#ifndef HMF_PROFILE_FLAMES_H
#define HMF_PROFILE_FLAMES_H

#include "stacks.h"

typedef struct {
    const char *title;
    const char *note;             /* below it, lines separated by '\n'              */
    const char *unit;             /* "instructions", "samples"                      */
    const profile_stacks *stacks; /* merged                                         */
    const profile_stacks *before; /* merged; NULL: a plain graph                    */
} flames;

/* False: errno says why. */
bool flames_write(FILE *stream, const flames *f);

/* The stacks of a differential graph as text: "root;caller;leaf BEFORE AFTER". False: as above. */
bool flames_write_difference(FILE *stream, const profile_stacks *before,
                             const profile_stacks *after);

#endif
