/* SPDX-License-Identifier: MIT */
#include "gbench_program.h"

#include "die.h"
#include "gate_run.h"
#include "subprocess.h"
#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Far below the limit of a command line, because the regular expressions of libstdc++ fail sooner.
 */
enum { FILTER_MAX = 8192 };

/* The files of a run, in the temporary folder. */
typedef enum { OUTPUT, ERRORS, RESULTS } run_file;

static const char *path_of(run_file file) {
    static const char *const names[] = {"output.txt", "errors.txt", "results.json"};
    static char path[RESULTS + 1][PATH_MAX];
    snprintf(path[file], PATH_MAX, "%.*s/%s", PATH_MAX - 16, gate_work(), names[file]);
    return path[file];
}

/* ---- failures ------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static gbench_end broke(gbench_program *p, gbench_end end,
                                                              const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(p->reason, sizeof p->reason, format, arguments);
    va_end(arguments);
    return end;
}

/* Returns whether Google Benchmark writes such a line about the machine before it runs anything. */
static bool is_preamble(const char *line) {
    static const char *const beginnings[] = {
        "Running ", "Run on (", "CPU Caches:",   "  L1 ",
        "  L2 ",    "  L3 ",    "Load Average:", "***WARNING***"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(line, beginnings[i], strlen(beginnings[i])) == 0) return true;
    return false;
}

/* Returns ": " and the last two lines that are not blank, where most programs print why they
 * failed, or "". */
static const char *last_lines(run_file number) {
    static char lines[256];
    char last[2][100] = {"", ""};
    FILE *file = fopen(path_of(number), "r");
    *lines = '\0';
    if (!file) return lines;
    for (char line[1024]; fgets(line, sizeof line, file);) {
        const char *text = line + strspn(line, " \t\r\n");
        line[strcspn(line, "\r\n")] = '\0';
        if (is_preamble(line)) {
            *last[0] = *last[1] = '\0';
        } else if (*text) {
            strcpy(last[0], last[1]);
            snprintf(last[1], sizeof last[1], "%.*s", (int)sizeof last[1] - 1, text);
        }
    }
    fclose(file);
    if (*last[1])
        snprintf(lines, sizeof lines, ": %s%s%s", last[0], *last[0] ? " / " : "", last[1]);
    return lines;
}

static gbench_end exited(gbench_program *p, int status) {
    if (status == 0) return GBENCH_RAN;
    const char *lines = last_lines(ERRORS);
    return broke(p, GBENCH_BROKE, "exits with status %d%s", status,
                 *lines ? lines : last_lines(OUTPUT));
}

static gbench_end run(gbench_program *p, const char *const *arguments) {
    const subprocess_command command = {.arguments = arguments,
                                        .folder = ".",
                                        .output = path_of(OUTPUT),
                                        .errors = path_of(ERRORS),
                                        .limit = p->limit};
    const subprocess_result result = subprocess_run(&command);
    switch (result.end) {
    case SUBPROCESS_EXITED: return exited(p, result.status);
    case SUBPROCESS_KILLED: /* its output holds the table of results and no reason */
        return broke(p, GBENCH_BROKE, "was killed by signal %d (%s)%s", result.status,
                     strsignal(result.status), last_lines(ERRORS));
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

gbench_end gbench_ask(gbench_program *p, gbench_list *list) {
    const char *const arguments[] = {p->path, "--benchmark_list_tests=true", "--benchmark_filter=.",
                                     NULL};
    *list = (gbench_list){0};
    const gbench_end end = run(p, arguments);
    if (end != GBENCH_RAN) return end;
    FILE *file = fopen(path_of(OUTPUT), "r");
    if (!file)
        return broke(p, GBENCH_FAILED, "wrote a list that cannot be read: %s", strerror(errno));
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, file) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        text_mend(line); /* as in the results */
        if (*line) append(list, line);
    }
    free(line);
    fclose(file);
    return GBENCH_RAN;
}

void gbench_list_free(gbench_list *list) {
    for (size_t i = 0; i < list->count; i++) free(list->name[i]);
    free(list->name);
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
    const char *path = path_of(RESULTS);
    char out[PATH_MAX + 32], min_time[64], message[PATH_MAX + 256] = "";
    snprintf(out, sizeof out, "--benchmark_out=%s", path);
    snprintf(min_time, sizeof min_time, "--benchmark_min_time=%.6g", p->min_time);
    const char *const arguments[] = {
        p->path, filter, out, "--benchmark_out_format=json", min_time, "--benchmark_repetitions=1",
        NULL};
    unlink(path);
    const gbench_end end = run(p, arguments);
    if (end != GBENCH_RAN) return end;
    if (access(path, F_OK) != 0)
        return broke(p, GBENCH_BROKE, "wrote no results: is it a Google Benchmark program?");
    if (!gbench_read(path, results, message, sizeof message))
        return broke(p, GBENCH_BROKE, "wrote results that cannot be read: %s",
                     message + strlen(path) + strlen(": "));
    memcpy(p->version, results->version, sizeof p->version);
    return GBENCH_RAN;
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
