/* SPDX-License-Identifier: MIT */
/*
 * gbench_json.c: the rows of a result file, sorted, with the rows of each benchmark combined.
 *
 * A failed benchmark has error_occurred; since version 1.8 one can also be skipped. Numbers that
 * are not finite are written as words that are not JSON.
 */
#include "gbench_json.h"

#include "die.h"
#include "format.h"
#include "text.h"

#include <errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 3, 4))) static bool fail(char *message, size_t size,
                                                       const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, size, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- the text -------------------------------------------------------------------------------- */

/* Returns the text up to the first null character; NULL with errno set if it cannot be read. */
static char *read_text(const char *path) {
    char *text = NULL;
    size_t room = 0;
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    const bool any = getdelim(&text, &room, '\0', file) >= 0;
    const int reason = ferror(file) || (!any && !feof(file)) ? errno : 0;
    fclose(file);
    if (any && !reason) return text;
    free(text);
    errno = reason;
    return reason ? NULL : xstrdup("");
}

/* Returns the length of a number that is not finite at the beginning of s, or 0. */
static size_t not_finite(const char *s) {
    static const char *const words[] = {"NaN", "nan", "Infinity", "inf"};
    const size_t sign = *s == '-';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(s + sign, words[i], strlen(words[i])) == 0) return sign + strlen(words[i]);
    return 0;
}

/* Returns the length of the string that begins with the quotation mark at s. */
static size_t string_length(const char *s) {
    size_t length = 1;
    while (s[length] && s[length] != '"') length += s[length] == '\\' && s[length + 1] ? 2 : 1;
    return length + (s[length] == '"');
}

/* Returns a copy with null for numbers that are not finite, blanks for control characters in
 * strings and '?' for bytes that are not UTF-8. */
static char *valid_json(const char *text) {
    char *out = xmalloc(2 * strlen(text) + 8), *end = out;
    for (const char *s = text; *s;) {
        const size_t odd = not_finite(s), copied = *s == '"' ? string_length(s) : 1;
        if (odd > 0) {
            memcpy(end, "null", 4);
            end += 4;
            s += odd;
            continue;
        }
        for (size_t i = 0; i < copied; i++, s++)
            *end++ = copied > 1 && (unsigned char)*s < 0x20 ? ' ' : *s;
    }
    *end = '\0';
    text_mend(out);
    return out;
}

static json_t *parse(const char *path, char *message, size_t size) {
    json_error_t error;
    char *text = read_text(path);
    if (!text) return fail(message, size, "%s: %s", path, strerror(errno)), NULL;
    json_t *root = NULL;
    if (text[strspn(text, " \t\r\n")] == '\0') {
        fail(message, size, "%s: it is empty", path);
    } else {
        char *json = valid_json(text);
        root = json_loads(json, JSON_DECODE_INT_AS_REAL, &error);
        if (!root) fail(message, size, "%s: line %d: %s", path, error.line, error.text);
        free(json);
    }
    free(text);
    return root;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* In order of preference. */
typedef enum { ROW_ITERATION, ROW_MEDIAN, ROW_MEAN, ROW_OTHER } row_kind;

typedef struct {
    const char *name; /* of the benchmark, borrowed from the file */
    row_kind kind;
    gbench_state state;
    const char *reason;
    double real_seconds, cpu_seconds, iterations;
} row;

typedef struct {
    row *row;
    size_t count;
} rows;

static const char *text_of(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static double number_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static row_kind aggregate_kind(const char *name) {
    if (strcmp(name, "median") == 0) return ROW_MEDIAN;
    return strcmp(name, "mean") == 0 ? ROW_MEAN : ROW_OTHER;
}

static void read_state(const json_t *object, row *r) {
    if (json_is_true(json_object_get(object, "error_occurred"))) {
        r->state = GBENCH_ERROR;
        r->reason = text_of(object, "error_message");
    } else if (json_is_true(json_object_get(object, "skipped"))) {
        r->state = GBENCH_SKIPPED;
        r->reason = text_of(object, "skip_message");
    }
}

/* Returns NaN for values that cannot be times. */
static double seconds_of(const json_t *object, const char *key, double unit) {
    const double seconds = unit * number_of(object, key);
    return isfinite(seconds) && seconds > 0.0 ? seconds : NAN;
}

static double unit_of(const char *name) {
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1.0}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(name, units[i].name) == 0) return units[i].seconds;
    return NAN;
}

/* Returns NULL, or why the row cannot be read. */
static const char *read_row(const json_t *object, row *r) {
    const double unit = unit_of(text_of(object, "time_unit"));
    *r = (row){.name = text_of(object, "name"), .reason = ""};
    if (!*r->name) return "has no name";
    if (strcmp(text_of(object, "run_type"), "aggregate") == 0) {
        r->kind = aggregate_kind(text_of(object, "aggregate_name"));
        if (*text_of(object, "run_name")) r->name = text_of(object, "run_name");
    }
    read_state(object, r);
    r->real_seconds = seconds_of(object, "real_time", unit);
    r->cpu_seconds = seconds_of(object, "cpu_time", unit);
    r->iterations = number_of(object, "iterations");
    if (r->kind == ROW_OTHER || r->state != GBENCH_TIMED) return NULL;
    if (!json_object_get(object, "real_time") || !json_object_get(object, "cpu_time"))
        return "has no real_time and cpu_time";
    return isnan(unit) ? "has no time_unit of ns, us, ms or s" : NULL;
}

static bool read_rows(const char *path, const json_t *root, rows *all, char *message, size_t size) {
    const json_t *list = json_object_get(root, "benchmarks");
    if (!json_is_array(list) || !json_is_object(json_object_get(root, "context")))
        return fail(message, size, "%s: it is not a result of Google Benchmark: no %s", path,
                    json_is_array(list) ? "\"context\"" : "list \"benchmarks\"");
    const size_t count = json_array_size(list);
    all->row = xcalloc(count, sizeof *all->row);
    for (; all->count < count; all->count++) {
        row *r = &all->row[all->count];
        const char *why = read_row(json_array_get(list, all->count), r);
        if (why)
            return fail(message, size, "%s: benchmark %zu, \"%s\", %s", path, all->count + 1,
                        r->name, why);
    }
    return true;
}

/* Orders by name, the preferred kind first. */
static int by_name(const void *left, const void *right) {
    const row *a = left, *b = right;
    const int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

/* ---- results --------------------------------------------------------------------------------- */

/* Returns the median of a member of row[count]; NaN if any value is NaN. */
static double median(const row *r, size_t count, size_t member) {
    double *x = xcalloc(count, sizeof *x), sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        memcpy(&x[i], (const char *)&r[i] + member, sizeof *x);
        sum += x[i];
    }
    gsl_sort(x, 1, count);
    const double middle = gsl_stats_median_from_sorted_data(x, 1, count);
    free(x);
    return isnan(sum) ? NAN : middle;
}

/* Combines count rows of one name and kind. The iterations of an aggregate are repetitions. */
static gbench_result combine(const row *r, size_t count) {
    const row *worst = r;
    for (size_t i = 1; i < count; i++)
        if (r[i].state > worst->state) worst = &r[i];
    return (gbench_result){
        .name = xstrdup(r->name),
        .state = worst->state,
        .reason = xstrdup(worst->reason),
        .real_seconds = median(r, count, offsetof(row, real_seconds)),
        .cpu_seconds = median(r, count, offsetof(row, cpu_seconds)),
        .iterations = r->kind == ROW_ITERATION ? median(r, count, offsetof(row, iterations)) : NAN};
}

static bool same_name(const row *a, const row *b) {
    return strcmp(a->name, b->name) == 0;
}

static void combine_all(const rows *sorted, gbench_results *results) {
    const row *end = sorted->row + sorted->count;
    results->result = xcalloc(sorted->count, sizeof *results->result);
    for (const row *first = sorted->row, *next = first; first < end; first = next) {
        while (next < end && same_name(first, next) && next->kind == first->kind) next++;
        if (first->kind != ROW_OTHER)
            results->result[results->count++] = combine(first, (size_t)(next - first));
        while (next < end && same_name(first, next)) next++;
    }
}

bool gbench_read(const char *path, gbench_results *results, char *message, size_t size) {
    *results = (gbench_results){0};
    json_t *root = parse(path, message, size);
    rows all = {0};
    const bool good = root && read_rows(path, root, &all, message, size);
    if (good) {
        const char *version = text_of(json_object_get(root, "context"), "library_version");
        qsort(all.row, all.count, sizeof *all.row, by_name);
        snprintf(results->version, sizeof results->version, "%s", *version ? version : "unknown");
        combine_all(&all, results);
    }
    free(all.row);
    json_decref(root);
    return good;
}

static int by_result_name(const void *left, const void *right) {
    const gbench_result *a = left, *b = right;
    return strcmp(a->name, b->name);
}

void gbench_merge(gbench_results *results, gbench_results *more) {
    results->result =
        xrealloc(results->result, (results->count + more->count) * sizeof *results->result);
    if (more->count > 0)
        memcpy(results->result + results->count, more->result, more->count * sizeof *more->result);
    results->count += more->count;
    more->count = 0;
    qsort(results->result, results->count, sizeof *results->result, by_result_name);
}

const gbench_result *gbench_find(const gbench_results *results, const char *name) {
    const gbench_result wanted = {.name = (char *)name};
    if (results->count == 0) return NULL;
    return bsearch(&wanted, results->result, results->count, sizeof wanted, by_result_name);
}

void gbench_free(gbench_results *results) {
    for (size_t i = 0; i < results->count; i++) {
        free(results->result[i].name);
        free(results->result[i].reason);
    }
    free(results->result);
    *results = (gbench_results){0};
}

/* ---- the time of one benchmark --------------------------------------------------------------- */

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

/* Comparisons with NaN are false: a file without iterations passes. */
static void check_length(gbench_time *time, const gbench_result *r, const char *name,
                         double min_time) {
    const double took = r->iterations * fmax(r->real_seconds, r->cpu_seconds);
    if (!(took < brief_share * min_time) || r->iterations >= most_iterations ||
        has_component(name, "iterations:") || has_component(name, "min_time:"))
        return;
    const bool single = !(r->iterations > 1.0);
    format_text short_time, wanted;
    fail(time->why, sizeof time->why, "times %s%s, where --min-time asks for %s",
         single ? "a single iteration of it, " : "it for ", format_seconds(took, &short_time),
         format_seconds(min_time, &wanted));
    time->brief = true;
    if (single) time->seconds = NAN;
}

gbench_time gbench_time_of(const gbench_results *results, const char *name, bool real,
                           double min_time) {
    gbench_time time = {.seconds = NAN};
    const gbench_result *r = gbench_find(results, name);
    if (!r) {
        fail(time.why, sizeof time.why, "lists it, but does not report it");
    } else if (r->state != GBENCH_TIMED) {
        fail(time.why, sizeof time.why, "%s: %s",
             r->state == GBENCH_ERROR ? "reports an error" : "skips it", r->reason);
    } else if (isnan(real ? r->real_seconds : r->cpu_seconds)) {
        fail(time.why, sizeof time.why, "reports no %s time above 0", real ? "real" : "cpu");
    } else if (fmax(r->real_seconds, r->cpu_seconds) < least_seconds) {
        fail(time.why, sizeof time.why,
             "takes no time for it: the compiler may have removed its loop");
    } else {
        time.seconds = real ? r->real_seconds : r->cpu_seconds;
        check_length(&time, r, name, min_time);
    }
    return time;
}
