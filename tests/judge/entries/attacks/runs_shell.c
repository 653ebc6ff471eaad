/* expect: forbidden call */
/* runs_shell.c: system() */
#include "honest.h"

#include <stdlib.h>

static hmf_status runs_shell_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    (void)!system("touch /tmp/hmf-judge-was-here");
    return status;
}

HONEST_ENTRY(runs_shell, 0)
