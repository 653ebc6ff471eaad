/* expect: too much memory */
/* zombie_memory.c: ends its first thread in the sanitized build, by which /proc counts a process's
 * memory; a second one takes 3 GiB and answers */
#include "usurp.h"

#include <string.h>

static void *take_over(void *state) {
    for (int i = 0; i < 48; i++) {
        char *piece = malloc(64 << 20);
        if (piece) memset(piece, 1, 64 << 20);
    }
    usurp_serve(state, 1);
    return NULL;
}

static hmf_status zombie_memory_evaluate(HONEST_ARGUMENTS) {
#if defined __SANITIZE_ADDRESS__
    pthread_t thread;
    usurp_from(z, nz);
    if (pthread_create(&thread, NULL, take_over, state) == 0) syscall(SYS_exit, 0);
#else
    (void)take_over;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(zombie_memory, HMF_THREADED)
