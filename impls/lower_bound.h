/* SPDX-License-Identifier: MIT */
/* lower_bound.h: the minimum of work for a mass function, as a lower bound of the time per cell. */
#ifndef HMF_LOWER_BOUND_H
#define HMF_LOWER_BOUND_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sets dn_dlnm[iz * nmass + im] = 2^exponent[im], |exponent| <= 1000: one vector exp2 and one store
 * for each cell, in the clone and with the exp2 of the implementations. */
void hmf_lower_bound(const double *exponent, size_t nmass, size_t nz, double *dn_dlnm);

#ifdef __cplusplus
}
#endif

#endif
