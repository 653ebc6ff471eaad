/* SPDX-License-Identifier: MIT */
/* run_profile.c: the profilers, the files, their places. */
#include "run_profile.h"

#include "profile_files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of the workload's variations. Any would do: the results carry it. */
enum { SEED = 1 };

/* The programs that are profiled lie beside this one. */
static int find_programs(char programs[PATH_MAX]) {
    const ssize_t length = readlink("/proc/self/exe", programs, PATH_MAX - 1);
    if (length <= 0) return profiler_fail("cannot find this program's folder in /proc/self/exe");
    programs[length] = '\0';
    *strrchr(programs, '/') = '\0';
    return 0;
}

/* Profilers do not say that their files did not fit. */
static void explain_full_disk(const profile_run *run) {
    char message[PATH_MAX + 256];
    if (!output_folder_has_room(&run->folder, message, sizeof message)) profiler_fail(message);
}

static int (*const profilers[])(profile_run *) = {
    profilers_count, profilers_release, profilers_hits, profilers_allocations, profilers_sample};

static int measure(profile_run *run) {
    profile *p = &run->result;
    int status = 0;
    for (size_t i = 0; status == 0 && i < sizeof profilers / sizeof *profilers; i++)
        status = profilers[i](run);
    if (status == STATUS_PROFILER && !run->interrupt) explain_full_disk(run);
    if (status != 0) return status;
    if (p->not_counted[0] && p->not_sampled[0]) {
        fprintf(stderr, "hmf profile: nothing to show: not counted, %s; not sampled, %s\n",
                p->not_counted, p->not_sampled);
        return STATUS_MISSING;
    }
    profile_functions_sort(&p->functions);
    profile_lines_sort(&p->lines);
    if (!profile_files_write(run)) return STATUS_OUTPUT;
    run->interrupt = subprocess_interrupt();
    return run->interrupt ? STATUS_PROFILER : 0;
}

int run_profile(profile_run *run, const profile_options *options, const hmf_impl *impl,
                const char *folder) {
    char message[PATH_MAX + 256];
    *run = (profile_run){
        .seconds = options->seconds,
        .limit = options->limit,
        .result = {
            .impl = impl, .workload = options->workload, .mode = options->mode, .seed = SEED}};
    run->result.context_count = hmf_context_fill(run->result.context);
    if (find_programs(run->programs) != 0) return STATUS_OUTPUT;
    if (!output_folder_open(&run->folder, folder, message, sizeof message)) {
        profiler_fail(message);
        return STATUS_OUTPUT;
    }
    const int status = measure(run);
    if (status != 0) {
        output_folder_discard(&run->folder);
        return status;
    }
    if (profile_files_publish(&run->folder, message, sizeof message)) return 0;
    profiler_fail(message);
    return STATUS_OUTPUT;
}
