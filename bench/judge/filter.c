/* filter.c: the lists. */
#include "filter.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Memory, waiting for one another, an end; what malloc and abort call besides. */
static const int run_calls[] = {
    SCMP_SYS(brk), /* for mmap see allow_private_memory */
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

/* A call that this processor's Linux does not have is passed over by libseccomp. */
static int allow(scmp_filter_ctx filter, const int *calls, size_t count) {
    int error = 0;
    for (size_t i = 0; error == 0 && i < count; i++)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    return error;
}
#define ALLOW(filter, calls) allow(filter, calls, sizeof(calls) / sizeof *(calls))

/* Private mappings of ordinary pages, no shared, huge or droppable ones. A shared page that its
 * process lets go of keeps its memory, and no longer counts as the process's. */
static int allow_private_memory(scmp_filter_ctx filter) {
    const scmp_datum_t private = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE |
                                 MAP_NORESERVE | MAP_STACK | MAP_POPULATE | MAP_DENYWRITE;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A3(SCMP_CMP_MASKED_EQ, ~private, 0));
}

/* The signal to threads of this process, and to no other process. */
static int allow_own_signal(scmp_filter_ctx filter, int signal) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
                            SCMP_A2(SCMP_CMP_EQ, (scmp_datum_t)signal, 0));
}

/* A process's own limits can be read, but not set. */
static int allow_reading_limits(scmp_filter_ctx filter) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
                            SCMP_A0(SCMP_CMP_EQ, 0, 0), SCMP_A2(SCMP_CMP_EQ, 0, 0));
}

/* What the C library says before it aborts: to nobody, once that descriptor is closed. */
static int allow_last_words(scmp_filter_ctx filter) {
    const struct scmp_arg_cmp to_stderr = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0);
    const int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, to_stderr);
    return error ? error : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(writev), 1, to_stderr);
}

/* glibc's own signals: pthread_create catches SIGSETXID, pthread_cancel SIGCANCEL. */
enum { SIGCANCEL = 32, SIGSETXID = 33 };

static int for_own_signals(scmp_filter_ctx filter, uint32_t action) {
    const struct scmp_arg_cmp first = SCMP_A0(SCMP_CMP_EQ, SIGCANCEL, 0);
    const struct scmp_arg_cmp second = SCMP_A0(SCMP_CMP_EQ, SIGSETXID, 0);
    const int error = seccomp_rule_add(filter, action, SCMP_SYS(rt_sigaction), 1, first);
    return error ? error : seccomp_rule_add(filter, action, SCMP_SYS(rt_sigaction), 1, second);
}

/* Threads, not processes. The flags of clone3 lie in memory, where a filter does not see them:
 * glibc takes clone where there is no clone3. */
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

/* Other calls fail under this filter. These two raise SIGSYS: the handler answers sysinfo
 * (library_calls.h), and a thread that is not allowed is the reason to report. It is caught before
 * pthread_create calls clone, when SIGSYS is blocked. */
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
    if (error == 0) error = allow_last_words(filter);
    if (error == 0) error = allow_reading_limits(filter);
    if (error == 0 && threads) /* pthread_setname_np */
        error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
                                 SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME, 0));
    return error;
}

static int fill(scmp_filter_ctx filter, filter_kind kind, bool threads) {
    int error = ALLOW(filter, run_calls);
    if (error == 0) error = allow_private_memory(filter);
    if (error == 0 && kind != FILTER_RUN) error = ALLOW(filter, load_calls);
    if (error == 0)
        error = kind == FILTER_SANITIZED ? fill_sanitized(filter, threads)
                                         : fill_plain(filter, threads);
    if (error == 0 && threads) error = allow_threads(filter);
    /* The second filter is loaded under the first. */
    if (error == 0 && kind == FILTER_LOAD)
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 0);
    return error;
}

bool filter_load(filter_kind kind, bool threads) {
    const bool sanitized = kind == FILTER_SANITIZED;
    scmp_filter_ctx filter = seccomp_init(sanitized ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_TRAP);
    if (!filter) return errno = ENOMEM, false;
    int error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    /* It is set already, and setting it again is a system call. */
    if (error == 0) error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
    /* Threads that a constructor has started are under the second filter as well. */
    if (error == 0 && kind == FILTER_RUN && threads)
        error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (error == 0) error = fill(filter, kind, threads);
    if (error == 0) error = seccomp_load(filter);
    seccomp_release(filter);
    if (error != 0) errno = -error;
    return error == 0;
}

const char *filter_call_name(unsigned number) {
    static char text[64];
    char *name = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), (int)number);
    if (name)
        snprintf(text, sizeof text, "%s", name);
    else
        snprintf(text, sizeof text, "system call %u", number);
    free(name);
    return text;
}
