/* format.h: numbers as people read them. Each call fills the caller's text and returns it. */
#ifndef HMF_REPORT_FORMAT_H
#define HMF_REPORT_FORMAT_H

#include "statistics.h"

/* Of every interval in the report. */
static const double report_confidence = 0.95;

typedef struct {
    char text[160];
} report_text;

/* What is not a number, or is infinite, is "-" in all of these. */

/* "74.3 ms": three significant digits, from ns to s. */
const char *report_seconds(double seconds, report_text *text);

/* "74.3 ms [73.9 to 75.1]", the interval to the last digit of the median and in its unit. An
 * interval that covers less than report_confidence, for want of repetitions, says how much:
 * "[73.9 to 75.1, 75 %]"; without any coverage there is none. */
const char *report_time(hmf_interval seconds, report_text *text);

/* "4.31× [4.22 to 4.40]", "4,990,000× [4,950,000 to 5,030,000]" */
const char *report_ratio(hmf_interval ratio, report_text *text);

/* "1,094,475": a count, every digit. */
const char *report_count(double count, report_text *text);

/* "45.1 %" */
const char *report_share(double part, double whole, report_text *text);

#endif
