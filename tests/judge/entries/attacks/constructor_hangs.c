/* expect: timed out */
/* constructor_hangs.c: never gets loaded */
#include "honest.h"

__attribute__((constructor)) static void begin(void) {
    for (volatile int i = 0;; i++) continue;
}

static hmf_status constructor_hangs_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(constructor_hangs, 0)
