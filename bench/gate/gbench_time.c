/* gbench_time.c: names, states and the length of a run. */
#include "gbench_time.h"

#include "gate_format.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double brief_share = 0.1;     /* of the minimum time */
static const double most_iterations = 1e9; /* of Google Benchmark before 1.9 */

/* A removed loop takes some 1e-18 s an iteration, or 1e-11 s if the run was interrupted for 10 ms.
 * No processor has a clock of 20 GHz. */
static const double least_seconds = 5e-11;

static bool is_component(const char *begin, const char *wanted) {
    const size_t length = strlen(wanted);
    return strncmp(begin, wanted, length) == 0 &&
           (wanted[length - 1] == ':' || begin[length] == '/' || begin[length] == '\0');
}

static bool has_component(const char *name, const char *wanted) {
    for (const char *c = strchr(name, '/'); c; c = strchr(c + 1, '/'))
        if (is_component(c + 1, wanted)) return true;
    return false;
}

bool gbench_says_real(const char *name) {
    return has_component(name, "real_time") || has_component(name, "manual_time") ||
           has_component(name, "threads:");
}

__attribute__((format(printf, 2, 3))) static void explain(gbench_time *time, const char *format,
                                                          ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(time->why, sizeof time->why, format, arguments);
    va_end(arguments);
}

/* Comparisons with NaN are false: a file without the number of iterations is not judged. */
static void check_length(gbench_time *time, const gbench_result *r, const char *name,
                         double min_time) {
    const double took = r->iterations * fmax(r->real_seconds, r->cpu_seconds);
    if (!(took < brief_share * min_time) || r->iterations >= most_iterations ||
        has_component(name, "iterations:") || has_component(name, "min_time:"))
        return;
    const gate_text short_time = gate_seconds(took), wanted = gate_seconds(min_time);
    time->brief = true;
    if (r->iterations > 1.0) {
        explain(time, "times it for %s, where --min-time asks for %s", short_time.text,
                wanted.text);
        return;
    }
    explain(time, "times a single iteration of it, %s, where --min-time asks for %s",
            short_time.text, wanted.text);
    time->seconds = NAN;
}

gbench_time gbench_time_of(const gbench_results *results, const char *name, bool real,
                           double min_time) {
    gbench_time time = {.seconds = NAN};
    const gbench_result *r = gbench_find(results, name);
    if (!r) {
        explain(&time, "lists it, but does not report it");
    } else if (r->state != GBENCH_TIMED) {
        explain(&time, "%s: %s", r->state == GBENCH_ERROR ? "reports an error" : "skips it",
                r->reason);
    } else {
        time.seconds = real ? r->real_seconds : r->cpu_seconds;
        if (isnan(time.seconds)) {
            explain(&time, "reports no %s time above 0", real ? "real" : "cpu");
        } else if (fmax(r->real_seconds, r->cpu_seconds) < least_seconds) {
            explain(&time, "takes no time for it: the compiler may have removed its loop");
            time.seconds = NAN;
        } else {
            check_length(&time, r, name, min_time);
        }
    }
    return time;
}
