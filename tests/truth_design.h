/* truth_design.h: which cells the table of certified values holds. */
#ifndef TRUTH_DESIGN_H
#define TRUTH_DESIGN_H

#include "truth.h"

/* What the cosmologies, redshifts and masses that are not chosen by hand are drawn with. */
enum { TRUTH_DESIGN_SEED = 1 };

/* The table with everything but want and nu, which are 0; the same in every run. NULL when memory
 * is short or data/workshop.csv cannot be read. The caller owns it and gives it to hmf_truth_free.
 */
hmf_truth_table *truth_design(void);

#endif
