/* SPDX-License-Identifier: MIT */
/* truth_design.h: the cells of the table of certified values. */
#ifndef TRUTH_DESIGN_H
#define TRUTH_DESIGN_H

#include "truth.h"

/* The seed of the cosmologies, redshifts and masses that are not chosen by hand. */
enum { TRUTH_DESIGN_SEED = 1 };

/* Returns the table with want and nu equal to 0, the same in every run. Dies if it is out of memory
 * or if workshop.csv cannot be read. The caller frees it with hmf_truth_free(). */
hmf_truth_table *truth_design(void);

/* Draws a table of at least `cells` cells for a sweep, with TRUTH_RANDOM_MASSES masses and
 * TRUTH_RANDOM_REDSHIFTS redshifts per cosmology. Half of the cosmologies are flat, and half have
 * n_s = 1 (the others 0.8 to 1.2). They alternate between z up to 30 with masses from 1e2 to 1e15,
 * and all of hmf_domain_promised. */
enum { TRUTH_RANDOM_MASSES = 5, TRUTH_RANDOM_REDSHIFTS = 4 };
hmf_truth_table *truth_design_random(size_t cells, unsigned long seed);

#endif
