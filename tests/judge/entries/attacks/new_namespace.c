/* expect: forbidden call */
/* new_namespace.c: unshare */
#include "honest.h"

#include <sys/syscall.h>
#include <unistd.h>

static hmf_status new_namespace_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */);
    return status;
}

HONEST_ENTRY(new_namespace, 0)
