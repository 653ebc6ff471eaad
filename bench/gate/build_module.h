/* SPDX-License-Identifier: MIT */
/* build_module.h: loads the module hmf_module.so of a build, and makes the jobs of comparisons. */
#ifndef HMF_GATE_BUILD_MODULE_H
#define HMF_GATE_BUILD_MODULE_H

#include "job.h"

#include <stdbool.h>

/* Exit statuses of the programs that load modules. */
enum {
    GATE_MODULE_FAILED = 1,    /* usage error, the module cannot be loaded, output failed */
    GATE_MODULE_INTERFACE = 3, /* the module has another interface than the program       */
    GATE_MODULE_WRONG = 4,     /* an implementation failed or is missing                  */
};

/* The parts of a name IMPL/WORKLOAD/MODE. Besides the workloads of workloads.h there are grids such
 * as "3x130", redshifts x masses, with n_s other than 1. */
typedef struct {
    char impl[64];
    const hmf_workload *workload;
    hmf_mode mode;
} gate_job;

/* Returns the workload of that index, counted from 0, or NULL after the last one. */
const hmf_workload *gate_workload(size_t index);

/* Parses the name of a comparison. Returns false after printing the reason. */
bool gate_job_parse(const char *name, gate_job *job);

/* Loads the module at that path, for good. Returns 0, or one of the statuses above after printing
 * the reason. */
int gate_module_load(const char *path, const hmf_registry **registry);

/* Makes the job for that build; the caller destroys it. Returns NULL after printing the reason. */
hmf_job *gate_job_create(const hmf_registry *registry, const gate_job *job, uint64_t seed);

#endif
