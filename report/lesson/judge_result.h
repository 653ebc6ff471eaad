/* SPDX-License-Identifier: MIT */
/* judge_result.h: the reader of ./hmf judge --json for one file, and speed-ups between files. */
#ifndef LESSON_JUDGE_RESULT_H
#define LESSON_JUDGE_RESULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct {
    json_t *root;
    const json_t *entry; /* borrowed from root */
} judge_result;

/* Reads a file. Returns false with the reason in message[size]. Free with judge_result_free. */
bool judge_result_read(const char *path, judge_result *result, char *message, size_t size);
void judge_result_free(judge_result *result);

/* Returns a text of the entry, "" if it has none. Keys: "verdict" ("correct", "wrong", ...),
 * "reason", "details" (output of a tool), "hint". */
const char *judge_result_text(const judge_result *result, const char *key);

/* Returns the accuracy class with any cosmology: "full", "table", "workshop" or "none". */
const char *judge_result_class(const judge_result *result);

/* Returns the rank of a class, from 0 ("none") to 3 ("full"). */
int judge_class_rank(const char *name);

/* Returns why the class is "none" although the entry is right with the default cosmology, or "". */
const char *judge_result_why_none(const judge_result *result);

/* Returns whether the entry uses threads. Such entries race separately, against few of the rungs.
 */
bool judge_result_is_threaded(const judge_result *result);

/* Prints the worst cell, or nothing if it is unknown. */
void judge_result_print_worst(const judge_result *result, FILE *out);

/* ---- times ----------------------------------------------------------------------------------- */

/* A median with its interval; NaN if unknown. */
typedef struct {
    double median, low, high;
} judge_range;

/* Returns the seconds per call with any cosmology on the default grid. mode: "cold" or "warm". */
judge_range judge_result_seconds(const judge_result *result, const char *mode);

/* Returns the speed-up over a rung. */
judge_range judge_result_ratio(const judge_result *result, const char *rung, const char *mode);

/* The neighbours on the ladder: the fastest rung that is slower and the slowest rung that is
 * faster, each with the ratio to it, or NULL. Ties count as neither. */
typedef struct {
    const char *below, *above; /* borrowed from result */
    judge_range below_ratio, above_ratio;
} judge_place;
judge_place judge_result_place(const judge_result *result, const char *mode);

/* ---- speed-ups between two files that were timed in different runs -----------------------------
 */

/* Returns {"cold": {"naive": {"median": ..., "low": ..., "high": ...}, ...}, "warm": {...}}: the
 * known speed-ups over each rung with any cosmology. The caller owns it. */
json_t *judge_ratios(const judge_result *result);

/* Returns the same for naive itself: once as fast as naive. */
json_t *judge_ratios_of_naive(void);

/*
 * Returns the speed-up of `now` over `before`, both from judge_ratios, in a mode. It goes through
 * the rung with the narrowest result, *rung, which is borrowed from `now`. The interval divides the
 * ends of both and so is conservative. Returns NaN, and *rung NULL, if no rung was timed with both.
 */
judge_range judge_speedup(const json_t *before, const json_t *now, const char *mode,
                          const char **rung);

#endif
