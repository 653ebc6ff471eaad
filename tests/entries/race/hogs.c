/* expect: correct */
/* hogs.c: has threads that go on while others have their turn, which would slow those down */
#include "honest.h"

#include <pthread.h>

static void *forever(void *unused) {
    for (volatile int i = 0;; i++) continue;
    return unused;
}

static hmf_status hogs_evaluate(HONEST_ARGUMENTS) {
    static int begun;
    pthread_t thread;
    for (; begun < 4; begun++) pthread_create(&thread, NULL, forever, NULL);
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(hogs, HMF_THREADED)
