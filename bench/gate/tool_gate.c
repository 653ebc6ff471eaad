/* tool_gate.c: ./hmf gate, once the builds are there. */
#include "binaries.h"
#include "clock.h"
#include "subprocess.h"
#include "gate_options.h"
#include "gate_outputs.h"
#include "gate_run.h"
#include "short_memory.h"

#include <errno.h>
#include <ftw.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Below what any change of a compiler's mind comes to, above what threads that wait differ by. */
static const double instruction_margin = 0.005;

/* ---- the folder for what the run needs ------------------------------------------------------- */

static bool make_work(char work[PATH_MAX]) {
    const char *folder = getenv("TMPDIR");
    char given[PATH_MAX];
    snprintf(given, sizeof given, "%s/hmf-gate.XXXXXX", folder && *folder ? folder : "/tmp");
    /* What scripts leave when they are killed goes away with the rest. */
    if (mkdtemp(given) && realpath(given, work) && setenv("TMPDIR", work, 1) == 0) return true;
    fprintf(stderr, "hmf gate: %s: %s\n", given, strerror(errno));
    return false;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status, (void)type, (void)where;
    return remove(path);
}

static void remove_work(const char *work) {
    nftw(work, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- the environment of other programs ------------------------------------------------------- */

static bool begins_with(const char *text, const char *beginning) {
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* LC_ALL outdoes the others, except in programs that look at LANG or LC_NUMERIC themselves. */
static bool is_locale(const char *variable) {
    return begins_with(variable, "LC_") || begins_with(variable, "LANGUAGE=");
}

/* Google Benchmark reads the default of its option --benchmark_dry_run from BENCHMARK_DRY_RUN, and
 * so on. */
static bool is_benchmark_option(const char *variable) {
    return begins_with(variable, "BENCHMARK_");
}

/* Unsets all variables that are chosen, "NAME=VALUE". Appends their names to removed[size], with a
 * comma between them, unless it is NULL. */
static bool unset_all(bool (*chosen)(const char *), char *removed, size_t size) {
    for (size_t i = 0; environ && environ[i];) {
        const size_t length = strcspn(environ[i], "=");
        if (length == 0 || !environ[i][length] || !chosen(environ[i])) { /* or not a variable */
            i++;
            continue;
        }
        char *name = strndup(environ[i], length);
        const bool good = name && unsetenv(name) == 0;
        if (good && removed) {
            const size_t used = strlen(removed);
            snprintf(removed + used, size - used, "%s%s", used > 0 ? ", " : "", name);
        }
        free(name);
        if (!good) return false;
    }
    return true;
}

/*
 * Takes out of the environment everything that changes silently how a benchmark runs or writes its
 * numbers. With a decimal comma, results cannot be read, and a minimum time of 0.05 s is read as 0.
 * removed[size] gets the names of options of Google Benchmark that were set, or "".
 */
static bool clean_environment(char *removed, size_t size) {
    *removed = '\0';
    if (unset_all(is_locale, NULL, 0) && unset_all(is_benchmark_option, removed, size) &&
        setenv("LC_ALL", "C", 1) == 0 && setenv("LANG", "C", 1) == 0)
        return true;
    fprintf(stderr, "hmf gate: the environment cannot be changed: %s\n", strerror(errno));
    return false;
}

/* ---- a run ----------------------------------------------------------------------------------- */

static bool add_environment_note(const char *removed, gate_report *report) {
    static const char format[] =
        "the programs were run without these variables of the environment, "
        "which change runs: %s";
    if (!*removed || report->nnotes == GATE_NOTES_MAX) return true;
    if (asprintf(&report->notes[report->nnotes], format, removed) >= 0)
        return report->nnotes++, true;
    fputs("hmf gate: out of memory\n", stderr);
    return false;
}

static bool add_notes(const gate_options *options, gate_report *report) {
    for (size_t i = 0; i < options->note.count; i++)
        if (!(report->notes[report->nnotes++] = strdup(options->note.item[i]))) {
            fputs("hmf gate: out of memory\n", stderr);
            return false;
        }
    return true;
}

static void free_report(gate_report *report) {
    for (size_t i = 0; i < report->nnotes; i++) free(report->notes[i]);
    free(report->comparisons);
}

/* Returns the exit status of --list: whether a run would compare anything. */
static int list_status(const gate_report *report) {
    const size_t listed =
        gate_report_tally(report, OUTCOME_OPEN) + gate_report_tally(report, OUTCOME_SAME);
    return listed > 0 ? GATE_PASS : GATE_FAILED;
}

static int judge(const gate_options *options, const char *work, const char *removed,
                 int *interrupt) {
    const double start = hmf_now();
    gate_report report = {.base = options->base_title,
                          .head = options->head_title,
                          .metric = "",
                          .margin = options->margin,
                          .instruction_margin = options->binaries ? 0.0 : instruction_margin,
                          .level = options->level,
                          .fail_on = options->fail_on,
                          .seed = options->seed,
                          .clone = ""};
    int status = GATE_FAILED;
    if (add_notes(options, &report) &&
        (!options->binaries || add_environment_note(removed, &report)))
        status = options->binaries ? gate_compare_binaries(options, work, &report, interrupt)
                                   : gate_compare_builds(options, work, &report, interrupt);
    if (hmf_memory_is_short()) {
        fputs("hmf gate: out of memory\n", stderr);
        status = GATE_FAILED;
    }
    report.seconds = hmf_now() - start;
    if (status == 0) {
        status = options->list ? list_status(&report) : gate_report_exit(&report);
        signal(SIGPIPE, SIG_IGN); /* nobody need read the table for the files to be written */
        if (!gate_outputs_write(options, &report)) status = GATE_FAILED;
        if (report.count == 0 || (options->list && status != 0))
            fputs("hmf gate: there is nothing to compare\n", stderr);
        else if (!options->list && gate_report_nothing_compared(&report))
            fputs("hmf gate: nothing was compared\n", stderr);
    }
    free_report(&report);
    return status;
}

static int run(const gate_options *options) {
    char work[PATH_MAX], removed[256];
    int interrupt = 0, status = GATE_FAILED;
    if (!gate_outputs_writable(options) || !clean_environment(removed, sizeof removed))
        return GATE_FAILED;
    subprocess_hold_interrupts();
    if (make_work(work)) {
        status = judge(options, work, removed, &interrupt);
        remove_work(work);
    }
    if (interrupt == 0) interrupt = subprocess_interrupt();
    if (interrupt != 0) subprocess_die(interrupt);
    return status;
}

static int print_usage(void) {
    if (fputs(gate_usage, stdout) >= 0 && fflush(stdout) == 0) return 0;
    perror("hmf gate: cannot write the help");
    return GATE_FAILED;
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf gate"}; /* what getopt_long calls us */
    gsl_set_error_handler_off();    /* it would abort */
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return print_usage();
    gate_options options;
    const int status = gate_options_read(argc, argv, &options) ? run(&options) : GATE_FAILED;
    gate_options_free(&options);
    return status;
}
