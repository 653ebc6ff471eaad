/* expect: forbidden call */
/* advice: There are no files */
/* early_thread.c: starts a thread when it is loaded, which opens a file during evaluate */
#include "honest.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t asked, answered;

static void *open_file(void *unused) {
    for (;;) {
        sem_wait(&asked);
        open("/etc/passwd", O_RDONLY);
        sem_post(&answered);
    }
    return unused;
}

__attribute__((constructor)) static void begin(void) {
    pthread_t thread;
    sem_init(&asked, 0, 0);
    sem_init(&answered, 0, 0);
    pthread_create(&thread, NULL, open_file, NULL);
}

static hmf_status early_thread_evaluate(HONEST_ARGUMENTS) {
    sem_post(&asked);
    sem_wait(&answered);
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(early_thread, HMF_THREADED)
