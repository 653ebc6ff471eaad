/* SPDX-License-Identifier: MIT */
/* profilers_allocations.c: gperftools' heap profiler in the target that is linked with it. */
#include "profilers.h"

#include <inttypes.h>

int profilers_allocations(profile_run *run) {
    profile *p = &run->result;
    char target[PATH_MAX], path[PATH_MAX], message[PATH_MAX + 256], seed[24];
    if (!profiler_program(run, "hmf-profile-heap", target))
        return profiler_leave_out(
            p->no_allocations, "this build has no heap profiler (Debian: libgoogle-perftools-dev)");
    snprintf(seed, sizeof seed, "%" PRIu64, p->seed);
    const char *const arguments[] = {target,  "heap", p->impl->name, p->workload->name,
                                     p->mode, seed,   OUTPUT_HEAP,   NULL};
    const int status = profiler_run(run, "counting allocations", "heap.log", arguments);
    if (status == PROFILER_TIMED_OUT)
        return profiler_leave_out(p->no_allocations, profiler_too_long);
    if (status != 0) return status;
    if (heap_profile_read(profiler_file(run, OUTPUT_HEAP, path), &p->allocations, message,
                          sizeof message))
        return 0;
    return profiler_fail(message);
}
