/* screen.h: what a terminal can show, and text that fits it. */
#ifndef HMF_REPORT_SCREEN_H
#define HMF_REPORT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct {
    size_t columns;
    bool utf8;   /* otherwise ASCII alone */
    bool colour; /* escape sequences      */
} report_screen;

/* Of standard output. The width is the terminal's, where there is none $COLUMNS, or 80; the
 * characters are the locale's; colour is for a terminal, unless NO_COLOR is set. */
report_screen report_standard_screen(void);

/* How many columns text takes, one for each character. */
size_t report_columns(const char *text);

/* Makes ASCII of what this project prints beyond it, in place, where the screen shows no more. */
void report_fit_characters(char *text, report_screen screen);

/* Writes lines, broken between words where they are too long, but not those that are indented:
 * these are commands. */
void report_write_wrapped(FILE *out, const char *text, report_screen screen);

#endif
