/* expect: forbidden call */
/* constructor_thread.c: starts a thread when it is loaded */
#include "honest.h"

#include <pthread.h>

static void *forever(void *unused) {
    for (;;) continue;
    return unused;
}

__attribute__((constructor)) static void begin(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, forever, NULL);
}

static hmf_status constructor_thread_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(constructor_thread, 0)
