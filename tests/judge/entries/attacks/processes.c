/* Attacks that start processes and threads, or leave the sandbox.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== constructor_thread ==== */
/* expect: forbidden call */
/* Starts a thread in a constructor. */
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

HONEST_EVALUATE(0)

/* ==== early_thread ==== */
/* expect: forbidden call */
/* advice: There are no files */
/* Starts a thread in a constructor, which opens a file during evaluate. */
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

/* ==== fork_bomb ==== */
/* expect: forbidden call */
/* Forks repeatedly. */
#include "honest.h"
#include <unistd.h>

HONEST_THEN {
    for (int i = 0; i < 100000; i++) (void)!fork();
}

/* ==== forks ==== */
/* expect: forbidden call */
/* advice: Entries start no processes */
/* Starts a process. */
#include "honest.h"
#include <unistd.h>

HONEST_THEN {
    if (fork() == 0) _exit(0);
}

/* ==== hidden_thread ==== */
/* expect: forbidden call */
/* Starts a thread without HMF_THREADED. */
#include "honest.h"
#include <pthread.h>

HONEST_THEN {
    pthread_t thread;
    if (pthread_create(&thread, NULL, (void *(*)(void *))free, NULL) == 0)
        pthread_join(thread, NULL);
}

/* ==== kills_all ==== */
/* expect: forbidden call */
/* Kills every process it can reach. */
#define _GNU_SOURCE
#include "honest.h"
#include <signal.h>

HONEST_THEN {
    kill(-1, SIGKILL);
    kill(getppid(), SIGKILL);
}

/* ==== new_namespace ==== */
/* expect: forbidden call */
/* Calls unshare. */
#include "honest.h"
#include <sys/syscall.h>
#include <unistd.h>

HONEST_THEN {
    syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */);
}

/* ==== old_door ==== */
/* expect: forbidden call */
/* Calls the kernel through the 32-bit entry. */
#include "honest.h"

static hmf_status old_door_evaluate(HONEST_ARGUMENTS) {
#if defined __x86_64__
    long number = 20; /* getpid */
    __asm__ volatile("int $0x80" : "+a"(number) : : "memory");
#else
    *(volatile double *)(nz ? NULL : dn_dlnm) = 0.0;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(old_door, 0)

/* ==== runs_shell ==== */
/* expect: forbidden call */
/* Calls system(). */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    (void)!system("touch /tmp/hmf-judge-was-here");
}

/* ==== too_many_threads ==== */
/* expect: correct|exited */
/* advice: OpenMP exits if it cannot start its threads|Without --quick */
/* Asks OpenMP for more threads than the limit, which only root can set. */
#include "honest.h"

static hmf_status too_many_threads_evaluate(HONEST_ARGUMENTS) {
    int threads = 0;
#pragma omp parallel num_threads(100) reduction(+ : threads)
    threads++;
    if (threads < 1) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(too_many_threads, HMF_THREADED)

/* ==== traces ==== */
/* expect: forbidden call */
/* Calls ptrace. */
#include "honest.h"
#include <sys/ptrace.h>

HONEST_THEN {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

/* ==== unflagged_at_load ==== */
/* expect: forbidden call */
/* advice: Add HMF_THREADED to .flags */
/* Uses OpenMP in a constructor without HMF_THREADED. */
#include "honest.h"

static double table[1000];

__attribute__((constructor)) static void begin(void) {
#pragma omp parallel for num_threads(2)
    for (int i = 0; i < 1000; i++) table[i] = sqrt(i);
}

static hmf_status unflagged_at_load_evaluate(HONEST_ARGUMENTS) {
    if (table[4] != 2.0) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(unflagged_at_load, 0)

/* ==== unflagged_threads ==== */
/* expect: forbidden call */
/* advice: Add HMF_THREADED to .flags */
/* Uses OpenMP in evaluate without HMF_THREADED. */
#include "honest.h"

static hmf_status unflagged_threads_evaluate(HONEST_ARGUMENTS) {
    const impl_state *s = state;
    double *threshold = malloc(nz * sizeof *threshold);
    if (!threshold) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
#pragma omp parallel for num_threads(2)
    for (size_t im = 0; im < nmass; im++)
        fill_mass(s, threshold, nz, mass[im], dn_dlnm + im, nmass);
    free(threshold);
    return HMF_OK;
}

HONEST_ENTRY(unflagged_threads, 0)
