/* SPDX-License-Identifier: MIT */
#include "gate_run.h"

#include "build_module.h"
#include "die.h"
#include "subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the temporary folder -------------------------------------------------------------------- */

static char work[PATH_MAX];

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status, (void)type, (void)where;
    return remove(path);
}

static void remove_work(void) {
    nftw(work, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void gate_interrupted(int signal_number) {
    remove_work();
    subprocess_die(signal_number);
}

/* Ends the program by the signal that arrived while signals were held, if any. */
static void end_work(void) {
    const int signal_number = subprocess_interrupt();
    if (signal_number != 0) gate_interrupted(signal_number);
    remove_work();
}

void gate_work_begin(void) {
    const char *parent = getenv("TMPDIR");
    char *folder = xasprintf("%s/hmf-gate.XXXXXX", parent && *parent ? parent : "/tmp");
    subprocess_hold_interrupts();
    /* Scripts that are killed leave their files in TMPDIR, to be removed with the rest. */
    if (!mkdtemp(folder) || !realpath(folder, work) || setenv("TMPDIR", work, 1) != 0)
        die(EXIT_ERROR, "%s: %s", folder, strerror(errno));
    atexit(end_work);
    free(folder);
}

const char *gate_work(void) {
    return work;
}

bool gate_copy_file(const char *from, const char *to) {
    const int in = open(from, O_RDONLY | O_CLOEXEC);
    const int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    ssize_t sent = out < 0 ? -1 : 1;
    while (sent > 0) sent = sendfile(out, in, NULL, 1 << 20);
    const int reason = errno;
    if (in >= 0) close(in);
    if (out >= 0 && close(out) != 0) return false;
    errno = reason;
    return sent == 0;
}

/* ---- commands -------------------------------------------------------------------------------- */

static const char errors[] = "errors.txt";

char *gate_program(const char *name) {
    char self[PATH_MAX];
    if (!realpath("/proc/self/exe", self)) die(EXIT_ERROR, "/proc/self/exe: %s", strerror(errno));
    return xasprintf("%s/%s", dirname(self), name);
}

int gate_try(const char *const *arguments, const char *output, const char *progress, double limit) {
    const subprocess_command command = {.arguments = arguments,
                                        .folder = work,
                                        .output = output,
                                        .errors = errors,
                                        .progress = progress,
                                        .limit = limit};
    const subprocess_result result = subprocess_run(&command);
    const char *name = arguments[0], *reason = "no such program";
    switch (result.end) {
    case SUBPROCESS_EXITED: return result.status;
    case SUBPROCESS_KILLED: return 128 + result.status;
    case SUBPROCESS_INTERRUPTED: gate_interrupted(result.status);
    case SUBPROCESS_MISSING: break;
    case SUBPROCESS_FAILED: reason = strerror(result.status); break;
    case SUBPROCESS_TIMED_OUT: name = progress, reason = "stopped, because it took too long"; break;
    }
    fprintf(stderr, "%s: %s: %s\n", program_name(), name, reason);
    return -1;
}

void gate_do(const char *const *arguments, const char *output, const char *progress, double limit) {
    const int status = gate_try(arguments, output, progress, limit);
    if (status == 0) return;
    if (status < 0) exit(EXIT_ERROR); /* the reason has been printed */
    gate_show_output(output);
    die(EXIT_ERROR, "%s: failed with exit status %d", progress, status);
}

static FILE *open_in_work(const char *name) {
    char *path = xasprintf("%s/%s", work, name);
    FILE *file = fopen(path, "r");
    free(path);
    return file;
}

FILE *gate_open_output(const char *output) {
    FILE *file = open_in_work(output);
    if (!file) die(EXIT_ERROR, "%s: %s", output, strerror(errno));
    return file;
}

void gate_show_output(const char *output) {
    const char *const files[] = {output, errors};
    for (int i = 0; i < 2; i++) {
        FILE *file = open_in_work(files[i]);
        if (!file) continue;
        for (char line[1024]; fgets(line, sizeof line, file);) fputs(line, stderr);
        fclose(file);
    }
}

/* ---- settled implementations ----------------------------------------------------------------- */

bool gate_is_settled(const gate_comparisons *settled, const char *impl) {
    char name[sizeof settled->item->name];
    snprintf(name, sizeof name, "%s/*", impl);
    return gate_has(settled, name);
}

const char *gate_left_out(const gate_builds *builds, const hmf_impl *impl) {
    if (impl->flags & HMF_FILES)
        return "it keeps files: one side would find the files of the other";
    if ((impl->flags & HMF_DETOUR) && !gate_options_name(builds->options, impl->name))
        return "a demonstration; --only compares it";
    return NULL;
}

/* ---- loading --------------------------------------------------------------------------------- */

/* Names both copies with the same length, which would otherwise shift the stack. */
static void load(gate_builds *builds, int side) {
    const gate_options *o = builds->options;
    const char *build = side == GATE_BASE ? o->base : o->head;
    const char *target = side == GATE_BASE ? o->base_target : o->head_target;
    if (!realpath(build, builds->build[side])) die(EXIT_ERROR, "%s: %s", build, strerror(errno));
    char *from = xasprintf("%s/lib/%s.so", builds->build[side], target);
    snprintf(builds->module[side], PATH_MAX, "%.*s/%s.so", PATH_MAX - 16, gate_work(),
             side == GATE_BASE ? "base" : "head");
    if (!gate_copy_file(from, builds->module[side]))
        die(EXIT_ERROR, "%s: %s", from, strerror(errno));
    const int status = gate_module_load(builds->module[side], &builds->registry[side]);
    builds->unreadable[side] = status == GATE_MODULE_INTERFACE;
    if (status != 0 && status != GATE_MODULE_INTERFACE) exit(EXIT_ERROR);
    free(from);
}

/* ---- the sequence ---------------------------------------------------------------------------- */

static void append(gate_report *report, const gate_comparisons *more) {
    report->comparisons =
        xrealloc(report->comparisons, (report->count + more->count) * sizeof *report->comparisons);
    if (more->count > 0)
        memcpy(report->comparisons + report->count, more->item, more->count * sizeof *more->item);
    report->count += more->count;
    free(more->item);
}

/* Checks the new build alone. The run fails until the new interface is accepted, after the builds
 * have been compared by other means. */
static gate_comparisons check_interface(const gate_builds *builds) {
    gate_comparisons settled = {.margin = builds->options->margin};
    if (!builds->unreadable[GATE_HEAD] && !builds->options->list) settled = gate_check_head(builds);
    gate_settle(gate_add(&settled, "hmf_module"), GATE_INTERFACE,
                "HMF_ABI_VERSION of hmf.h: %u, the base has %u; not compared, see --binaries",
                builds->registry[GATE_HEAD]->abi_version, builds->registry[GATE_BASE]->abi_version);
    return settled;
}

static void blame(gate_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        gate_comparison *c = &report->comparisons[i];
        if (c->counted && (c->outcome == GATE_SLOWER || c->outcome == GATE_INSTRUCTIONS))
            gate_find_blame(c);
    }
}

void gate_compare_builds(const gate_options *options, gate_report *report) {
    gate_builds builds = {.options = options};
    gate_comparisons settled = {.margin = options->margin}, counted = {0};
    report->metric = "wall time";
    if (options->nothing) {
        gate_settle(gate_add(&settled, "hmf_module"), GATE_NOT_COMPARED, "%s", options->nothing);
        append(report, &settled);
        return;
    }
    for (int side = 0; side < GATE_SIDES; side++) load(&builds, side);
    if (builds.unreadable[GATE_BASE] || builds.unreadable[GATE_HEAD]) {
        settled = check_interface(&builds);
    } else {
        if (!options->list) settled = gate_check_answers(&builds, &report->notes);
        counted =
            gate_count_instructions(&builds, &settled, report->instruction_margin, report->clone);
        if (!options->list) gate_time_layouts(&builds, &counted);
    }
    append(report, &settled);
    append(report, &counted);
    if (options->list) return;
    gate_classify(report->comparisons, report->count, report->instruction_margin, options->accepted,
                  options->accepts);
    blame(report);
}
