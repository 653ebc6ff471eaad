/* SPDX-License-Identifier: MIT */
/* counters.h: hardware and kernel counters of all threads of this process (perf_event_open). */
#ifndef HMF_PROFILE_COUNTERS_H
#define HMF_PROFILE_COUNTERS_H

#include <stdio.h>

enum { COUNTERS = 9 };

typedef struct {
    int descriptor[COUNTERS]; /* -1: not available */
    int reason[COUNTERS];     /* errno for that */
} counters;

/* Opens the available counters. Call it before starting threads, which are then counted too. */
void counters_open(counters *c);

void counters_start(const counters *c);
void counters_stop(const counters *c);

/* Prints a line per counter: "counter NAME VALUE", scaled up if counters were multiplexed, or
 * "counter NAME - REASON". */
void counters_print(FILE *stream, const counters *c);

void counters_close(counters *c);

#endif
