/*
 * record.h: what an implementation computed when it was last recorded, for a test that it still
 * computes the same.
 *
 * A record, tests/impls/recorded/IMPL.csv, is a table in the format of truth.h: part of the certified
 * cells with the implementation's own values in place of the certified ones.
 */
#ifndef HMF_RECORD_H
#define HMF_RECORD_H

#include "truth.h"

/* The certified cells that are recorded: all grids of the default cosmology and a few others, with
 * at most RECORD_MASSES masses each. NULL when memory is short; the caller gives the table to
 * hmf_truth_free. */
enum { RECORD_MASSES = 20 };
hmf_truth_table *record_cells(const hmf_truth_table *truth);

/* Puts what impl computes now into want of every cell. On failure returns false with the reason in
 * message[size]; so it does for a value that is not a number from 0 on, which no record can hold.
 */
bool record_compute(const hmf_impl *impl, hmf_truth_table *cells, char *message, size_t size);

/* Writes cells to path, all of them or nothing. On failure returns false with the reason in
 * message[size]. */
bool record_write(const char *path, const hmf_impl *impl, const hmf_truth_table *cells,
                  char *message, size_t size);

/* Whether both tables are of the same cosmologies, redshifts and masses, to the bit. */
bool record_same_cells(const hmf_truth_table *a, const hmf_truth_table *b);

/* One cell, as recorded and now. */
typedef struct {
    const hmf_cosmology *cosmology;
    double z, mass, recorded, now;
    double difference; /* hmf_truth_error of now against recorded */
} record_cell;

/* All cells of two tables with record_same_cells, the worst first; the pointers in it are into
 * recorded. NULL when memory is short; free with free(). */
record_cell *record_compare(const hmf_truth_table *recorded, const hmf_truth_table *now,
                            size_t *count);

#endif
