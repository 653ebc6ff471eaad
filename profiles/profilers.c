/* SPDX-License-Identifier: MIT */
/* profilers.c: what the profilers have in common: a command, how it may fail, what it printed. */
#include "profilers.h"

#include <string.h>
#include <unistd.h>

const char *profiler_file(const profile_run *run, const char *name, char path[PATH_MAX]) {
    char message[1];
    return output_folder_file(&run->folder, name, path, message, sizeof message) ? path : "";
}

FILE *profiler_open(const profile_run *run, const char *name) {
    char path[PATH_MAX];
    return fopen(profiler_file(run, name, path), "r");
}

bool profiler_program(const profile_run *run, const char *name, char path[PATH_MAX]) {
    return snprintf(path, PATH_MAX, "%s/%s", run->programs, name) < PATH_MAX &&
           access(path, X_OK) == 0;
}

int profiler_fail(const char *reason) {
    fprintf(stderr, "hmf profile: %s\n", reason);
    return STATUS_PROFILER;
}

int profiler_leave_out(profile_reason why, const char *reason) {
    snprintf(why, sizeof(profile_reason), "%s", reason);
    return 0;
}

const char profiler_too_long[] = "a pass takes too long for --limit";

/* What a profiler or the target had to say, each line marked as theirs. */
static void show_output(const profile_run *run, const char *name) {
    FILE *log = profiler_open(run, name);
    if (!log) return;
    for (char line[512]; fgets(line, sizeof line, log);)
        fprintf(stderr, "  | %s%s", line, strchr(line, '\n') ? "" : "\n");
    fclose(log);
}

int profiler_run(profile_run *run, const char *progress, const char *log,
                 const char *const *arguments) {
    const subprocess_command profiler = {.arguments = arguments,
                                         .folder = run->folder.staging,
                                         .output = log,
                                         .progress = progress,
                                         .limit = run->limit};
    const subprocess_result result = subprocess_run(&profiler);
    switch (result.end) {
    case SUBPROCESS_MISSING: return STATUS_MISSING;
    case SUBPROCESS_TIMED_OUT: return PROFILER_TIMED_OUT;
    case SUBPROCESS_INTERRUPTED: run->interrupt = result.status; return STATUS_PROFILER;
    case SUBPROCESS_FAILED:
        fprintf(stderr, "hmf profile: cannot start %s: %s\n", arguments[0],
                strerror(result.status));
        return STATUS_PROFILER;
    case SUBPROCESS_KILLED:
        fprintf(stderr, "hmf profile: %s: ended by signal %d (%s)\n", progress, result.status,
                strsignal(result.status));
        break;
    case SUBPROCESS_EXITED:
        if (result.status == 0) return 0;
        fprintf(stderr, "hmf profile: %s: exit status %d\n", progress, result.status);
        break;
    }
    show_output(run, log);
    return result.end == SUBPROCESS_EXITED && result.status == STATUS_NO_ANSWER ? STATUS_NO_ANSWER
                                                                                : STATUS_PROFILER;
}

bool profiler_read_clone(FILE *log, char clone[32]) {
    for (char line[512]; fgets(line, sizeof line, log);)
        if (sscanf(line, "clone %31s", clone) == 1) return true;
    return false;
}
