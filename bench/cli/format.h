/* SPDX-License-Identifier: MIT */
/*
 * format.h: formats numbers for people. Each function fills the caller's text and returns it;
 * numbers that are not finite become "-".
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "statistics.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The confidence of intervals; a lower coverage is printed. */
static const double format_confidence = 0.95;

typedef struct {
    char text[160];
} format_text;

/* "74.3 ms": three significant digits in ns, µs, ms or s. */
const char *format_seconds(double seconds, format_text *text);

/* "74.3 ms [73.9 to 75.1]": the interval has the unit and the last digit of the median. An interval
 * of few samples ends with its coverage if that is below format_confidence: "[73.9 to 75.1, 75 %]".
 * An interval without coverage is left out. */
const char *format_time(hmf_interval seconds, format_text *text);

/* "4.31× [4.22 to 4.40]", "4,990,000× [4,950,000 to 5,030,000]" */
const char *format_ratio(hmf_interval ratio, format_text *text);

/* "1,094,475": all digits of a count. */
const char *format_count(double count, format_text *text);

/* "45.1 %" */
const char *format_share(double part, double whole, format_text *text);

#ifdef __cplusplus
}
#endif

#endif
