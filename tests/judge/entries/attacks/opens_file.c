/* expect: forbidden call */
/* advice: There are no files */
/* opens_file.c: reads a file */
#include "honest.h"

#include <stdio.h>

static hmf_status opens_file_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    FILE *file = fopen("/etc/passwd", "r");
    if (file) fclose(file);
    return status;
}

HONEST_ENTRY(opens_file, 0)
