/* expect: forbidden call */
/* kills_all.c: kills whatever it can */
#define _GNU_SOURCE
#include "honest.h"

#include <signal.h>

static hmf_status kills_all_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    kill(-1, SIGKILL);
    kill(getppid(), SIGKILL);
    return status;
}

HONEST_ENTRY(kills_all, 0)
