/*
 * gain.h: how many times as fast one file is as another, of which each was timed against the rungs
 * of the ladder, but not both in one run.
 */
#ifndef LESSON_GAIN_H
#define LESSON_GAIN_H

#include "judge_result.h"

/* {"cold": {"naive": {"median": ..., "low": ..., "high": ...}, ...}, "warm": {...}}: how many times
 * as fast as each rung, with any cosmology, where that is known. Owned by the caller; NULL when
 * memory is short. */
json_t *gain_ratios(const judge_result *result);

/* The same for naive itself, which is known to be once as fast as naive. */
json_t *gain_ratios_of_naive(void);

/*
 * The gain of `now` over `before`, both as above, in the mode "cold" or "warm": by way of the rung
 * with which it comes out most exactly, *rung, borrowed from `now`. The interval divides the ends
 * of both and so is conservative. NaN, and *rung NULL, where no rung was timed with both.
 */
judge_range gain_over(const json_t *before, const json_t *now, const char *mode, const char **rung);

#endif
