/* thread_ends.c: threads that end by pthread_exit, by thrd_exit and by pthread_cancel, which unwind
 * their stacks, and that have names. */
#define _GNU_SOURCE
#include "honest.h"

#include <pthread.h>
#include <threads.h>

static void *exits(void *unused) {
    pthread_setname_np(pthread_self(), "exits");
    pthread_exit(unused);
}

static int exits_as_in_c11(void *unused) {
    (void)unused;
    thrd_exit(3);
}

static void *waits_for_ever(void *unused) {
    for (;;) pthread_testcancel();
    return unused;
}

static hmf_status thread_ends_evaluate(HONEST_ARGUMENTS) {
    pthread_t exiting, cancelled;
    thrd_t c11;
    int result = 0;
    if (pthread_create(&exiting, NULL, exits, NULL) != 0 ||
        pthread_create(&cancelled, NULL, waits_for_ever, NULL) != 0 ||
        thrd_create(&c11, exits_as_in_c11, NULL) != thrd_success)
        return HMF_NO_MEMORY;
    pthread_cancel(cancelled);
    pthread_join(exiting, NULL);
    pthread_join(cancelled, NULL);
    thrd_join(c11, &result);
    return result == 3 ? honest_evaluate(state, z, nz, mass, nmass, dn_dlnm) : HMF_NO_CONVERGENCE;
}

HONEST_ENTRY(thread_ends, HMF_THREADED)
