/* expect: too much memory|refused|crash|undefined behaviour|timed out */
/* hungry.c: takes memory until there is none */
#include "honest.h"

#include <string.h>

static hmf_status hungry_evaluate(HONEST_ARGUMENTS) {
    for (size_t size = (size_t)16 << 20;;) {
        char *more = malloc(size);
        if (!more) return HMF_NO_MEMORY;
        memset(more, 1, size);
    }
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(hungry, 0)
