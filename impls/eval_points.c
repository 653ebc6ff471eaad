/* SPDX-License-Identifier: MIT */
/* eval_points.c: parses lists, ranges and files of points. */
#include "eval_points.h"

#include "die.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_SHOWN = 60 }; /* characters of a list in a message */

/* The position of the reader in a file, for messages. */
typedef struct {
    const char *path;
    size_t line; /* counted from 1 */
    char *message;
    size_t size;
} points_reader;

static void list_append(eval_list *list, double value) {
    /* The capacity is the next power of two and is not stored. */
    if ((list->count & (list->count - 1)) == 0) {
        const size_t capacity = list->count ? 2 * list->count : 1;
        list->values = xrealloc(list->values, capacity * sizeof *list->values);
    }
    list->values[list->count++] = value;
}

static void list_free(eval_list *list) {
    free(list->values);
    *list = (eval_list){0};
}

/* Parses a number that ends at one of `ends` or at the end of the text. Returns its end, NULL on
 * failure. */
static const char *read_number(const char *text, const char *ends, double *value) {
    char *end;
    *value = strtod(text, &end);
    if (end == text) return NULL;
    end += strspn(end, " \t\r\n");
    return *end == '\0' || strchr(ends, *end) ? end : NULL;
}

static bool read_range(const char *text, bool logarithmic, double *first, double *last,
                       size_t *count) {
    double number;
    const char *at = read_number(text, ":", first);
    if (!at || *at != ':') return false;
    at = read_number(at + 1, ":", last);
    if (!at || *at != ':') return false;
    at = read_number(at + 1, "", &number);
    if (!at || !(number >= 1.0 && number <= 1e9) || number != floor(number)) return false;
    *count = (size_t)number;
    return isfinite(*first) && isfinite(*last) && (!logarithmic || (*first > 0.0 && *last > 0.0));
}

static void fill_range(eval_list *list, double first, double last, size_t count, bool logarithmic) {
    list->values = xcalloc(count, sizeof *list->values);
    list->count = count;
    const double a = logarithmic ? log10(first) : first, b = logarithmic ? log10(last) : last;
    for (size_t i = 0; i < count; i++) {
        const double u = count > 1 ? a + (b - a) * (double)i / (double)(count - 1) : a;
        list->values[i] = logarithmic ? pow(10.0, u) : u;
    }
    list->values[count - 1] = last;
    list->values[0] = first;
}

bool eval_read_list(const char *text, const char *option, bool logarithmic, eval_list *list,
                    char *message, size_t size) {
    *list = (eval_list){0};
    if (strchr(text, ':')) {
        double first, last;
        size_t count;
        if (!read_range(text, logarithmic, &first, &last, &count)) {
            snprintf(message, size, "%s %.*s: a range is FIRST:LAST:COUNT, COUNT from 1 to 1e9%s",
                     option, LIST_SHOWN, text, logarithmic ? ", FIRST and LAST above 0" : "");
            return false;
        }
        fill_range(list, first, last, count, logarithmic);
        return true;
    }
    for (const char *at = text;; at++) {
        double value;
        at = read_number(at, ",", &value);
        if (!at) {
            snprintf(message, size, "%s '%.*s': not a list of numbers A,B,C or a range", option,
                     LIST_SHOWN, text);
            list_free(list);
            return false;
        }
        list_append(list, value);
        if (*at == '\0') return true;
    }
}

/* Sets the message. Truncates a long path, not the reason. */
static bool points_fail(const points_reader *reader, const char *reason) {
    const int most = (int)reader->size - (int)strlen(reason) - 24;
    if (reader->line)
        snprintf(reader->message, reader->size, "%.*s:%zu: %s", most, reader->path, reader->line,
                 reason);
    else
        snprintf(reader->message, reader->size, "%.*s: %s", most, reader->path, reason);
    return false;
}

/* Returns the name without surrounding blanks. */
static char *trim(char *name) {
    name += strspn(name, " \t\r\n");
    size_t length = strlen(name);
    while (length > 0 && strchr(" \t\r\n", name[length - 1])) length--;
    name[length] = '\0';
    return name;
}

/* Finds the columns of z and mass in a header line. */
static bool read_header(const points_reader *reader, char *line, size_t columns[2]) {
    static const char *const wanted[2] = {"z", "mass"};
    bool found[2] = {false, false};
    char *rest = line;
    for (size_t column = 0; rest; column++) {
        const char *name = trim(strsep(&rest, ","));
        for (int i = 0; i < 2; i++)
            if (strcmp(name, wanted[i]) == 0) {
                columns[i] = column;
                found[i] = true;
            }
    }
    if (found[0] && found[1]) return true;
    return points_fail(reader, "the first line must name the columns z and mass");
}

static bool read_row(const points_reader *reader, const char *line, const size_t columns[2],
                     double values[2]) {
    const size_t last = columns[0] > columns[1] ? columns[0] : columns[1];
    const char *at = line;
    for (size_t column = 0; column <= last; column++) {
        if (column > 0 && *at++ != ',') return points_fail(reader, "too few columns");
        double value = NAN;
        if (column == columns[0] || column == columns[1]) {
            at = read_number(at, ",", &value);
            if (!at) return points_fail(reader, "z and mass must be numbers");
            values[column == columns[1]] = value;
        } else {
            at += strcspn(at, ",");
        }
    }
    return true;
}

static bool read_lines(points_reader *reader, FILE *file, char **line, eval_list *z,
                       eval_list *mass) {
    size_t columns[2] = {0, 1}, capacity = 0;
    bool first = true;
    ssize_t length;
    while (errno = 0, (length = getline(line, &capacity, file)) >= 0) {
        reader->line++;
        if (strlen(*line) != (size_t)length) return points_fail(reader, "a zero byte");
        double values[2] = {NAN, NAN};
        if ((*line)[strspn(*line, " \t\r\n")] == '\0') continue;
        const bool header = first && !read_number(*line, ",", values);
        first = false;
        if (header) {
            if (!read_header(reader, *line, columns)) return false;
            continue;
        }
        if (!read_row(reader, *line, columns, values)) return false;
        list_append(z, values[0]);
        list_append(mass, values[1]);
    }
    if (!feof(file)) return points_fail(reader, strerror(errno));
    if (z->count == 0) return points_fail(reader, "no points");
    return true;
}

bool eval_read_points(const char *path, eval_list *z, eval_list *mass, char *message, size_t size) {
    *z = *mass = (eval_list){0};
    const bool standard_input = strcmp(path, "-") == 0;
    FILE *file = standard_input ? stdin : fopen(path, "r");
    points_reader reader = {path, 0, message, size};
    if (!file) return points_fail(&reader, strerror(errno));
    char *line = NULL;
    const bool good = read_lines(&reader, file, &line, z, mass);
    free(line);
    if (!standard_input) fclose(file);
    if (!good) {
        list_free(z);
        list_free(mass);
    }
    return good;
}
