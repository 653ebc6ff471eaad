/* SPDX-License-Identifier: MIT */
/* profilers_count.c: callgrind on the target. */
#include "profilers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Threads that wait would spin, for as long as chance has it, if they were not sent to sleep. */
static const char spin_count[] = "GOMP_SPINCOUNT";

enum { OPTIONS_MAX = 12 };

int profiler_callgrind(profile_run *run, const char *progress, const char *log, const char *target,
                       const char *const *options) {
    static const char *const always[] = {
        "valgrind",           "--command-line-only=yes", "--tool=callgrind",
        "--instr-atstart=no", "--collect-atstart=no",    "--compress-strings=no",
        "--compress-pos=no"};
    enum { ALWAYS = sizeof always / sizeof *always };
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    const char *const job[] = {
        target, "count", run->result.impl->name, run->result.workload->name, run->result.mode,
        seed,   NULL};
    const char *arguments[ALWAYS + OPTIONS_MAX + sizeof job / sizeof *job];
    size_t count = 0;
    for (size_t i = 0; i < ALWAYS; i++) arguments[count++] = always[i];
    for (size_t i = 0; i < OPTIONS_MAX && options[i]; i++) arguments[count++] = options[i];
    for (size_t i = 0; i < sizeof job / sizeof *job; i++) arguments[count++] = job[i];
    if (setenv(spin_count, "0", 1) != 0) return profiler_fail("out of memory");
    const int status = profiler_run(run, progress, log, arguments);
    unsetenv(spin_count);
    return status;
}

static int run_callgrind(profile_run *run, const char *progress, const char *log,
                         const char *separate, const char *recursion, const char *output) {
    char target[PATH_MAX];
    if (!profiler_program(run, "hmf-profile-target", target))
        return profiler_fail("hmf-profile-target is not beside this program");
    const char *const options[] = {separate,
                                   recursion,
                                   output,
                                   "--cache-sim=yes",
                                   "--branch-sim=yes",
                                   ("--I1=" PROFILERS_L1),
                                   ("--D1=" PROFILERS_L1),
                                   ("--LL=" PROFILERS_LL),
                                   NULL};
    const int status = profiler_callgrind(run, progress, log, target, options);
    if (status != PROFILER_TIMED_OUT) return status;
    fprintf(stderr,
            "hmf profile: %s: given up after %g s; a smaller --workload or a larger --limit\n",
            progress, run->limit);
    return STATUS_PROFILER;
}

static bool read_counted(FILE *log, profile *p) {
    if (!profiler_read_clone(log, p->counted_clone)) return false;
    for (char line[512]; fgets(line, sizeof line, log);)
        if (sscanf(line, "counted seconds %lf", &p->counted_seconds) == 1) return true;
    return false;
}

static int read_functions(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], message[PATH_MAX + 256];
    callgrind_totals totals;
    const profile_tables to = {.functions = &p->functions, .lines = &p->lines};
    if (!callgrind_read(profiler_file(run, OUTPUT_CALLGRIND, path), &to, &totals, message,
                        sizeof message))
        return profiler_fail(message);
    FILE *log = profiler_open(run, "count.log");
    if (!log) return profiler_fail(strerror(errno));
    const bool told = read_counted(log, p);
    fclose(log);
    if (!told) return profiler_fail("the counted program did not say what it did");
    p->instructions = totals.instructions;
    const char *version = strchr(totals.creator, '-');
    snprintf(p->counted_by, sizeof p->counted_by, "valgrind%.32s", version ? version : "");
    return 0;
}

static int read_stacks(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], message[PATH_MAX + 256];
    callgrind_totals totals;
    const profile_tables to = {.stacks = &p->counted_stacks};
    if (!callgrind_read(profiler_file(run, OUTPUT_CALLGRIND_STACKS, path), &to, &totals, message,
                        sizeof message))
        return profiler_fail(message);
    /* How long threads wait, and the names of temporary files. */
    const bool left_to_chance = p->impl->flags & (HMF_THREADED | HMF_FILES);
    if (totals.instructions == p->instructions || left_to_chance) return 0;
    snprintf(message, sizeof message,
             "the same pass took %" PRIu64 " instructions, and %" PRIu64
             " when its stacks were kept apart",
             p->instructions, totals.instructions);
    return profiler_fail(message);
}

int profilers_count(profile_run *run) {
    int status = run_callgrind(run, "counting with callgrind", "count.log", "--separate-callers=0",
                               "--separate-recs=2", "--callgrind-out-file=" OUTPUT_CALLGRIND);
    if (status == STATUS_MISSING)
        return profiler_leave_out(run->result.not_counted,
                                  "valgrind is not on PATH (Debian: valgrind)");
    if (status == 0) status = read_functions(run);
    if (status == 0)
        status = run_callgrind(run, "counting stacks with callgrind", "stacks.log",
                               "--separate-callers=200", "--separate-recs=1",
                               "--callgrind-out-file=" OUTPUT_CALLGRIND_STACKS);
    return status != 0 ? status : read_stacks(run);
}
