/* expect: forbidden call */
/* fork_bomb.c: a fork bomb */
#include "honest.h"

#include <unistd.h>

static hmf_status fork_bomb_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (int i = 0; i < 100000; i++) (void)!fork();
    return status;
}

HONEST_ENTRY(fork_bomb, 0)
