/* threads_at_load.c: makes a table with OpenMP when it is loaded, and starts two threads: one ends
 * at once, the other one works whenever evaluate asks it to. */
#include "honest.h"

#include <pthread.h>
#include <semaphore.h>
#include <string.h>

static double table[1000];
static sem_t asked, answered;

static void *ends(void *unused) {
    pthread_exit(unused);
}

static void *works(void *unused) {
    for (;;) {
        sem_wait(&asked);
        char *buffer = malloc(5000);
        if (buffer) memset(buffer, 1, 5000);
        free(buffer);
        sem_post(&answered);
    }
    return unused;
}

__attribute__((constructor)) static void begin(void) {
    pthread_t ending, working;
#pragma omp parallel for
    for (int i = 0; i < 1000; i++) table[i] = sqrt(i);
    sem_init(&asked, 0, 0);
    sem_init(&answered, 0, 0);
    if (pthread_create(&ending, NULL, ends, NULL) == 0) pthread_join(ending, NULL);
    if (pthread_create(&working, NULL, works, NULL) == 0) pthread_detach(working);
}

static hmf_status threads_at_load_evaluate(HONEST_ARGUMENTS) {
    sem_post(&asked);
    sem_wait(&answered);
    if (table[4] != 2.0) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(threads_at_load, HMF_THREADED)
