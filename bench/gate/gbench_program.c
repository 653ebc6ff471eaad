/* SPDX-License-Identifier: MIT */
#include "gbench_program.h"

#include "die.h"
#include "subprocess.h"
#include "text.h"
#include "work.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Far below the limit of a command line, because the regular expressions of libstdc++ fail sooner.
 */
enum { FILTER_MAX = 8192 };

static const char output_name[] = "output.txt", errors_name[] = "errors.txt",
                  results_name[] = "results.json";

/* ---- failures ------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static gbench_end broke(gbench_program *p, gbench_end end,
                                                              const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(p->reason, sizeof p->reason, format, arguments);
    va_end(arguments);
    return end;
}

static void path_of(const char *name, char path[PATH_MAX]) {
    snprintf(path, PATH_MAX, "%s/%s", gate_work(), name);
}

enum { ONE_LINE = 100, TWO_LINES = 2 * ONE_LINE + 4 };

/* Returns whether Google Benchmark writes such a line about the machine before it runs anything. */
static bool is_preamble(const char *line) {
    static const char *const beginnings[] = {
        "Running ", "Run on (", "CPU Caches:",   "  L1 ",
        "  L2 ",    "  L3 ",    "Load Average:", "***WARNING***"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(line, beginnings[i], strlen(beginnings[i])) == 0) return true;
    return false;
}

/* Fills lines[TWO_LINES] with the last two lines that are not blank, where most programs print why
 * they failed, or with "". */
static void last_lines(const char *name, char lines[TWO_LINES]) {
    char path[PATH_MAX], last[2][ONE_LINE] = {"", ""};
    path_of(name, path);
    FILE *file = fopen(path, "r");
    *lines = '\0';
    if (!file) return;
    for (char line[1024]; fgets(line, sizeof line, file);) {
        const char *text = line + strspn(line, " \t\r\n");
        line[strcspn(line, "\r\n")] = '\0';
        if (is_preamble(line)) {
            *last[0] = *last[1] = '\0';
        } else if (*text) {
            strcpy(last[0], last[1]);
            snprintf(last[1], ONE_LINE, "%.*s", ONE_LINE - 1, text);
        }
    }
    fclose(file);
    snprintf(lines, TWO_LINES, "%s%s%s", last[0], *last[0] ? " / " : "", last[1]);
}

static gbench_end exited(gbench_program *p, int status) {
    char last[TWO_LINES];
    if (status == 0) return GBENCH_RAN;
    last_lines(errors_name, last);
    if (!*last) last_lines(output_name, last);
    return broke(p, GBENCH_BROKE, "exits with status %d%s%s", status, *last ? ": " : "", last);
}

/* Ignores standard output, which holds the table of results and no reason. */
static gbench_end killed(gbench_program *p, int number) {
    char last[TWO_LINES];
    last_lines(errors_name, last);
    return broke(p, GBENCH_BROKE, "was killed by signal %d (%s)%s%s", number, strsignal(number),
                 *last ? ": " : "", last);
}

static gbench_end run(gbench_program *p, const char *const *arguments) {
    char output[PATH_MAX], errors[PATH_MAX];
    path_of(output_name, output);
    path_of(errors_name, errors);
    const subprocess_command command = {.arguments = arguments,
                                        .folder = ".",
                                        .output = output,
                                        .errors = errors,
                                        .limit = p->limit};
    const subprocess_result result = subprocess_run(&command);
    switch (result.end) {
    case SUBPROCESS_EXITED: return exited(p, result.status);
    case SUBPROCESS_KILLED: return killed(p, result.status);
    case SUBPROCESS_TIMED_OUT:
        return broke(p, GBENCH_BROKE, "did not end within %.3g s, and was stopped", p->limit);
    case SUBPROCESS_MISSING: return broke(p, GBENCH_FAILED, "cannot be run: %s", strerror(ENOENT));
    case SUBPROCESS_FAILED:
        return broke(p, GBENCH_FAILED, "cannot be run: %s", strerror(result.status));
    case SUBPROCESS_INTERRUPTED: break;
    }
    gate_interrupted(result.status);
}

/* ---- the list -------------------------------------------------------------------------------- */

static void append(gbench_list *list, const char *name) {
    list->name = xrealloc(list->name, (list->count + 1) * sizeof *list->name);
    list->name[list->count++] = xstrdup(name);
}

static bool read_list(const char *path, gbench_list *list) {
    FILE *file = fopen(path, "r");
    if (!file) return false;
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, file) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        text_mend(line); /* as in the results */
        if (*line) append(list, line);
    }
    const bool good = feof(file);
    free(line);
    fclose(file);
    return good;
}

static int by_text(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort_list(gbench_list *list) {
    list->sorted = xcalloc(list->count, sizeof *list->sorted);
    if (list->count > 0) memcpy(list->sorted, list->name, list->count * sizeof *list->sorted);
    qsort(list->sorted, list->count, sizeof *list->sorted, by_text);
}

size_t gbench_times_listed(const gbench_list *list, const char *name) {
    size_t low = 0, high = list->count, times = 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(list->sorted[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + times < list->count && strcmp(list->sorted[low + times], name) == 0) times++;
    return times;
}

gbench_end gbench_ask(gbench_program *p, gbench_list *list) {
    const char *const arguments[] = {p->path, "--benchmark_list_tests=true", "--benchmark_filter=.",
                                     NULL};
    char path[PATH_MAX];
    *list = (gbench_list){0};
    const gbench_end end = run(p, arguments);
    if (end != GBENCH_RAN) return end;
    path_of(output_name, path);
    if (!read_list(path, list))
        return broke(p, GBENCH_FAILED, "wrote a list that cannot be read: %s", strerror(errno));
    sort_list(list);
    return GBENCH_RAN;
}

void gbench_list_free(gbench_list *list) {
    for (size_t i = 0; i < list->count; i++) free(list->name[i]);
    free(list->name);
    free(list->sorted);
    *list = (gbench_list){0};
}

/* ---- a run ----------------------------------------------------------------------------------- */

/* Returns whether the character has no meaning in any dialect of regular expressions. */
static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || strchr("_/:<>,=&;\"'~@#% ", c);
}

/* Builds a filter for as many names as fit, at least one, and returns their number. Metacharacters
 * become '.', because escaping depends on the regex library; extra matches are harmless. */
static size_t write_filter(const char *const *names, size_t count, char *filter) {
    char *end = filter + sprintf(filter, "--benchmark_filter=^(");
    size_t done = 0;
    while (done < count) {
        const size_t length = strlen(names[done]);
        if (done > 0 && (size_t)(end - filter) + length > FILTER_MAX) break;
        if (done > 0) *end++ = '|';
        for (const char *c = names[done]; *c; c++) *end++ = is_plain(*c) ? *c : '.';
        done++;
    }
    strcpy(end, ")$");
    return done;
}

static gbench_end run_filter(gbench_program *p, const char *filter, gbench_results *results) {
    char results_path[PATH_MAX], out[PATH_MAX + 32], min_time[64], message[PATH_MAX + 256] = "";
    path_of(results_name, results_path);
    snprintf(out, sizeof out, "--benchmark_out=%s", results_path);
    snprintf(min_time, sizeof min_time, "--benchmark_min_time=%.6g", p->min_time);
    const char *const arguments[] = {
        p->path, filter, out, "--benchmark_out_format=json", min_time, "--benchmark_repetitions=1",
        NULL};
    unlink(results_path);
    const gbench_end end = run(p, arguments);
    if (end != GBENCH_RAN) return end;
    if (access(results_path, F_OK) != 0)
        return broke(p, GBENCH_BROKE, "wrote no results: is it a Google Benchmark program?");
    if (gbench_read(results_path, results, message, sizeof message)) {
        memcpy(p->version, results->version, sizeof p->version);
        return GBENCH_RAN;
    }
    const char *why = message + strlen(results_path) + strlen(": ");
    return broke(p, GBENCH_BROKE, "wrote results that cannot be read: %s", why);
}

gbench_end gbench_run(gbench_program *p, const char *const *names, size_t count,
                      gbench_results *results) {
    size_t longest = 0;
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) > longest) longest = strlen(names[i]);
    *results = (gbench_results){0};
    char *filter = xmalloc(FILTER_MAX + longest + 64);
    gbench_end end = GBENCH_RAN;
    for (size_t done = 0; end == GBENCH_RAN && done < count;) {
        gbench_results more = {0};
        done += write_filter(names + done, count - done, filter);
        end = run_filter(p, filter, &more);
        gbench_merge(results, &more);
        gbench_free(&more);
    }
    free(filter);
    return end;
}
