/* sides.h: what a comparison is about, and the builds that it is tried on, loaded as modules. */
#ifndef HMF_GATE_SIDES_H
#define HMF_GATE_SIDES_H

#include "job.h"

#include <stdbool.h>

/* The exit statuses of the programs that load modules. */
enum {
    SIDE_FAILED = 1,          /* usage error, a module cannot be loaded, output failed */
    SIDE_OTHER_INTERFACE = 3, /* a module has another interface than the program       */
    SIDE_WRONG = 4,           /* an implementation failed or is missing                */
};

/* The implementation, the workload and the mode of "IMPL/WORKLOAD/MODE". Besides the workloads of
 * workloads.h there are grids "3x130", of redshifts and masses, with n_s other than 1. */
typedef struct {
    char impl[64];
    const hmf_workload *workload;
    hmf_mode mode;
} side_job;

/* Returns the workload of that index, counted from 0, or NULL after the last one. */
const hmf_workload *side_workload(size_t index);

/* False, having said why, when it is none or there are no such workload and mode. */
bool side_job_parse(const char *name, side_job *job);

/* Loads the module at that path, for good. 0, or one of the statuses above, having said why. */
int side_load(const char *path, const hmf_registry **registry);

/* That job on that side, owned by the caller; NULL when it cannot be made, having said why. */
hmf_job *side_job_create(const hmf_registry *registry, const side_job *job, uint64_t seed);

#endif
