/* expect: forbidden call */
/* advice: Entries catch no signals */
/* catches.c: catches its own crash */
#include "honest.h"

#include <signal.h>

static hmf_status catches_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    signal(SIGSEGV, SIG_IGN);
    return status;
}

HONEST_ENTRY(catches, 0)
