/* tool_gate.c: ./hmf gate, once the builds are there. */
#include "binaries.h"
#include "clock.h"
#include "command.h"
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

/* ---- a run ----------------------------------------------------------------------------------- */

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
    return gate_report_tally(report, OUTCOME_OPEN) > 0 ? GATE_PASS : GATE_FAILED;
}

static int judge(const gate_options *options, const char *work, int *interrupt) {
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
    if (add_notes(options, &report))
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
    char work[PATH_MAX];
    int interrupt = 0, status = GATE_FAILED;
    if (!gate_outputs_writable(options)) return GATE_FAILED;
    command_hold_interrupts();
    if (make_work(work)) {
        status = judge(options, work, &interrupt);
        remove_work(work);
    }
    if (interrupt == 0) interrupt = command_interrupt();
    if (interrupt != 0) command_die(interrupt);
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
