/* SPDX-License-Identifier: MIT */
/* tool_gate.c: hmf-gate, which ./hmf gate runs when the builds are there. */
#include "clock.h"
#include "die.h"
#include "gate_run.h"
#include "result_file.h"
#include "text.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Above the differences between waiting threads, below the smallest change of a compiler's choice.
 */
static const double instruction_margin = 0.005;

/* ---- the environment of other programs ------------------------------------------------------- */

static bool begins_with(const char *text, const char *beginning) {
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Removes variables that silently change how a benchmark runs or writes numbers: with a decimal
 * comma, results cannot be read, and a minimum time of 0.05 s is read as 0. Google Benchmark reads
 * defaults of its options from BENCHMARK_*; adds a note about those. */
static void clean_environment(const gate_options *options, gate_notes *notes) {
    char removed[256] = "";
    for (size_t i = 0; environ[i];) {
        const bool option = begins_with(environ[i], "BENCHMARK_");
        const size_t length = strcspn(environ[i], "="), used = strlen(removed);
        if (!environ[i][length] ||
            (!option && !begins_with(environ[i], "LC_") && !begins_with(environ[i], "LANGUAGE="))) {
            i++;
            continue;
        }
        char *name = xstrndup(environ[i], length);
        if (option)
            snprintf(removed + used, sizeof removed - used, "%s%s", used > 0 ? ", " : "", name);
        if (unsetenv(name) != 0) die(EXIT_ERROR, "%s: %s", name, strerror(errno));
        free(name);
    }
    /* Some programs read LANG themselves. */
    if (setenv("LC_ALL", "C", 1) != 0 || setenv("LANG", "C", 1) != 0)
        die(EXIT_ERROR, "cannot change the environment: %s", strerror(errno));
    if (*removed && options->binaries)
        gate_note(notes, "the programs ran without these environment variables: %s", removed);
}

/* ---- outputs --------------------------------------------------------------------------------- */

static void check_outputs(const gate_options *o) {
    const char *const paths[] = {o->json, o->junit, o->markdown};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (paths[i]) result_check(paths[i]);
}

static void write_text(const char *path, void (*write)(FILE *, const gate_report *),
                       const gate_report *report) {
    char *text = NULL;
    size_t size;
    if (!path) return;
    FILE *stream = open_memstream(&text, &size);
    if (!stream) die(EXIT_ERROR, "out of memory");
    write(stream, report);
    const bool good = !ferror(stream);
    if (fclose(stream) != 0 || !good) die(EXIT_ERROR, "out of memory");
    result_write(path, text, size);
    free(text);
}

/* Prints the comparisons that a run would time, or decide by their instructions. */
static void print_list(const gate_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        const gate_comparison *c = &report->comparisons[i];
        if (c->outcome != GATE_OPEN && c->outcome != GATE_SAME) continue;
        text_write_escaped(stdout, c->name, NULL);
        printf(" %g %%%s\n", 100.0 * c->margin, c->outcome == GATE_SAME ? " instructions" : "");
    }
}

static void write_outputs(const gate_options *options, const gate_report *report) {
    const char *no_colour = getenv("NO_COLOR");
    if (options->annotations) gate_write_annotations(stdout, report);
    if (options->list)
        print_list(report);
    else
        gate_write_table(stdout, report, isatty(STDOUT_FILENO) && !(no_colour && *no_colour));
    const bool printed = fflush(stdout) == 0 && !ferror(stdout);
    const int reason = errno;
    if (options->json) result_write_json(options->json, gate_report_json(report));
    write_text(options->junit, gate_write_junit, report);
    write_text(options->markdown, gate_write_markdown, report);
    if (!printed) die(EXIT_ERROR, "cannot write the table: %s", strerror(reason));
}

/* ---- a run ----------------------------------------------------------------------------------- */

/* Prints why a run without a comparison fails, and returns the exit status. */
static int conclude(const gate_options *options, const gate_report *report) {
    const size_t listed =
        gate_report_tally(report, GATE_OPEN) + gate_report_tally(report, GATE_SAME);
    if (report->count == 0 || (options->list && listed == 0)) {
        fputs("hmf gate: there is nothing to compare\n", stderr);
        return EXIT_ERROR;
    }
    if (options->list) return EXIT_SUCCESS;
    if (gate_report_nothing_compared(report)) fputs("hmf gate: nothing was compared\n", stderr);
    return gate_report_exit(report);
}

static int run(const gate_options *options) {
    const double start = hmf_now();
    gate_report report = {.base = options->base_title,
                          .head = options->head_title,
                          .metric = "",
                          .margin = options->margin,
                          .instruction_margin = options->binaries ? 0.0 : instruction_margin,
                          .level = options->level,
                          .fail_on = (gate_fail_on)options->fail_on,
                          .seed = options->seed};
    for (size_t i = 0; i < options->note.count; i++)
        gate_note(&report.notes, "%s", options->note.item[i]);
    check_outputs(options);
    clean_environment(options, &report.notes);
    gate_work_begin();
    if (options->binaries)
        gate_compare_binaries(options, &report);
    else
        gate_compare_builds(options, &report);
    report.seconds = hmf_now() - start;
    signal(SIGPIPE, SIG_IGN); /* the files are written even if nobody reads the table */
    write_outputs(options, &report);
    const int status = conclude(options, &report);
    gate_report_free(&report);
    return status;
}

int main(int argc, char **argv) {
    gate_options options;
    json_set_alloc_funcs(xmalloc, free); /* dies if memory is short */
    gsl_set_error_handler_off();         /* it would abort */
    gate_options_read(argc, argv, &options);
    const int status = run(&options);
    gate_options_free(&options);
    return status;
}
