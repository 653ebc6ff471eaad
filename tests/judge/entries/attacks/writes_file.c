/* expect: forbidden call */
/* writes_file.c: writes a file */
#include "honest.h"

#include <stdio.h>

static hmf_status writes_file_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    FILE *file = fopen("/tmp/hmf-judge-was-here", "w");
    if (file) fclose(file);
    return status;
}

HONEST_ENTRY(writes_file, 0)
