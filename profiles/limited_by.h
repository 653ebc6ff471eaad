/*
 * limited_by.h: what the speed of a function or a line is limited by, as far as its counts and
 * samples tell.
 */
#ifndef HMF_PROFILE_LIMITED_BY_H
#define HMF_PROFILE_LIMITED_BY_H

#include "cost.h"

#include <stdbool.h>

/* What is judged, and the whole that it is a part of. */
typedef struct {
    profile_cost self;
    uint64_t samples;
    uint64_t all_instructions, all_samples; /* 0: not counted, not sampled */
} profile_part;

/*
 * Whether the share of samples is far above the share of instructions: more than twice that, at
 * least 1 %, and by more than four standard deviations of what chance makes of so many samples.
 */
bool profile_waits(const profile_part *part);

/*
 * In words, static:
 *   "mispredicted branches", "memory"  a fifth and more of the cycles that KCachegrind's formula
 *            estimates (Ir + 10 mispredictions + 10 misses in the first cache + 100 in the last)
 *   "waiting (division, chain, store)"  it waits, and for none of these: for a slow instruction, at
 *            the end of a chain of results, for memory that the simulation does not know
 *   "instructions"  nothing of that
 *   "unknown: not counted"
 */
const char *profile_limit(const profile_part *part);

#endif
