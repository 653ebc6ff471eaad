/* SPDX-License-Identifier: MIT */
/* clock.h: the clock of all timings. */
#ifndef HMF_CLOCK_H
#define HMF_CLOCK_H

#include <time.h>

/* Returns seconds of the monotonic clock, from an arbitrary origin. */
static inline double hmf_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

#endif
