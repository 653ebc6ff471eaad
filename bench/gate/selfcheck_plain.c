/* SPDX-License-Identifier: MIT */
/* selfcheck_plain.c: times one build alone in one process, as benchmarks before and after a change
 * usually are. The self-check compares the gate with this method. */
#include "build_module.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: hmf-gate-plain MODULE SEED REPETITIONS MILLISECONDS COMPARISON ...\n"
    "       hmf-gate-plain --grids COMPARISON ...\n"
    "\n"
    "Times every COMPARISON, IMPL/WORKLOAD/MODE, in the module hmf_module.so at MODULE. Prints a\n"
    "line for each repetition, which takes about MILLISECONDS: COMPARISON and the seconds of one\n"
    "call. --grids prints COMPARISON NZ NMASS NCOSMOLOGY instead.\n"
    "\n"
    "Exit status: 0 success, 1 usage error or a module that cannot be loaded, 3 the module has\n"
    "another interface than this program, 4 the implementation failed or is missing.\n";

/* Returns the mean seconds of a call, or a negative number if one fails. */
static double time_job(hmf_job *job, double seconds) {
    hmf_error error;
    double sum = 0.0;
    size_t calls = 0;
    while (calls == 0 || sum < seconds) {
        if (hmf_job_left(job) == 0) hmf_job_refill(job);
        size_t left = hmf_job_left(job);
        const double start = hmf_now();
        for (; left > 0; left--, calls++) {
            if (hmf_job_call(job, &error) != HMF_OK) {
                fprintf(stderr, "hmf gate: %s\n", error.message);
                return -1.0;
            }
            if (hmf_now() - start + sum >= seconds) left = 1;
        }
        sum += hmf_now() - start;
    }
    return sum / (double)calls;
}

static bool time_comparison(const hmf_registry *registry, const char *name, uint64_t seed,
                            size_t repetitions, double seconds) {
    gate_job spec;
    hmf_job *job = gate_job_parse(name, &spec) ? gate_job_create(registry, &spec, seed) : NULL;
    bool good = job && time_job(job, 0.0) >= 0.0; /* warms up */
    for (size_t i = 0; good && i < repetitions; i++) {
        const double call = time_job(job, seconds);
        good = call >= 0.0;
        if (good) printf("%s %.9g\n", name, call);
    }
    hmf_job_destroy(job);
    return good;
}

static int time_all(int argc, char **argv) {
    const hmf_registry *registry;
    const int status = gate_module_load(argv[1], &registry);
    for (int i = 5; status == 0 && i < argc; i++)
        if (!time_comparison(registry, argv[i], strtoull(argv[2], NULL, 10),
                             strtoul(argv[3], NULL, 10), 1e-3 * atof(argv[4])))
            return GATE_MODULE_WRONG;
    return status;
}

static int print_grids(int count, char **names) {
    for (int i = 0; i < count; i++) {
        gate_job job;
        if (!gate_job_parse(names[i], &job)) return GATE_MODULE_FAILED;
        const hmf_workload *w = job.workload;
        printf("%s %zu %zu %zu\n", names[i], w->nz, w->nmass, w->ncosmology);
    }
    return 0;
}

int main(int argc, char **argv) {
    int status = 0;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        fputs(usage, stdout);
    else if (argc > 2 && strcmp(argv[1], "--grids") == 0)
        status = print_grids(argc - 2, argv + 2);
    else if (argc < 6)
        return fputs(usage, stderr), GATE_MODULE_FAILED;
    else
        status = time_all(argc, argv);
    return fflush(stdout) == 0 && !ferror(stdout) ? status : GATE_MODULE_FAILED;
}
