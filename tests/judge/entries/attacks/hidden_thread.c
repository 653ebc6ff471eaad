/* expect: forbidden call */
/* hidden_thread.c: starts a thread without HMF_THREADED */
#include "honest.h"

#include <pthread.h>

static hmf_status hidden_thread_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    pthread_t thread;
    if (pthread_create(&thread, NULL, (void *(*)(void *))free, NULL) == 0)
        pthread_join(thread, NULL);
    return status;
}

HONEST_ENTRY(hidden_thread, 0)
