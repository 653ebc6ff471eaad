/* SPDX-License-Identifier: MIT */
/* tool_profile.c: ./hmf profile, where the time goes in one implementation. */
#include "run_difference.h"
#include "run_profile.h"
#include "subprocess.h"
#include "write_profile.h"

#include <string.h>

static void print_files(const profile_run *run) {
    const profile *p = &run->result;
    const char *folder = run->folder.path;
    printf("\nfiles in %s\n", folder);
    printf("  less -S %s/" OUTPUT_LINES "\n", folder);
    if (!p->not_counted[0]) {
        printf("  xdg-open %s/" OUTPUT_COUNTED_FLAMES "\n", folder);
        printf("  kcachegrind %s/" OUTPUT_CALLGRIND "\n", folder);
    }
    if (!p->not_sampled[0]) {
        printf("  xdg-open %s/" OUTPUT_SAMPLED_FLAMES "\n", folder);
        printf("  google-pprof --text %s/hmf-profile-target %s/" OUTPUT_SAMPLES "\n", run->programs,
               folder);
    }
    if (p->allocations.count) printf("  less -S %s/" OUTPUT_ALLOCATIONS "\n", folder);
}

static int print_result(const profile_run *run, const profile_options *options) {
    const profile *p = &run->result;
    bool written = true;
    if (options->json) {
        written = profile_write_json(stdout, p);
    } else {
        profile_write_heading(stdout, p);
        putchar('\n');
        profile_write_functions(stdout, p, options->top);
        putchar('\n');
        profile_write_summary(stdout, p);
        print_files(run);
    }
    if (written && fflush(stdout) == 0 && !ferror(stdout)) return 0;
    perror("hmf profile: cannot write the result");
    return STATUS_OUTPUT;
}

static int profile_one(const profile_options *options, int *interrupt) {
    profile_run run;
    int status = run_profile(&run, options, options->impl, options->out);
    *interrupt = run.interrupt;
    if (status == 0) status = print_result(&run, options);
    profile_free(&run.result);
    return status;
}

static int print_usage(void) {
    if (fputs(profile_usage, stdout) >= 0 && fflush(stdout) == 0) return 0;
    perror("hmf profile: cannot write the help");
    return STATUS_OUTPUT;
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf profile"}; /* what getopt_long calls us */
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return print_usage();
    profile_options options = {.workload = hmf_workload_find("default"),
                               .mode = "cold",
                               .seconds = 12.0,
                               .limit = 600.0,
                               .top = 20};
    if (!profile_options_read(argc, argv, &options)) return STATUS_OUTPUT;
    int interrupt;
    subprocess_hold_interrupts();
    const int status = options.difference ? run_difference(&options, &interrupt)
                                          : profile_one(&options, &interrupt);
    if (interrupt) subprocess_die(interrupt);
    return status;
}
