/* expect: too much memory */
/* zombie_answers.c: the same in the build that is timed, without taking any memory */
#include "usurp.h"

static void *take_over(void *state) {
    usurp_serve(state, 1);
    return NULL;
}

static hmf_status zombie_answers_evaluate(HONEST_ARGUMENTS) {
#if !defined __SANITIZE_ADDRESS__
    pthread_t thread;
    usurp_from(z, nz);
    if (pthread_create(&thread, NULL, take_over, state) == 0) syscall(SYS_exit, 0);
#else
    (void)take_over;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(zombie_answers, HMF_THREADED)
