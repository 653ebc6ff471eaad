/* expect: forbidden call */
/* advice: There is no network */
/* network.c: opens a socket */
#include "honest.h"

#include <sys/socket.h>

static hmf_status network_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    (void)!socket(AF_INET, SOCK_STREAM, 0);
    return status;
}

HONEST_ENTRY(network, 0)
