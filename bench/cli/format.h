/* format.h: numbers as people read them. Each call fills the caller's text and returns it. */
#ifndef FORMAT_H
#define FORMAT_H

#include "statistics.h"

/* Of every interval in the report. */
static const double format_confidence = 0.95;

typedef struct {
    char text[160];
} format_text;

/* What is not a number, or is infinite, is "-" in all of these. */

/* "74.3 ms": three significant digits, from ns to s. */
const char *format_seconds(double seconds, format_text *text);

/* "74.3 ms [73.9 to 75.1]", the interval to the last digit of the median and in its unit. An
 * interval that covers less than format_confidence, for want of repetitions, says how much:
 * "[73.9 to 75.1, 75 %]"; without any coverage there is none. */
const char *format_time(hmf_interval seconds, format_text *text);

/* "4.31× [4.22 to 4.40]", "4,990,000× [4,950,000 to 5,030,000]" */
const char *format_ratio(hmf_interval ratio, format_text *text);

/* "1,094,475": a count, every digit. */
const char *format_count(double count, format_text *text);

/* "45.1 %" */
const char *format_share(double part, double whole, format_text *text);

#endif
