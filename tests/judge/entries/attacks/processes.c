/* Attacks that start processes and threads, or leave the sandbox.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== constructor_thread: forbidden call ==== */
/* Starts a thread in a constructor. */
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

/* ==== early_thread: forbidden call ==== */
/* advice: There are no files */
/* Starts a thread in a constructor, which opens a file during evaluate. */
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

THEN_HONEST(HMF_THREADED) {
    sem_post(&asked);
    sem_wait(&answered);
}

/* ==== fork_bomb: forbidden call ==== */
/* Forks repeatedly. */
#include <unistd.h>

HONEST_THEN {
    for (int i = 0; i < 100000; i++) (void)!fork();
}

/* ==== forks: forbidden call ==== */
/* advice: Entries start no processes */
/* Starts a process. */
#include <unistd.h>

HONEST_THEN {
    if (fork() == 0) _exit(0);
}

/* ==== hidden_thread: forbidden call ==== */
/* Starts a thread without HMF_THREADED. */
#include <pthread.h>

HONEST_THEN {
    pthread_t thread;
    if (pthread_create(&thread, NULL, (void *(*)(void *))free, NULL) == 0)
        pthread_join(thread, NULL);
}

/* ==== kills_all: forbidden call ==== */
/* Kills every process it can reach. */
#include <signal.h>

HONEST_THEN {
    kill(-1, SIGKILL);
    kill(getppid(), SIGKILL);
}

/* ==== new_namespace: forbidden call ==== */
/* Calls unshare. */
#include <sys/syscall.h>
#include <unistd.h>

HONEST_THEN {
    syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */);
}

/* ==== old_door: forbidden call ==== */
/* Calls the kernel through the 32-bit entry. */
THEN_HONEST {
#if defined __x86_64__
    long number = 20; /* getpid */
    __asm__ volatile("int $0x80" : "+a"(number) : : "memory");
#else
    *(volatile double *)(nz ? NULL : dn_dlnm) = 0.0;
#endif
}

/* ==== runs_shell: forbidden call ==== */
/* Calls system(). */
HONEST_THEN {
    (void)!system("touch /tmp/hmf-judge-was-here");
}

/* ==== too_many_threads: correct|exited ==== */
/* advice: OpenMP exits if it cannot start its threads|Without --quick */
/* Asks OpenMP for more threads than the limit, which only root can set. */
THEN_HONEST(HMF_THREADED) {
    int threads = 0;
#pragma omp parallel num_threads(100) reduction(+ : threads)
    threads++;
    if (threads < 1) return HMF_NO_CONVERGENCE;
}

/* ==== traces: forbidden call ==== */
/* Calls ptrace. */
#include <sys/ptrace.h>

HONEST_THEN {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

/* ==== unflagged_at_load: forbidden call ==== */
/* advice: Add HMF_THREADED to .flags */
/* Uses OpenMP in a constructor without HMF_THREADED. */
static double table[1000];

__attribute__((constructor)) static void begin(void) {
#pragma omp parallel for num_threads(2)
    for (int i = 0; i < 1000; i++) table[i] = sqrt(i);
}

THEN_HONEST {
    if (table[4] != 2.0) return HMF_NO_CONVERGENCE;
}

/* ==== unflagged_threads: forbidden call ==== */
/* advice: Add HMF_THREADED to .flags */
/* Uses OpenMP in evaluate without HMF_THREADED. */
EVALUATE {
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
