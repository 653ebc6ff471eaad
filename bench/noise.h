/* SPDX-License-Identifier: MIT */
/* noise.h: how precisely this machine can compare two times. */
#ifndef HMF_NOISE_H
#define HMF_NOISE_H

#include "hmf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Results of timing the same work against itself. Fractions: 0.01 is 1 %. */
typedef struct {
    int pairs;         /* number of pairs of equal batches, timed one after the other         */
    double batch;      /* seconds of a batch                                                  */
    double typical;    /* median of |ln(time of one / time of the other)|                     */
    double worst;      /* the largest of these                                                */
    double resolution; /* half the 95 % interval of the median log ratio                      */
    double bias;       /* that median: 0 for an honest clock and equal work                   */
} hmf_noise;

/*
 * Times the same work against itself (A/A) for about `seconds`, in 12 or more pairs of batches of
 * about a millisecond. The order within pairs alternates. This is a short sample: a shared machine
 * can be noisier at another time. On failure error holds the reason.
 */
hmf_status hmf_noise_measure(double seconds, hmf_noise *noise, hmf_error *error);

#ifdef __cplusplus
}
#endif

#endif
