/* expect: changes its inputs|forbidden call */
/* unlocks_inputs.c: makes its inputs writable first */
#include "honest.h"

#include <stdint.h>
#include <sys/mman.h>

static hmf_status unlocks_inputs_evaluate(HONEST_ARGUMENTS) {
    mprotect((void *)((uintptr_t)mass & ~(uintptr_t)4095), 4096, PROT_READ | PROT_WRITE);
    *(double *)mass = 1e12;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(unlocks_inputs, 0)
