/* rates.h: how often the runs of a self-check came to which verdict. */
#ifndef HMF_GATE_RATES_H
#define HMF_GATE_RATES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A share of n with its 95 % interval (Clopper and Pearson, Biometrika 26, 404, 1934). */
typedef struct {
    double share, low, high; /* of n = 0: NaN, 0, 1 */
} rate;
rate rate_of(size_t k, size_t n);

/* Comparisons of which the truth was the same. */
typedef struct {
    char truth[48]; /* "same", "dose-2"; before it "busy-" when the machine was             */
    size_t runs, runs_whole, runs_alarmed, runs_inconclusive; /* of the gate; whole: all layers */
    size_t comparisons, slower, faster, same, inconclusive;   /* of the gate                    */
    size_t instructions; /* called so for their instructions, which may be none        */
    size_t missed_dose;  /* not counted: verified_dose_missed                              */
    double seconds;      /* of all whole runs                                          */
    size_t classic, compare_py, medians; /* comparisons before and after, and how many each
                                          * called slower                              */
    size_t verified;                     /* doses that came to what they should        */
    double dose_sum, dose_min, dose_max; /* ratios                                     */
    double gain_min, gain_max;           /* of instructions, per cent                  */
} rate_row;

enum { RATE_ROWS_MAX = 64 };

typedef struct {
    rate_row row[RATE_ROWS_MAX];
    size_t count;
    char machine[256]; /* processor of the runs; of several, how many */
} rate_table;

/* Counts everything in the folder. False having said which file cannot be read, and why. */
bool rates_read(const char *folder, rate_table *table);

/* Adds what an earlier table came to, from a file that rates_json is in, under "rates". False
 * having said why not. */
bool rates_add(rate_table *table, const char *path);

void rates_write(FILE *stream, const rate_table *table);

/* Owned by the caller; NULL when memory is short. */
json_t *rates_json(const rate_table *table);

#endif
