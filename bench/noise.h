/* noise.h: how well this machine can tell two times apart. */
#ifndef HMF_NOISE_H
#define HMF_NOISE_H

#include "hmf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All as fractions: 0.01 is 1 %. */
typedef struct {
    int pairs;      /* how many pairs of equal batches were timed, one after the other          */
    double batch;   /* seconds that a batch takes                                               */
    double typical; /* median of |ln(time of one / time of the other)|                          */
    double worst;   /* the largest of them                                                      */
    double resolution; /* half the 95 % interval of the median log ratio over all pairs */
    double bias; /* that median: 0 for an honest clock and equal work                        */
} hmf_noise;

/*
 * Times the same work against itself (A/A) for about `seconds`, in 12 or more pairs of batches of
 * about a millisecond, which of the two is first alternating. One short look at one moment: a
 * machine that is shared will be worse at another.
 */
hmf_status hmf_noise_measure(double seconds, hmf_noise *noise, hmf_error *error);

#ifdef __cplusplus
}
#endif

#endif
