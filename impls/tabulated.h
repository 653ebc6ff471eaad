/* tabulated.h: the table that impl_tabulated.c makes of a cosmology, for those who keep it. */
#ifndef HMF_TABULATED_H
#define HMF_TABULATED_H

#include "hmf.h"

#include <math.h>

enum { TABULATED_PANELS = 16, TABULATED_TERMS = 16 };

/* In ln M: from a mass of 1 to one of 1e17. */
static const double tabulated_first = 0.0, tabulated_last = 17.0 * M_LN10;

/* What the mass function needs at one mass. */
typedef struct {
    double ln_variance; /* ln S(x)             */
    double difference;  /* ln S(x/2) - ln S(3x/2) */
} tabulated_value;

/* A state of hmf_impl_tabulated: one block of malloc's, without a pointer in it. The series are
 * Chebyshev's, each in one of equal panels of ln M. */
typedef struct {
    hmf_cosmology cosmology;
    double normalisation; /* sigma_8^2 / S(x_8) */
    tabulated_value series[TABULATED_PANELS][TABULATED_TERMS];
} tabulated_state;

#endif
