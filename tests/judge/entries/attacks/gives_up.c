/* expect: refused */
/* gives_up.c: returns an error */
#include "honest.h"

static hmf_status gives_up_evaluate(HONEST_ARGUMENTS) {
    (void)state, (void)z, (void)nz, (void)mass, (void)nmass, (void)dn_dlnm;
    return HMF_NO_CONVERGENCE;
}

HONEST_ENTRY(gives_up, 0)
