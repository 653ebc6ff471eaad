/* Attacks that read a clock, count instructions or wait.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== clock_on_again: forbidden call ==== */
/* Tries to enable the time-stamp counter again. */
#include <sys/prctl.h>

HONEST_THEN {
    prctl(PR_SET_TSC, 1);
}

/* ==== coarse_clock: reads the clock|forbidden call ==== */
/* Reads a clock that does not need the time-stamp counter. */
#include <time.h>

HONEST_THEN {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
}

/* ==== counts: forbidden call ==== */
/* Counts instructions with perf_event_open. */
#include <sys/syscall.h>
#include <unistd.h>

HONEST_THEN {
    syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0);
}

/* ==== keeps_clock: reads the clock ==== */
/* Installs a seccomp filter that pretends to remove the clock pages, which are already gone. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((constructor)) static void pretend(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_munmap, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO), /* "done" */
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof code / sizeof *code, code};
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

THEN_HONEST {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    if (now.tv_sec == 0) return HMF_NO_MEMORY;
}

/* ==== omp_wtime: reads the clock ==== */
/* advice: omp_get_wtime */
/* Reads the clock of OpenMP. */
#include <omp.h>

EVALUATE {
    const double before = omp_get_wtime();
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    return omp_get_wtime() < before ? HMF_NO_CONVERGENCE : status;
}

/* ==== reads_clock: reads the clock|forbidden call ==== */
/* advice: Take the clock out */
/* Calls clock_gettime. */
#include <time.h>

HONEST_THEN {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
}

/* ==== reads_tsc: reads the clock ==== */
/* Reads the time-stamp counter. */
#include <time.h>

THEN_HONEST {
#if defined __x86_64__
    static volatile unsigned long long last;
    last = __builtin_ia32_rdtsc();
#else
    clock();
#endif
}

/* ==== sets_alarm: forbidden call ==== */
/* Asks for a signal later. */
#include <unistd.h>

HONEST_THEN {
    alarm(1);
}

/* ==== sleeps: forbidden call ==== */
/* advice: Entries do not sleep */
/* Sleeps. */
#include <unistd.h>

HONEST_THEN {
    usleep(1000);
}

/* ==== zombie_leader: reads the clock ==== */
/* Ends its first thread in a constructor, so that /proc does not show the vDSO of the process. A
 * second thread answers, correctly only if it finds a running clock. */
#include "usurp.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <time.h>

static int clock_runs(void) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &start);
    for (volatile int i = 0; i < 20000000; i++) continue;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &end);
    return end.tv_sec != start.tv_sec || end.tv_nsec != start.tv_nsec;
}

static void *take_over(void *state) {
    const int runs = clock_runs();
    usurped.answer->flags = HMF_THREADED;
    usurped.answer->stage = 2; /* ready */
    for (;;) usurp_answer_one(&state, runs);
    return NULL;
}

/* The entry is first loaded without threads. Starting one then ends the process in the signal
 * handler of the jail, by _exit, which is patched to jump back here. */
static sigjmp_buf back;

static void come_back(int status) {
    (void)status;
    siglongjmp(back, 1);
}

static int may_have_threads(void) {
#if defined __x86_64__
    void (*const target)(int) = come_back;
    unsigned char jump[12] = {0x48, 0xb8, 0, 0, 0,    0,
                              0,    0,    0, 0, 0xff, 0xe0}; /* mov rax; jmp rax */
    unsigned char *code = (unsigned char *)(uintptr_t)_exit;
    memcpy(jump + 2, &target, sizeof target);
    if (mprotect((void *)((uintptr_t)code & ~(uintptr_t)4095), 8192,
                 PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
        return 0;
    memcpy(code, jump, sizeof jump);
    if (sigsetjmp(back, 1)) return 0;
    syscall(SYS_clone3, NULL, 0);
    return 1;
#else
    (void)come_back;
    return 0;
#endif
}

__attribute__((constructor)) static void begin(void) {
    pthread_t thread;
    if (SANITIZED) return;
    dl_iterate_phdr(usurp_scan, NULL);
    if (!usurped.question || !may_have_threads()) return;
    if (pthread_create(&thread, NULL, take_over, NULL) == 0) syscall(SYS_exit, 0);
}

HONEST_EVALUATE(HMF_THREADED)
