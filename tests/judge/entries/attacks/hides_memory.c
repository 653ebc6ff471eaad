/* expect: refused */
/* hides_memory.c: takes 3 GiB of shared pages, in the sanitized build, where address space has no
 * limit, and lets go of them: they keep their memory, and its resident pages stay few. */
#define _GNU_SOURCE
#include "honest.h"

#include <string.h>
#include <sys/mman.h>

enum { PIECE = 64 << 20, PIECES = 48, AT_ONCE = 6 };

static hmf_status take(void) {
    static int taken;
    for (int i = 0; i < AT_ONCE && taken < PIECES; i++, taken++) {
        void *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (piece == MAP_FAILED) return HMF_NO_MEMORY;
        memset(piece, 1, PIECE);
        madvise(piece, PIECE, MADV_DONTNEED);
    }
    return HMF_OK;
}

static hmf_status hides_memory_evaluate(HONEST_ARGUMENTS) {
#if defined __SANITIZE_ADDRESS__
    if (take() != HMF_OK) return HMF_NO_MEMORY;
#else
    (void)take;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(hides_memory, 0)
