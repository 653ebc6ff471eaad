/* SPDX-License-Identifier: MIT */
/* eval_points.h: the redshifts and masses of ./hmf eval. */
#ifndef HMF_EVAL_POINTS_H
#define HMF_EVAL_POINTS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    size_t count;
    double *values; /* owned */
} eval_list;

/*
 * Parses "A,B,C" or "FIRST:LAST:COUNT": COUNT values from FIRST to LAST, evenly spaced or evenly in
 * the logarithm. Returns false after writing the reason, which names `option`, to message[size].
 * The caller frees list->values.
 */
bool eval_read_list(const char *text, const char *option, bool logarithmic, eval_list *list,
                    char *message, size_t size);

/*
 * Reads a CSV file ("-": standard input) of z and mass. A first line may name the columns, and
 * others than z and mass are ignored; without it the columns are z,mass. z and mass get the same
 * number of values. Returns false after writing file, line and reason to message[size].
 */
bool eval_read_points(const char *path, eval_list *z, eval_list *mass, char *message, size_t size);

#endif
