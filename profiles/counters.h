/* SPDX-License-Identifier: MIT */
/* counters.h: what the processor and the kernel count of a stretch of this process, in all of its
 * threads, by Linux's perf_event_open. */
#ifndef HMF_PROFILE_COUNTERS_H
#define HMF_PROFILE_COUNTERS_H

#include <stdio.h>

enum { COUNTERS = 9 };

typedef struct {
    int descriptor[COUNTERS]; /* -1: not here  */
    int reason[COUNTERS];     /* errno for that */
} counters;

/* Before other threads are started: these are then counted as well. What cannot be counted here is
 * left out. */
void counters_open(counters *c);

void counters_start(const counters *c);
void counters_stop(const counters *c);

/* A line for each: "counter NAME VALUE", scaled up where the processor had to take turns, or
 * "counter NAME - REASON". */
void counters_print(FILE *stream, const counters *c);

void counters_close(counters *c);

#endif
