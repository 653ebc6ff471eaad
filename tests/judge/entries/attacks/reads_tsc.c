/* expect: reads the clock */
/* reads_tsc.c: the time-stamp counter */
#include "honest.h"

#include <time.h>

static hmf_status reads_tsc_evaluate(HONEST_ARGUMENTS) {
#if defined __x86_64__
    static volatile unsigned long long last;
    last = __builtin_ia32_rdtsc();
#else
    clock();
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(reads_tsc, 0)
