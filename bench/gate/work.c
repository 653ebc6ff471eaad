/* SPDX-License-Identifier: MIT */
#include "work.h"

#include "die.h"
#include "subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static char work[PATH_MAX];

/* ---- the folder ------------------------------------------------------------------------------ */

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

static void show(const char *name) {
    FILE *file = open_in_work(name);
    if (!file) return;
    for (char line[1024]; fgets(line, sizeof line, file);) fputs(line, stderr);
    fclose(file);
}

void gate_show_output(const char *output) {
    show(output);
    show(errors);
}

FILE *gate_open_output(const char *output) {
    FILE *file = open_in_work(output);
    if (!file) die(EXIT_ERROR, "%s: %s", output, strerror(errno));
    return file;
}
