/* expect: reads the clock */
/* zombie_leader.c: ends its first thread while it is loaded, so that /proc shows nothing of the
 * vDSO that the process still has; a second one answers, correctly if it has found a clock that
 * runs. */
#include "usurp.h"

#include <setjmp.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static int clock_runs(void) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &start);
    for (volatile int i = 0; i < 20000000; i++) continue;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &end);
    return end.tv_sec != start.tv_sec || end.tv_nsec != start.tv_nsec;
}

static void *take_over(void *unused) {
    const int runs = clock_runs();
    usurped.answer->flags = HMF_THREADED;
    usurped.answer->stage = 2; /* ready */
    usurp_serve(unused, runs);
    return NULL;
}

/* It is loaded once without threads, where the call to start one ends the process in the jail's
 * signal handler, by _exit: which is made to jump back here. */
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
#if !defined __SANITIZE_ADDRESS__
    pthread_t thread;
    dl_iterate_phdr(usurp_scan, NULL);
    if (!usurped.question || !may_have_threads()) return;
    if (pthread_create(&thread, NULL, take_over, NULL) == 0) syscall(SYS_exit, 0);
#else
    (void)take_over, (void)may_have_threads;
#endif
}

static hmf_status zombie_leader_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(zombie_leader, HMF_THREADED)
