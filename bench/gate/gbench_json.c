/*
 * gbench_json.c: rows of a file of results, sorted, and those of one name put together.
 *
 * What the versions of Google Benchmark do differently: since 1.5 a row says in run_type whether it
 * is an aggregate; before, its name alone does, "NAME_median". A benchmark that fails has
 * error_occurred; since 1.8 one can also be skipped. Numbers that are not finite are written in
 * ways that JSON does not know.
 */
#include "gbench_json.h"

#include "text.h"
#include "json_text.h"
#include "short_memory.h"

#include <errno.h>
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

typedef struct {
    char *data;
    size_t size;
} text;

/* An error number, or 0. */
static int read_text(const char *path, text *whole) {
    FILE *file = fopen(path, "rb");
    if (!file) return errno;
    int error = 0;
    for (size_t room = 0;;) {
        if (whole->size + 1 >= room) {
            char *grown = realloc(whole->data, room = 2 * room + 65536);
            if (!grown) {
                hmf_memory_fell_short();
                error = ENOMEM;
                break;
            }
            whole->data = grown;
        }
        const size_t left = room - 1 - whole->size;
        const size_t got = fread(whole->data + whole->size, 1, left, file);
        whole->size += got;
        if (got < left) {
            whole->data[whole->size] = '\0';
            if (ferror(file)) error = errno ? errno : EIO;
            break;
        }
    }
    fclose(file);
    return error;
}

/* How many characters a number that is not finite takes at the beginning of s, or 0. */
static size_t not_finite(const char *s) {
    static const char *const spelt[] = {"NaN", "nan", "Infinity", "inf"};
    const size_t sign = *s == '-';
    for (size_t i = 0; i < sizeof spelt / sizeof *spelt; i++)
        if (strncmp(s + sign, spelt[i], strlen(spelt[i])) == 0) return sign + strlen(spelt[i]);
    return 0;
}

/* The length of the string that begins with the quotation mark at s. */
static size_t string_length(const char *s) {
    size_t length = 1;
    while (s[length] && s[length] != '"') length += s[length] == '\\' && s[length + 1] ? 2 : 1;
    return length + (s[length] == '"');
}

/* Returns a copy with null for numbers that are not finite, blanks for control characters in
 * strings and '?' for bytes that are not UTF-8; NULL when memory is short. */
static char *valid_json(const text *whole) {
    char *out = malloc(2 * whole->size + 8), *end = out;
    if (!out) return hmf_memory_fell_short(), NULL;
    for (const char *s = whole->data; *s;) {
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
    text whole = {0};
    json_error_t error = {.text = "out of memory"};
    json_t *root = NULL;
    const int reason = read_text(path, &whole);
    char *json = whole.data && !reason ? valid_json(&whole) : NULL;
    if (reason || !whole.data)
        fail(message, size, "%s: %s", path, strerror(reason));
    else if (strspn(whole.data, " \t\r\n") == whole.size)
        fail(message, size, "%s: it is empty", path);
    else if (!json ||
             !(root = hmf_json_loaded(json_loads(json, JSON_DECODE_INT_AS_REAL, &error), &error)))
        fail(message, size, "%s: line %d: %s", path, error.line, error.text);
    free(json);
    free(whole.data);
    return root;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* In the order in which they are preferred. */
typedef enum { ROW_ITERATION, ROW_MEDIAN, ROW_MEAN, ROW_OTHER } row_kind;

typedef struct {
    const char *name; /* of the benchmark, borrowed from the file */
    size_t length;
    bool typed; /* says itself whether it is an aggregate */
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

static double number_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
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

static bool read_times(const json_t *object, row *r, const char **why) {
    const bool written =
        json_object_get(object, "real_time") && json_object_get(object, "cpu_time");
    const double unit = unit_of(text_of(object, "time_unit"));
    r->real_seconds = seconds_of(object, "real_time", unit);
    r->cpu_seconds = seconds_of(object, "cpu_time", unit);
    r->iterations = number_of(object, "iterations");
    if (r->kind == ROW_OTHER || r->state != GBENCH_TIMED) return true;
    *why = !written ? "has no real_time and cpu_time" : "has no time_unit of ns, us, ms or s";
    return written && !isnan(unit);
}

static bool read_row(const json_t *object, row *r, const char **why) {
    const char *type = text_of(object, "run_type");
    *r = (row){.name = text_of(object, "name"), .typed = *type, .reason = ""};
    *why = "has no name";
    if (!*r->name) return false;
    if (strcmp(type, "aggregate") == 0) {
        r->kind = aggregate_kind(text_of(object, "aggregate_name"));
        if (*text_of(object, "run_name")) r->name = text_of(object, "run_name");
    } else if (json_object_get(object, "big_o") || json_object_get(object, "rms")) {
        r->kind = ROW_OTHER;
    }
    r->length = strlen(r->name);
    read_state(object, r);
    return read_times(object, r, why);
}

static bool read_rows(const char *path, const json_t *root, rows *all, char *message, size_t size) {
    const json_t *list = json_object_get(root, "benchmarks");
    if (!json_is_array(list) || !json_is_object(json_object_get(root, "context")))
        return fail(message, size, "%s: it is not what Google Benchmark writes: no %s", path,
                    json_is_array(list) ? "\"context\"" : "list \"benchmarks\"");
    const size_t count = json_array_size(list);
    all->row = calloc(count ? count : 1, sizeof *all->row);
    if (!all->row) return hmf_memory_fell_short(), fail(message, size, "%s: out of memory", path);
    for (; all->count < count; all->count++) {
        const char *why;
        row *r = &all->row[all->count];
        if (!read_row(json_array_get(list, all->count), r, &why))
            return fail(message, size, "%s: benchmark %zu, \"%s\", %s", path, all->count + 1,
                        r->name, why);
    }
    return true;
}

/* By name, what is preferred first. */
static int by_name(const void *left, const void *right) {
    const row *a = left, *b = right;
    const int order = strncmp(a->name, b->name, a->length < b->length ? a->length : b->length);
    if (order != 0) return order;
    if (a->length != b->length) return a->length < b->length ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

/* ---- before 1.5 ------------------------------------------------------------------------------ */

/* Whether there is a row whose whole name is these characters with that suffix. */
static bool has_row(const rows *sorted, const char *name, size_t length, const char *suffix) {
    size_t low = 0, high = sorted->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const char *other = sorted->row[middle].name;
        int order = strncmp(other, name, length);
        if (order == 0) order = strcmp(other + length, suffix);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* A benchmark may be called "find_median" itself: an aggregate never stands alone. */
static void find_aggregate(const rows *sorted, row *r) {
    static const char *const names[] = {"median", "mean", "stddev"};
    const char *last = strrchr(r->name, '_');
    if (r->typed || !last) return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t stem = (size_t)(last - r->name);
        if (strcmp(last + 1, names[i]) != 0 || !has_row(sorted, r->name, stem, "_mean") ||
            !has_row(sorted, r->name, stem, "_stddev"))
            continue;
        r->length = stem;
        r->kind = aggregate_kind(names[i]);
    }
}

/* ---- results --------------------------------------------------------------------------------- */

static int ascending(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* NaN where one of them is: what cannot be timed once is not timed. */
static double median(double *x, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (isnan(x[i])) return NAN;
    qsort(x, count, sizeof *x, ascending);
    return 0.5 * (x[(count - 1) / 2] + x[count / 2]);
}

/* Of rows of one name and kind. scratch[count] is for the taking. */
static bool put_together(const row *r, size_t count, double *scratch, gbench_result *result) {
    const row *worst = r;
    for (size_t i = 1; i < count; i++)
        if (r[i].state > worst->state) worst = &r[i];
    *result = (gbench_result){.name = strndup(r->name, r->length),
                              .state = worst->state,
                              .reason = strdup(worst->reason)};
    for (size_t i = 0; i < count; i++) scratch[i] = r[i].real_seconds;
    result->real_seconds = median(scratch, count);
    for (size_t i = 0; i < count; i++) scratch[i] = r[i].cpu_seconds;
    result->cpu_seconds = median(scratch, count);
    /* Of an aggregate the library counts the repetitions. */
    for (size_t i = 0; i < count; i++)
        scratch[i] = r[i].kind == ROW_ITERATION ? r[i].iterations : NAN;
    result->iterations = median(scratch, count);
    return result->name && result->reason;
}

static bool same_name(const row *a, const row *b) {
    return a->length == b->length && strncmp(a->name, b->name, a->length) == 0;
}

/* Of all rows, sorted. */
static bool make_results(const rows *all, gbench_results *results) {
    double *scratch = malloc((all->count + 1) * sizeof *scratch);
    results->result = calloc(all->count + 1, sizeof *results->result);
    bool good = scratch && results->result;
    for (size_t i = 0, next, same; good && i < all->count; i = next) {
        const row *first = &all->row[i];
        for (same = i; same < all->count && same_name(first, &all->row[same]) &&
                       all->row[same].kind == first->kind;)
            same++;
        for (next = same; next < all->count && same_name(first, &all->row[next]);) next++;
        if (first->kind != ROW_OTHER)
            good = put_together(first, same - i, scratch, &results->result[results->count++]);
    }
    free(scratch);
    if (!good) hmf_memory_fell_short();
    return good;
}

static const char *version_of(const json_t *root) {
    const char *version = text_of(json_object_get(root, "context"), "library_version");
    return *version ? version : "unknown";
}

bool gbench_read(const char *path, gbench_results *results, char *message, size_t size) {
    *results = (gbench_results){0};
    json_t *root = parse(path, message, size);
    rows all = {0};
    bool good = root && read_rows(path, root, &all, message, size);
    if (good) {
        qsort(all.row, all.count, sizeof *all.row, by_name);
        for (size_t i = 0; i < all.count; i++) find_aggregate(&all, &all.row[i]);
        qsort(all.row, all.count, sizeof *all.row, by_name);
        snprintf(results->version, sizeof results->version, "%s", version_of(root));
        good = make_results(&all, results) || fail(message, size, "%s: out of memory", path);
    }
    if (!good) gbench_free(results);
    free(all.row);
    json_decref(root);
    return good;
}

static int by_result_name(const void *left, const void *right) {
    const gbench_result *a = left, *b = right;
    return strcmp(a->name, b->name);
}

bool gbench_merge(gbench_results *results, gbench_results *more) {
    gbench_result *grown =
        realloc(results->result, (results->count + more->count + 1) * sizeof *grown);
    if (!grown) return false;
    results->result = grown;
    if (more->count > 0) memcpy(grown + results->count, more->result, more->count * sizeof *grown);
    results->count += more->count;
    more->count = 0;
    qsort(grown, results->count, sizeof *grown, by_result_name);
    return true;
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
