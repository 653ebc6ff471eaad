/* expect: forbidden call */
/* counts.c: perf_event_open, to count instructions */
#include "honest.h"

#include <sys/syscall.h>
#include <unistd.h>

static hmf_status counts_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0);
    return status;
}

HONEST_ENTRY(counts, 0)
