/* expect: exited */
/* constructor_exits.c: ends the process when it is loaded */
#include "honest.h"

#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(0);
}

static hmf_status constructor_exits_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(constructor_exits, 0)
