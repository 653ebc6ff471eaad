/* gate_run.c: what the layers share, and their order. */
#include "gate_run.h"

#include "subprocess.h"
#include "copy_file.h"
#include "sides.h"

#include <errno.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- comparisons ----------------------------------------------------------------------------- */

gate_comparison *gate_add(gate_run *run, const char *name, gate_outcome outcome,
                          const char *reason) {
    gate_report *report = run->report;
    gate_comparison *grown =
        realloc(report->comparisons, (report->count + 1) * sizeof *report->comparisons);
    if (!grown) {
        fputs("hmf gate: out of memory\n", stderr);
        return NULL;
    }
    report->comparisons = grown;
    gate_comparison *added = &grown[report->count++];
    memset(added, 0, sizeof *added);
    snprintf(added->name, sizeof added->name, "%s", name);
    snprintf(added->reason, sizeof added->reason, "%s", reason);
    added->outcome = outcome;
    added->margin = run->options->margin;
    return added;
}

bool gate_note(gate_run *run, const char *format, ...) {
    gate_report *report = run->report;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (report->nnotes == GATE_NOTES_MAX) return true;
    if ((report->notes[report->nnotes] = strdup(text))) return report->nnotes++, true;
    fputs("hmf gate: out of memory\n", stderr);
    return false;
}

bool gate_is_settled(const gate_run *run, const char *impl) {
    char name[sizeof run->report->comparisons->name];
    snprintf(name, sizeof name, "%s/*", impl);
    for (size_t i = 0; i < run->report->count; i++)
        if (strcmp(run->report->comparisons[i].name, name) == 0) return true;
    return false;
}

const char *gate_left_out(const gate_run *run, const hmf_impl *impl) {
    if (impl->flags & HMF_FILES)
        return "it keeps files: what one side has written the other would find";
    if ((impl->flags & HMF_DETOUR) && !gate_options_name(run->options, impl->name))
        return "a detour, kept for what it shows; --only compares it";
    return NULL;
}

/* ---- other programs -------------------------------------------------------------------------- */

static bool say(const char *program, const char *what) {
    fprintf(stderr, "hmf gate: %s: %s\n", program, what);
    return false;
}

static const char errors[] = "errors.txt";

int gate_command(gate_run *run, const char *const *arguments, const char *output,
                 const char *progress, double limit) {
    const subprocess_command what = {.arguments = arguments,
                          .folder = run->work,
                          .output = output,
                          .errors = errors,
                          .progress = progress,
                          .limit = limit};
    const subprocess_result result = subprocess_run(&what);
    switch (result.end) {
    case SUBPROCESS_EXITED: return result.status;
    case SUBPROCESS_KILLED: return 128 + result.status;
    case SUBPROCESS_MISSING: say(arguments[0], "no such program"); break;
    case SUBPROCESS_FAILED: say(arguments[0], strerror(result.status)); break;
    case SUBPROCESS_TIMED_OUT: say(progress, "takes too long, given up"); break;
    case SUBPROCESS_INTERRUPTED: run->interrupt = result.status; break;
    }
    return -1;
}

static FILE *open_output(const gate_run *run, const char *output) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", run->work, output);
    return fopen(path, "r");
}

FILE *gate_open_output(const gate_run *run, const char *output) {
    FILE *file = open_output(run, output);
    if (!file) say(output, strerror(errno));
    return file;
}

static void show(const gate_run *run, const char *output) {
    FILE *file = open_output(run, output);
    if (!file) return;
    for (char line[1024]; fgets(line, sizeof line, file);) fputs(line, stderr);
    fclose(file);
}

void gate_show_output(const gate_run *run, const char *output) {
    show(run, output);
    show(run, errors);
}

void gate_count_path(const gate_run *run, size_t comparison, char path[PATH_MAX]) {
    char name[sizeof run->report->comparisons->name];
    snprintf(name, sizeof name, "%s", run->report->comparisons[comparison].name);
    for (char *c = name; *c; c++)
        if (*c == '/') *c = '-';
    snprintf(path, PATH_MAX, "%.*s/count-%s", PATH_MAX - 160, run->work, name);
}

/* ---- the two sides --------------------------------------------------------------------------- */

/* The names of both are of the same length: it moves what lies on the stack. */
static bool load_side(gate_run *run, int side) {
    const gate_options *o = run->options;
    const char *build = side == GATE_BASE ? o->base : o->head;
    const char *target = side == GATE_BASE ? o->base_target : o->head_target;
    char from[PATH_MAX + 256];
    if (!realpath(build, run->build[side])) return say(build, strerror(errno));
    snprintf(from, sizeof from, "%s/lib/%.200s.so", run->build[side], target);
    snprintf(run->module[side], PATH_MAX, "%s/%s.so", run->work,
             side == GATE_BASE ? "base" : "head");
    if (!gate_copy_file(from, run->module[side])) return say(from, strerror(errno));
    const int status = side_load(run->module[side], &run->registry[side]);
    run->unreadable[side] = status == SIDE_OTHER_INTERFACE;
    return status == 0 || status == SIDE_OTHER_INTERFACE;
}

static bool find_programs(gate_run *run) {
    char self[sizeof run->programs];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) return say("/proc/self/exe", strerror(errno));
    self[length] = '\0';
    snprintf(run->programs, sizeof run->programs, "%s", dirname(self));
    return true;
}

/* ---- the order ------------------------------------------------------------------------------- */

/* Checks the new build alone, because nothing can be compared. The run does not pass until somebody
 * has compared the two builds by other means, and accepts the new interface. */
static bool check_interface(gate_run *run) {
    char reason[160];
    snprintf(reason, sizeof reason,
             "HMF_ABI_VERSION of hmf.h: %u, the base has %u; not compared, see --binaries",
             run->registry[GATE_HEAD]->abi_version, run->registry[GATE_BASE]->abi_version);
    if (!gate_add(run, "hmf_module", OUTCOME_INTERFACE, reason)) return false;
    if (!run->unreadable[GATE_HEAD] && !run->options->list && !gate_layer_right(run)) return false;
    return gate_conclude(run->options, run->report), true;
}

static bool run_layers(gate_run *run) {
    if (run->options->nothing)
        return gate_add(run, "hmf_module", OUTCOME_NOT_COMPARED, run->options->nothing);
    if (!find_programs(run) || !load_side(run, GATE_BASE) || !load_side(run, GATE_HEAD))
        return false;
    if (run->unreadable[GATE_BASE] || run->unreadable[GATE_HEAD]) return check_interface(run);
    if (run->options->list) return gate_layer_instructions(run);
    return gate_layer_right(run) && gate_layer_instructions(run) && gate_layer_time(run) &&
           (gate_conclude(run->options, run->report), gate_find_blame(run));
}

int gate_compare_builds(const gate_options *options, const char *work, gate_report *report,
                        int *interrupt) {
    gate_run run = {.options = options, .report = report, .work = work};
    report->metric = "wall time";
    const bool done = run_layers(&run);
    *interrupt = run.interrupt;
    return done ? 0 : GATE_FAILED;
}
