/* eval_points.h: the redshifts and masses that ./hmf eval is asked for. */
#ifndef HMF_EVAL_POINTS_H
#define HMF_EVAL_POINTS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    size_t count;
    double *values; /* owned */
} eval_list;

/*
 * Reads "A,B,C" or "FIRST:LAST:COUNT"; the latter gives COUNT values from FIRST to LAST, evenly
 * spaced, or evenly in the logarithm. On failure returns false with the reason in message[size];
 * `what` names the option in it. The caller frees list->values.
 */
bool eval_read_list(const char *text, const char *what, bool logarithmic, eval_list *list,
                    char *message, size_t size);

/*
 * Reads a CSV file ("-": standard input) of z and mass: the first line names the columns, of which
 * others than z and mass are passed over; without such a line the columns are z,mass. z and mass
 * get equally many values. On failure returns false with file, line and reason in message[size].
 */
bool eval_read_points(const char *path, eval_list *z, eval_list *mass, char *message, size_t size);

#endif
