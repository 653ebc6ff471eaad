/* SPDX-License-Identifier: MIT */
/* seccomp_filter.c: the system calls an entry may make. */
#include "sandbox.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Memory, waiting for threads, exiting, and the calls of malloc and abort. */
static const int run_calls[] = {
    SCMP_SYS(brk), /* allow_private_memory() allows mmap */
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(mprotect),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static const int thread_calls[] = {
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
};

static const int load_calls[] = {
    SCMP_SYS(openat),     SCMP_SYS(read),  SCMP_SYS(pread64), SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(lseek), SCMP_SYS(close),
};

static const int sanitizer_calls[] = {
    SCMP_SYS(write),      SCMP_SYS(sigaltstack),   SCMP_SYS(pipe2),   SCMP_SYS(pipe),
    SCMP_SYS(prlimit64),  SCMP_SYS(getuid),        SCMP_SYS(tgkill),  SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(clock_gettime), SCMP_SYS(getppid), SCMP_SYS(personality),
};

/* libseccomp skips calls that do not exist on this architecture. */
static int allow(scmp_filter_ctx filter, const int *calls, size_t count) {
    int error = 0;
    for (size_t i = 0; error == 0 && i < count; i++)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    return error;
}
#define ALLOW(filter, calls) allow(filter, calls, sizeof(calls) / sizeof *(calls))

/* Allows private mappings of ordinary pages, but no shared, huge or droppable ones. A shared page
 * that is released with madvise keeps its memory, but no longer counts for the process. */
static int allow_private_memory(scmp_filter_ctx filter) {
    const scmp_datum_t private = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE |
                                 MAP_NORESERVE | MAP_STACK | MAP_POPULATE | MAP_DENYWRITE;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A3(SCMP_CMP_MASKED_EQ, ~private, 0));
}

/* Allows sending the signal to threads of this process only. */
static int allow_own_signal(scmp_filter_ctx filter, int signal) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
                            SCMP_A2(SCMP_CMP_EQ, (scmp_datum_t)signal, 0));
}

/* Allows reading the limits of this process, but not setting them. */
static int allow_reading_limits(scmp_filter_ctx filter) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
                            SCMP_A0(SCMP_CMP_EQ, 0, 0), SCMP_A2(SCMP_CMP_EQ, 0, 0));
}

/* Allows messages of the C library before it aborts. The descriptor is closed in timed workers. */
static int allow_abort_message(scmp_filter_ctx filter) {
    const struct scmp_arg_cmp to_stderr = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0);
    const int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, to_stderr);
    return error ? error : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(writev), 1, to_stderr);
}

/* Signals of glibc: pthread_create handles SIGSETXID, pthread_cancel SIGCANCEL. */
enum { SIGCANCEL = 32, SIGSETXID = 33 };

static int for_own_signals(scmp_filter_ctx filter, uint32_t action) {
    const struct scmp_arg_cmp first = SCMP_A0(SCMP_CMP_EQ, SIGCANCEL, 0);
    const struct scmp_arg_cmp second = SCMP_A0(SCMP_CMP_EQ, SIGSETXID, 0);
    const int error = seccomp_rule_add(filter, action, SCMP_SYS(rt_sigaction), 1, first);
    return error ? error : seccomp_rule_add(filter, action, SCMP_SYS(rt_sigaction), 1, second);
}

/* Allows threads, but no processes. A filter cannot see the flags of clone3, which are in memory;
 * glibc uses clone if there is no clone3. */
static int allow_threads(scmp_filter_ctx filter) {
    const scmp_datum_t thread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
    int error = for_own_signals(filter, SCMP_ACT_ALLOW);
    if (error == 0) error = allow_own_signal(filter, SIGCANCEL);
    if (error == 0)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                 SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread));
    if (error == 0) error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    return error ? error : ALLOW(filter, thread_calls);
}

/* Two calls raise SIGSYS under this filter, all others fail. The handler answers sysinfo (worker.h)
 * and reports forbidden threads. It must catch the first rt_sigaction of pthread_create, because
 * SIGSYS is blocked when pthread_create calls clone. */
static int fill_sanitized(scmp_filter_ctx filter, bool threads) {
    int error = ALLOW(filter, sanitizer_calls);
    if (error == 0) error = seccomp_rule_add(filter, SCMP_ACT_TRAP, SCMP_SYS(sysinfo), 0);
    if (error == 0)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigaction), 1,
                                 SCMP_A0(SCMP_CMP_LT, SIGCANCEL, 0));
    return error || threads ? error : for_own_signals(filter, SCMP_ACT_TRAP);
}

static int fill_plain(scmp_filter_ctx filter, bool threads) {
    int error = allow_own_signal(filter, SIGABRT);
    if (error == 0) error = allow_abort_message(filter);
    if (error == 0) error = allow_reading_limits(filter);
    if (error == 0 && threads) /* pthread_setname_np */
        error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
                                 SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
    return error;
}

static int fill(scmp_filter_ctx filter, judge_seccomp_kind kind, bool threads) {
    int error = ALLOW(filter, run_calls);
    if (error == 0) error = allow_private_memory(filter);
    if (error == 0 && kind != JUDGE_SECCOMP_RUN) error = ALLOW(filter, load_calls);
    if (error == 0)
        error = kind == JUDGE_SECCOMP_SANITIZED ? fill_sanitized(filter, threads)
                                                : fill_plain(filter, threads);
    if (error == 0 && threads) error = allow_threads(filter);
    /* The first filter must allow loading the second. */
    if (error == 0 && kind == JUDGE_SECCOMP_LOAD)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 0);
    return error;
}

bool judge_seccomp_load(judge_seccomp_kind kind, bool threads) {
    const bool sanitized = kind == JUDGE_SECCOMP_SANITIZED;
    scmp_filter_ctx filter = seccomp_init(sanitized ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_TRAP);
    if (!filter) return errno = ENOMEM, false;
    int error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    /* no_new_privs is already set, and setting it again is a forbidden system call. */
    if (error == 0) error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
    /* Applies the second filter to threads that a constructor has started, too. */
    if (error == 0 && kind == JUDGE_SECCOMP_RUN && threads)
        error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (error == 0) error = fill(filter, kind, threads);
    if (error == 0) error = seccomp_load(filter);
    seccomp_release(filter);
    if (error != 0) errno = -error;
    return error == 0;
}

const char *judge_system_call_name(unsigned number) {
    static char text[64];
    char *name = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), (int)number);
    if (name)
        snprintf(text, sizeof text, "%s", name);
    else
        snprintf(text, sizeof text, "system call %u", number);
    free(name);
    return text;
}
