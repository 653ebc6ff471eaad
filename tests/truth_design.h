/* truth_design.h: which cells the table of certified values holds. */
#ifndef TRUTH_DESIGN_H
#define TRUTH_DESIGN_H

#include "truth.h"

/* Of the cosmologies, redshifts and masses that are drawn at random. */
enum { TRUTH_DESIGN_SEED = 1 };

/* The table with everything but want and nu, which are 0; the same in every run. NULL when memory
 * is short. The caller owns it and gives it to hmf_truth_free. */
hmf_truth_table *truth_design(void);

/* A table's comment lines, the row of column names, the rows and the end line, as hmf_truth_load
 * reads them. Numbers have as many digits as tell them from their neighbours. */
void truth_write(FILE *stream, const hmf_truth_table *table);

#endif
