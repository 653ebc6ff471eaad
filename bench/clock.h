/* clock.h: the clock of this room. */
#ifndef HMF_CLOCK_H
#define HMF_CLOCK_H

#include <time.h>

/* Seconds since some moment, on a clock that nobody sets. */
static inline double hmf_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

#endif
