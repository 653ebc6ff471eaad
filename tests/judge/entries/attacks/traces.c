/* expect: forbidden call */
/* traces.c: ptrace */
#include "honest.h"

#include <sys/ptrace.h>

static hmf_status traces_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    return status;
}

HONEST_ENTRY(traces, 0)
