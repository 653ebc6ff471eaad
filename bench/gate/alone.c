/* alone.c: one build, timed alone in one process, as benchmarks are before and after a change: what
 * the gate is compared with. */
#include "clock.h"
#include "sides.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: hmf-gate-alone MODULE SEED REPETITIONS MILLISECONDS COMPARISON ...\n"
    "\n"
    "Times every COMPARISON, IMPL/WORKLOAD/MODE, in the module hmf_module.so at MODULE so many "
    "times\n"
    "for about so many milliseconds, and prints what a Google Benchmark program would print as "
    "JSON.\n"
    "\n"
    "Exit status: 0 success, 1 usage error or a module that cannot be loaded, 3 the module has\n"
    "another interface than this program, 4 the implementation failed or is missing.\n";

/* Seconds of a call, the mean over that time; negative when one fails. */
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

static bool run(const hmf_registry *registry, const char *name, uint64_t seed, size_t repetitions,
                double seconds, bool *first) {
    side_job spec;
    hmf_job *job = side_job_parse(name, &spec) ? side_job_create(registry, &spec, seed) : NULL;
    bool good = job && time_job(job, 0.0) >= 0.0;
    for (size_t i = 0; good && i < repetitions; i++) {
        const double call = time_job(job, seconds);
        good = call >= 0.0;
        printf(
            "%s\n{\"name\": \"%s\", \"run_name\": \"%s\", \"run_type\": \"iteration\",\n"
            " \"repetitions\": %zu, \"repetition_index\": %zu, \"iterations\": 1, \"threads\": 1,\n"
            " \"real_time\": %.9g, \"cpu_time\": %.9g, \"time_unit\": \"ns\"}",
            *first ? "" : ",", name, name, repetitions, i, 1e9 * call, 1e9 * call);
        *first = false;
    }
    hmf_job_destroy(job);
    return good;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    if (argc < 6) return fputs(usage, stderr), SIDE_FAILED;
    const hmf_registry *registry;
    int status = side_load(argv[1], &registry);
    if (status != 0) return status;
    bool first = true;
    fputs("{\"context\": {},\n\"benchmarks\": [", stdout);
    for (int i = 5; status == 0 && i < argc; i++)
        if (!run(registry, argv[i], strtoull(argv[2], NULL, 10), strtoul(argv[3], NULL, 10),
                 1e-3 * atof(argv[4]), &first))
            status = SIDE_WRONG;
    puts("]}");
    return fflush(stdout) == 0 && !ferror(stdout) ? status : SIDE_FAILED;
}
