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

/* At least `cells` cells for a sweep, drawn with `seed` in the same way: TRUTH_RANDOM_MASSES masses
 * and TRUTH_RANDOM_REDSHIFTS redshifts for each cosmology, of which half are flat and half have
 * n_s = 1, the others n_s from 0.8 to 1.2. Every other cosmology has z up to 30 and masses from 1e2
 * to 1e15, the others all of hmf_domain_promised. */
enum { TRUTH_RANDOM_MASSES = 5, TRUTH_RANDOM_REDSHIFTS = 4 };
hmf_truth_table *truth_design_random(size_t cells, unsigned long seed);

#endif
