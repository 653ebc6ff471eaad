/* expect: forbidden call */
/* constructor_network.c: calls home when it is loaded */
#include "honest.h"

#include <sys/socket.h>

__attribute__((constructor)) static void begin(void) {
    (void)!socket(AF_INET, SOCK_STREAM, 0);
}

static hmf_status constructor_network_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(constructor_network, 0)
