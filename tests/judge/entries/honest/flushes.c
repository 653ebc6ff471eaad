/* flushes.c: treats subnormal results and operands as zero, from its first call on. */
#include "honest.h"

static hmf_status flushes_evaluate(HONEST_ARGUMENTS) {
#if defined __x86_64__
    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040); /* DAZ and FTZ */
#elif defined __aarch64__
    __asm__ volatile("msr fpcr, %0" : : "r"(1ul << 24)); /* FZ */
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(flushes, 0)
