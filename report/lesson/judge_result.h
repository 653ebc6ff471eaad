/* judge_result.h: what ./hmf judge --json found out about one file. */
#ifndef LESSON_JUDGE_RESULT_H
#define LESSON_JUDGE_RESULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct {
    json_t *root;
    const json_t *entry; /* borrowed from root */
} judge_result;

/* False: message[size] says what is wrong with the file. Otherwise judge_result_free. */
bool judge_result_read(const char *path, judge_result *result, char *message, size_t size);
void judge_result_free(judge_result *result);

/* "correct", "wrong", "does not compile", ... */
const char *judge_result_verdict(const judge_result *result);

/* One line, the whole of what a tool said, what to try: "" where there is none. */
const char *judge_result_text(const judge_result *result, const char *key);

/* Of accuracy with any cosmology: "full", "table", "workshop", or "none". */
const char *judge_result_class(const judge_result *result);

/* Why it is none although the entry is right with the default cosmology; "": it is not that. */
const char *judge_result_why_none(const judge_result *result);

/* Such entries race apart, against few of the rungs. */
bool judge_result_is_threaded(const judge_result *result);

/* 0 for none, 1 for workshop, up to 3 for full. */
int judge_class_rank(const char *name);

/* A median with its interval; NaN where it is not there. */
typedef struct {
    double median, low, high;
} judge_range;

/* Seconds a call, with any cosmology on the default grid, in the mode "cold" or "warm". */
judge_range judge_result_seconds(const judge_result *result, const char *mode);

/* How many times as fast as that rung. */
judge_range judge_result_ratio(const judge_result *result, const char *rung, const char *mode);

/* The rungs just below and just above in speed: of those that it is faster (slower) than, the
 * fastest (slowest), with that ratio; NULL: there is none. Ties count as neither. */
typedef struct {
    const char *below, *above; /* borrowed from result */
    judge_range below_ratio, above_ratio;
} judge_place;
judge_place judge_result_place(const judge_result *result, const char *mode);

/* One line on the worst cell, nothing where none is known. */
void judge_result_print_worst(const judge_result *result, FILE *out);

#endif
