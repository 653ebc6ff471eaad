/* expect: forbidden call */
/* advice: Entries start no processes */
/* forks.c: starts a process */
#include "honest.h"

#include <unistd.h>

static hmf_status forks_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (fork() == 0) _exit(0);
    return status;
}

HONEST_ENTRY(forks, 0)
