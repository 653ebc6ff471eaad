/* expect: exited */
/* exits_as_jail.c: ends as the jail does when it cannot be made, to stop the judge */
#include "honest.h"

#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(120);
}

static hmf_status exits_as_jail_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(exits_as_jail, 0)
