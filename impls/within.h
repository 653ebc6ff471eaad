/* within.h: whether values keep to bounds. */
#ifndef HMF_WITHIN_H
#define HMF_WITHIN_H

#include "hmf.h"

#include <stdbool.h>

/* False for NaN. */
bool hmf_within(const double *values, size_t count, hmf_bounds bounds);

#endif
