/* SPDX-License-Identifier: MIT */
/* profilers_release.c: the same pass in the release build. The profiled build inlines nothing and
 * optimises less; only a count of both shows how far that changes the work. */
#include "profilers.h"

#include <stdlib.h>
#include <string.h>

#define OUTPUT "callgrind-release.out"

/* The target of the release build; false, with the reason noted, where it is not another one. */
static bool find_target(profile_run *run, char target[PATH_MAX]) {
    char own[PATH_MAX], real[PATH_MAX], real_own[PATH_MAX], *why = run->result.not_compared;
    if (!profiler_program(run, "../../" HMF_RELEASE_PRESET "/bin/hmf-profile-target", target)) {
        profiler_leave_out(why, "there is no release build (./hmf build " HMF_RELEASE_PRESET
                                " hmf-profile-target)");
        return false;
    }
    if (profiler_program(run, "hmf-profile-target", own) && realpath(own, real_own) &&
        realpath(target, real) && strcmp(real, real_own) == 0) {
        profiler_leave_out(why, "this is the release build");
        return false;
    }
    return true;
}

static int read_total(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], message[PATH_MAX + 256], clone[32];
    callgrind_totals totals;
    if (!callgrind_read(profiler_file(run, OUTPUT, path), &(profile_tables){0}, &totals, message,
                        sizeof message))
        return profiler_fail(message);
    FILE *log = profiler_open(run, "release.log");
    const bool found = log && profiler_read_clone(log, clone);
    if (log) fclose(log);
    if (!found) return profiler_fail("the release build did not print its clone");
    if (strcmp(clone, p->counted_clone) != 0)
        return profiler_leave_out(p->not_compared, "the release build runs another clone");
    p->release_instructions = totals.instructions;
    return 0;
}

int profilers_release(profile_run *run) {
    static const char *const options[] = {"--callgrind-out-file=" OUTPUT, NULL};
    char target[PATH_MAX];
    if (run->result.not_counted[0])
        return profiler_leave_out(run->result.not_compared, "the profiled build was not counted");
    if (!find_target(run, target)) return 0;
    const int status = profiler_callgrind(run, "counting the release build with callgrind",
                                          "release.log", target, options);
    if (status == PROFILER_TIMED_OUT)
        return profiler_leave_out(run->result.not_compared, profiler_too_long);
    return status != 0 ? status : read_total(run);
}
