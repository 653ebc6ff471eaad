/* SPDX-License-Identifier: MIT */
/* report.h: the next step, the report as JSON for the page, and the summary on a terminal. */
#ifndef HMF_REPORT_H
#define HMF_REPORT_H

#include "results.h"

#include <stdio.h>

/* ---- next_step.c ----------------------------------------------------------------------------- */

/* Returns the slowest implementation of the ladder on the workload `default`, cold, or NULL if none
 * was timed. */
const hmf_impl *report_slowest(const report_sources *sources);

/*
 * Returns the next step, which the caller frees: the reason, one sentence per line, then one
 * command, indented by four blanks. Failures and missing results come first. After that the advice
 * climbs the ladder from the slowest implementation to the first rung without a profile of this
 * commit.
 */
char *report_next_step(const report_sources *sources);

/* ---- report_json.c --------------------------------------------------------------------------- */

/*
 * Returns the report, which the caller owns:
 *
 * {"hmfbench_schema": 1, "kind": "report", "confidence", "context": of the timings or null,
 *  "ladder": [{"name", "summary", "builds_on", "lesson", "accuracy", "conditioned_error"}],
 *  "slowest": name or null, "next_step": text,
 *  "boards": [{"workload", "mode", "rows": fastest first, failures last}]}
 *
 * A row's "rank" is one more than the number of rows that are significantly faster, so that rows
 * without a significant difference tie. Times are {"median", "low", "high", "coverage"} in seconds.
 * Three ratios have the same form: "leader" (time over that of the fastest), "base" (speed-up over
 * the first rung) and "predecessor" (speed-up over the rung that it builds on). Unknown values are
 * null.
 */
json_t *report_json(const report_sources *sources);

/* ---- terminal.c ------------------------------------------------------------------------------ */

/* The abilities of a terminal. */
typedef struct {
    size_t columns;
    bool utf8;   /* otherwise ASCII only */
    bool colour; /* escape sequences     */
} report_screen;

/* Returns the abilities of standard output. The width is the terminal's, or else $COLUMNS, or else
 * 80. The character set is the locale's. Colour needs a terminal and an unset or empty NO_COLOR. */
report_screen report_standard_screen(void);

/* Prints the ladder (if the workload `default` was timed cold) and the next step. Each line of the
 * table is an implementation: error, time per call, speed-up over the first rung, and the time as a
 * bar on a logarithmic scale. The solid part of a bar is the warm time, the light part the set-up.
 * Narrow screens get no bars. The caller checks ferror(out). */
void report_print_ladder(FILE *out, const report_sources *sources, report_screen screen);

/* Prints the next step only. */
void report_print_next_step(FILE *out, const report_sources *sources, report_screen screen);

/* For tests: */

/* Replaces non-ASCII characters in place if the screen is not UTF-8. */
void report_fit_characters(char *text, report_screen screen);

/* Writes lines, broken between words where they are too long. Indented lines are commands, and are
 * not broken. */
void report_write_wrapped(FILE *out, const char *text, report_screen screen);

#endif
