/* SPDX-License-Identifier: MIT */
/*
 * record.h: recorded outputs of an implementation, for regression tests.
 *
 * A record, tests/impls/recorded/IMPL.csv, is a table in the format of truth.h: part of the
 * certified cells with the implementation's own values in place of the certified ones.
 */
#ifndef HMF_RECORD_H
#define HMF_RECORD_H

#include "truth.h"

/* The certified cells that are recorded: all grids of the default cosmology and a few others, with
 * at most RECORD_MASSES masses each. NULL when memory is short; the caller gives the table to
 * hmf_truth_free. */
enum { RECORD_MASSES = 20 };
hmf_truth_table *record_cells(const hmf_truth_table *truth);

/* Stores the value that impl computes in `want` of every cell. Returns false with the reason in
 * message[size] on failure, also for values that a record cannot hold: negative, NaN, infinite. */
bool record_compute(const hmf_impl *impl, hmf_truth_table *cells, char *message, size_t size);

/* Writes cells to path, all of them or nothing. On failure returns false with the reason in
 * message[size]. */
bool record_write(const char *path, const hmf_impl *impl, const hmf_truth_table *cells,
                  char *message, size_t size);

/* Returns whether both tables have bitwise equal cosmologies, redshifts and masses. */
bool record_same_cells(const hmf_truth_table *a, const hmf_truth_table *b);

/* One cell, as recorded and now. */
typedef struct {
    const hmf_cosmology *cosmology;
    double z, mass, recorded, now;
    double difference; /* hmf_truth_error of now against recorded */
} record_cell;

/* Returns all cells of two tables with record_same_cells, worst first; they point into recorded.
 * NULL when memory is short; free with free(). */
record_cell *record_compare(const hmf_truth_table *recorded, const hmf_truth_table *now,
                            size_t *count);

#endif
