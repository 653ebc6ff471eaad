/* expect: forbidden call */
/* old_door.c: the kernel by its 32-bit entry */
#include "honest.h"

static hmf_status old_door_evaluate(HONEST_ARGUMENTS) {
#if defined __x86_64__
    long number = 20; /* getpid */
    __asm__ volatile("int $0x80" : "+a"(number) : : "memory");
#else
    *(volatile double *)(nz ? NULL : dn_dlnm) = 0.0;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(old_door, 0)
