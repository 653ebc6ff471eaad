/* count.c: one call of one implementation in a module, to be counted by callgrind. */
#include "sides.h"

#include <stdio.h>
#include <string.h>
#include <valgrind/callgrind.h>

static const char usage[] =
    "usage: hmf-gate-count MODULE COMPARISON\n"
    "\n"
    "Makes one call of COMPARISON, IMPL/WORKLOAD/MODE, in the module hmf_module.so at MODULE, and\n"
    "switches callgrind on around it, for all threads, if it runs under callgrind with\n"
    "--instr-atstart=no. A call on other inputs before it binds the symbols and fills what is "
    "made\n"
    "once. Prints the clone that ran.\n"
    "\n"
    "Exit status: 0 success, 1 usage error or a module that cannot be loaded, 3 the module has\n"
    "another interface than this program, 4 the implementation failed or is missing.\n";

static int count(hmf_job *job) {
    hmf_error error;
    hmf_status status = hmf_job_call(job, &error);
    if (hmf_job_left(job) == 0) hmf_job_refill(job);
    if (status == HMF_OK) {
        CALLGRIND_START_INSTRUMENTATION;
        status = hmf_job_call(job, &error);
        CALLGRIND_STOP_INSTRUMENTATION;
    }
    if (status == HMF_OK) return 0;
    fprintf(stderr, "hmf gate: %s\n", error.message);
    return SIDE_WRONG;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    side_job spec;
    if (argc != 3 || !side_job_parse(argv[2], &spec)) return fputs(usage, stderr), SIDE_FAILED;
    const hmf_registry *registry;
    int status = side_load(argv[1], &registry);
    if (status != 0) return status;
    hmf_job *job = side_job_create(registry, &spec, 1);
    if (!job) return SIDE_WRONG;
    printf("clone %s\n", hmf_clone_name(hmf_find(registry, spec.impl)));
    status = count(job);
    hmf_job_destroy(job);
    return fflush(stdout) == 0 ? status : SIDE_FAILED;
}
