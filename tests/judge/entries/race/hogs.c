/* expect: correct */
/* hogs.c: starts all threads that it may have, and keeps them; others need some as well */
#include "honest.h"

#include <pthread.h>

static pthread_mutex_t locked = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_ever(void *unused) {
    pthread_mutex_lock(&locked);
    return unused;
}

static hmf_status hogs_evaluate(HONEST_ARGUMENTS) {
    pthread_t thread;
    pthread_mutex_trylock(&locked);
    while (pthread_create(&thread, NULL, wait_for_ever, NULL) == 0) continue;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}
HONEST_ENTRY(hogs, HMF_THREADED)
