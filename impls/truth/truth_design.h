/* SPDX-License-Identifier: MIT */
/* truth_design.h: the cells of the table of certified values. */
#ifndef TRUTH_DESIGN_H
#define TRUTH_DESIGN_H

#include "truth.h"

/* Seed of the random cosmologies, redshifts and masses. */
enum { TRUTH_DESIGN_SEED = 1 };

/* Returns the table with want = nu = 0; it is the same in every run. Returns NULL if out of memory
 * or if workshop.csv cannot be read. The caller frees it with hmf_truth_free. */
hmf_truth_table *truth_design(void);

/* Returns at least `cells` random cells for a sweep: TRUTH_RANDOM_MASSES masses and
 * TRUTH_RANDOM_REDSHIFTS redshifts per cosmology. Half of the cosmologies are flat; half have n_s =
 * 1, the others n_s from 0.8 to 1.2. Every second one has z up to 30 and masses from 1e2 to 1e15,
 * the others use all of hmf_domain_promised. */
enum { TRUTH_RANDOM_MASSES = 5, TRUTH_RANDOM_REDSHIFTS = 4 };
hmf_truth_table *truth_design_random(size_t cells, unsigned long seed);

#endif
