/* expect: stack overflow */
/* recursion.c: a recursion that never ends */
#include "honest.h"

#pragma GCC optimize("O0")
static double deeper(volatile double *at) {
    volatile double more[64];
    more[0] = *at + 1.0;
    return deeper(more) + more[0];
}

static hmf_status recursion_evaluate(HONEST_ARGUMENTS) {
    volatile double start = mass[0];
    dn_dlnm[0] = deeper(&start);
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(recursion, 0)
