/* SPDX-License-Identifier: MIT */
/* terminal.h: the summary of a report on a terminal. */
#ifndef HMF_REPORT_TERMINAL_H
#define HMF_REPORT_TERMINAL_H

#include "report.h"

#include <stdio.h>

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

/* ---- text, for tests ------------------------------------------------------------------------- */

/* Replaces non-ASCII characters in place if the screen is not UTF-8. */
void report_fit_characters(char *text, report_screen screen);

/* Writes lines, broken between words where they are too long. Indented lines are commands, and are
 * not broken. */
void report_write_wrapped(FILE *out, const char *text, report_screen screen);

#endif
