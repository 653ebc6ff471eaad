/* SPDX-License-Identifier: MIT */
/* count.c: makes single calls of implementations in a module, for callgrind to count. */
#include "build_module.h"

#include <stdio.h>
#include <string.h>
#include <valgrind/callgrind.h>

static const char usage[] =
    "usage: hmf-gate-count MODULE COMPARISON ...\n"
    "\n"
    "Makes one call of every COMPARISON, IMPL/WORKLOAD/MODE, in the module hmf_module.so at\n"
    "MODULE. Under callgrind with --instr-atstart=no, switches callgrind on around the call, for\n"
    "all threads. A call on other inputs before it binds symbols and fills static tables. "
    "Callgrind\n"
    "writes a dump after each call: dump N is that of COMPARISON N, for which the line\n"
    "\"counted N CLONE\" is printed unless the implementation failed.\n"
    "\n"
    "Exit status: 0 success, 1 usage error or a module that cannot be loaded, 3 the module has\n"
    "another interface than this program, 4 an implementation failed or is missing.\n";

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
    return GATE_MODULE_WRONG;
}

static int count_one(const hmf_registry *registry, const char *name, int number) {
    gate_job spec;
    if (!gate_job_parse(name, &spec)) return GATE_MODULE_FAILED;
    hmf_job *job = gate_job_create(registry, &spec, 1);
    const int status = job ? count(job) : GATE_MODULE_WRONG;
    hmf_job_destroy(job);
    CALLGRIND_DUMP_STATS;
    if (status == 0)
        printf("counted %d %s\n", number, hmf_clone_name(hmf_find(registry, spec.impl)));
    return fflush(stdout) == 0 ? status : GATE_MODULE_FAILED;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    if (argc < 3) return fputs(usage, stderr), GATE_MODULE_FAILED;
    const hmf_registry *registry;
    int status = gate_module_load(argv[1], &registry);
    for (int i = 2; i < argc && status != GATE_MODULE_FAILED && status != GATE_MODULE_INTERFACE;
         i++) {
        const int one = count_one(registry, argv[i], i - 1);
        if (one != 0) status = one;
    }
    return status;
}
