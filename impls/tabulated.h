/* SPDX-License-Identifier: MIT */
/* tabulated.h: the state of impl_tabulated.c, which impl_cached.c writes to disk. */
#ifndef HMF_TABULATED_H
#define HMF_TABULATED_H

#include "hmf.h"

#include <math.h>

enum { TABULATED_PANELS = 16, TABULATED_TERMS = 16 };

/* The bounds of the table in ln M: masses of 1 and 1e17. */
static const double tabulated_first = 0.0, tabulated_last = 17.0 * M_LN10;

/* The terms of the mass function at one mass. */
typedef struct {
    double ln_variance; /* ln S(x)             */
    double difference;  /* ln S(x/2) - ln S(3x/2) */
} tabulated_value;

/* A state of hmf_impl_tabulated: one block from malloc without pointers. Each Chebyshev series
 * covers one of the equal panels of ln M. */
typedef struct {
    hmf_cosmology cosmology;
    double normalisation; /* sigma_8^2 / S(x_8) */
    tabulated_value series[TABULATED_PANELS][TABULATED_TERMS];
} tabulated_state;

#endif
