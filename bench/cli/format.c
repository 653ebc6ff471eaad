/* SPDX-License-Identifier: MIT */
#include "format.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNIFICANT = 3 };

__attribute__((format(printf, 2, 3))) static void append(format_text *text, const char *format,
                                                         ...) {
    const size_t used = strlen(text->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text->text + used, sizeof text->text - used, format, arguments);
    va_end(arguments);
}

/* Returns the power of ten of the last significant digit of the rounded value. */
static int last_place(double value) {
    char digits[32];
    snprintf(digits, sizeof digits, "%.*e", SIGNIFICANT - 1, value);
    return atoi(strchr(digits, 'e') + 1) - (SIGNIFICANT - 1);
}

/* Appends value rounded at that place, without an exponent, with commas between thousands. */
static void append_number(format_text *text, double value, int place) {
    const double unit = place > 0 ? pow(10.0, place) : 1.0;
    char digits[400]; /* enough for DBL_MAX in full */
    snprintf(digits, sizeof digits, "%.*f", place < 0 ? -place : 0,
             place > 0 ? round(value / unit) * unit : value);
    const size_t whole = strcspn(digits, ".");
    for (size_t i = 0; digits[i]; i++) {
        const bool comma = i > 0 && i < whole && (whole - i) % 3 == 0 && digits[i - 1] != '-';
        append(text, "%s%c", comma ? "," : "", digits[i]);
    }
}

static const char *write_interval(format_text *text, hmf_interval i, const char *unit) {
    text->text[0] = '\0';
    if (!isfinite(i.median)) {
        append(text, "-");
        return text->text;
    }
    const int place = last_place(i.median);
    append_number(text, i.median, place);
    append(text, "%s", unit);
    if (!(i.coverage > 0.0)) return text->text;
    append(text, " [");
    append_number(text, i.low, place);
    append(text, " to ");
    append_number(text, i.high, place);
    if (i.coverage < format_confidence) append(text, ", %.0f %%", 100.0 * i.coverage);
    append(text, "]");
    return text->text;
}

typedef struct {
    const char *name;
    double seconds;
} time_unit;

static time_unit unit_of(double seconds) {
    static const time_unit units[] = {{" ns", 1e-9}, {" µs", 1e-6}, {" ms", 1e-3}, {" s", 1.0}};
    size_t i = 0;
    while (i + 1 < sizeof units / sizeof *units && seconds >= 999.5 * units[i].seconds) i++;
    return units[i];
}

const char *format_time(hmf_interval seconds, format_text *text) {
    const time_unit unit = unit_of(seconds.median);
    return write_interval(text,
                          (hmf_interval){seconds.median / unit.seconds, seconds.low / unit.seconds,
                                         seconds.high / unit.seconds, seconds.coverage},
                          unit.name);
}

const char *format_seconds(double seconds, format_text *text) {
    return format_time((hmf_interval){.median = seconds}, text);
}

const char *format_ratio(hmf_interval ratio, format_text *text) {
    return write_interval(text, ratio, "×");
}

const char *format_count(double count, format_text *text) {
    text->text[0] = '\0';
    if (isfinite(count))
        append_number(text, count, 0);
    else
        append(text, "-");
    return text->text;
}

const char *format_share(double part, double whole, format_text *text) {
    text->text[0] = '\0';
    if (isfinite(part / whole))
        append(text, "%.1f %%", 100.0 * part / whole);
    else
        append(text, "-");
    return text->text;
}
