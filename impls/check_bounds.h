/* SPDX-License-Identifier: MIT */
/* check_bounds.h: checks of whole arrays against bounds. */
#ifndef HMF_CHECK_BOUNDS_H
#define HMF_CHECK_BOUNDS_H

#include "hmf.h"

#include <stdbool.h>

/* Returns true if all values are within the bounds. NaN is not. */
bool hmf_check_bounds(const double *values, size_t count, hmf_bounds bounds);

#endif
