/* expect: correct */
/* spies.c: looks for files when it is loaded, and is wrong if there are any */
#include "honest.h"

#include <fcntl.h>

static int found;

__attribute__((constructor)) static void begin(void) {
    static const char *const files[] = {"/etc/passwd", "/proc/self/maps", "/home", "/usr",
                                        "/dev/null"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (open(files[i], O_RDONLY) >= 0) found++;
}

static hmf_status spies_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (found) dn_dlnm[0] = -1.0;
    return status;
}

HONEST_ENTRY(spies, 0)
