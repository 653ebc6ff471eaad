/* SPDX-License-Identifier: MIT */
/* test_judge_memory.c: the memory of a jail as counted by the judge and as limited by the kernel,
 * and the system calls that could take memory that neither of them counts. */
#include "machine.h"
#include "unit_test.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const size_t mib = (size_t)1 << 20;

static int status_of(pid_t pid) {
    int status = -1;
    while (waitpid(pid, &status, 0) < 0) assert_int_equal(errno, EINTR);
    return status;
}

/* ---- counted --------------------------------------------------------------------------------- */

static long own_memory(void) {
    const judge_jail self = {.pid = getpid()};
    return judge_jail_memory(&self);
}

static void *map(size_t size, int flags) {
    void *start = mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    assert_true(start != MAP_FAILED);
    return start;
}

static void resident_pages_count(void **state) {
    (void)state;
    const long before = own_memory();
    assert_true(before > 0);
    void *pages = map(64 * mib, MAP_PRIVATE);
    memset(pages, 1, 64 * mib);
    assert_in_range(own_memory() - before, 63 << 10, 66 << 10);
    munmap(pages, 64 * mib);
}

/* 1 GiB of zeros has no resident page, but 512 page tables. */
static void page_tables_count(void **state) {
    (void)state;
    const long before = own_memory();
    volatile char *zeros = map(1024 * mib, MAP_PRIVATE | MAP_NORESERVE);
    madvise((void *)zeros, 1024 * mib, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < 1024 * mib; i += 2 * mib) (void)zeros[i];
    assert_in_range(own_memory() - before, 2000, 3000);
    munmap((void *)zeros, 1024 * mib);
}

static void *wait_forever(void *unused) {
    for (;;) pause();
    return unused;
}

static void threads_count(void **state) {
    (void)state;
    const long before = own_memory();
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, wait_forever, NULL), 0);
    assert_in_range(own_memory() - before, 8 << 10, 10 << 10);
    for (int i = 0; i < 8; i++) {
        pthread_cancel(threads[i]);
        pthread_join(threads[i], NULL);
    }
}

static void nothing_is_visible_after_the_first_thread_ended(void **state) {
    (void)state;
    judge_clock_pages clock;
    const pid_t pid = fork();
    if (pid == 0) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, wait_forever, NULL) != 0) _exit(3);
        syscall(SYS_exit, 0);
    }
    judge_jail process = {.pid = pid, .errors = -1};
    for (int i = 0; i < 500 && judge_jail_memory(&process) > 0; i++) usleep(10000);
    const long seen = judge_jail_memory(&process);
    const bool ended = judge_jail_has_ended(&process), found = judge_find_clock_pages(pid, &clock);
    const int error = errno;
    judge_jail_end(&process); /* an assertion must not leave it running */
    assert_int_equal(seen, 0);
    assert_false(ended);
    assert_false(found);
    assert_int_equal(error, ESRCH);
    assert_true(WIFSIGNALED(process.status) && WTERMSIG(process.status) == SIGKILL);
    process.pid = pid;
    assert_int_equal(judge_jail_memory(&process), -1);
}

/* ---- limited --------------------------------------------------------------------------------- */

static judge_memory_groups *open_groups(void) {
    judge_memory_groups *groups = judge_memory_groups_open();
    if (groups) return groups;
    print_message("SKIPPED: no memory cgroups here: %s\n", strerror(errno));
    skip();
    return NULL;
}

static void take_private(void) {
    memset(map(256 * mib, MAP_PRIVATE), 1, 256 * mib);
}

/* Takes shared pages, which keep their memory after MADV_DONTNEED. */
static void take_shared(void) {
    for (int i = 0; i < 16; i++) {
        void *piece = map(16 * mib, MAP_SHARED);
        memset(piece, 1, 16 * mib);
        madvise(piece, 16 * mib, MADV_DONTNEED);
    }
}

static void take_page_tables(void) {
    volatile char *zeros = map(262144 * mib, MAP_PRIVATE | MAP_NORESERVE);
    madvise((void *)zeros, 262144 * mib, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < 262144 * mib; i += 2 * mib) (void)zeros[i];
}

static void take_little(void) {
    memset(map(16 * mib, MAP_PRIVATE), 1, 16 * mib);
}

static int status_in_group(judge_memory_groups *groups, void (*take)(void)) {
    unsigned which;
    const int group = judge_memory_group_make(groups, 64 * mib, &which);
    assert_true(group >= 0);
    const pid_t pid = fork();
    if (pid == 0) {
        if (!judge_memory_group_join(group)) _exit(3);
        take();
        _exit(0);
    }
    const int status = status_of(pid);
    close(group);
    judge_memory_group_remove(groups, which);
    return status;
}

static bool is_killed(int status) {
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void the_kernel_limits_the_memory_of_a_group(void **state) {
    (void)state;
    judge_memory_groups *groups = open_groups();
    char *folder = strdup(groups->folder);
    assert_int_equal(access(folder, F_OK), 0);
    assert_int_equal(status_in_group(groups, take_little), 0);
    assert_true(is_killed(status_in_group(groups, take_private)));
    assert_true(is_killed(status_in_group(groups, take_shared)));
    assert_true(is_killed(status_in_group(groups, take_page_tables)));
    judge_memory_groups_close(groups);
    assert_int_not_equal(access(folder, F_OK), 0);
    free(folder);
}

/* Makes groups, reports their folder, and is killed with a process in one of them. */
_Noreturn static void be_killed(int report) {
    unsigned which;
    judge_memory_groups *groups = judge_memory_groups_open();
    const int group = groups ? judge_memory_group_make(groups, 64 * mib, &which) : -1;
    if (group < 0) _exit(3);
    const char *folder = groups->folder;
    if (fork() == 0) {
        judge_memory_group_join(group);
        usleep(200000);
        _exit(0);
    }
    if (write(report, folder, strlen(folder) + 1) < 0) _exit(3);
    raise(SIGKILL);
    _exit(3);
}

static void the_groups_of_a_killed_judge_are_removed(void **state) {
    (void)state;
    judge_memory_groups_close(open_groups());
    int both[2];
    char folder[1024] = "";
    assert_int_equal(pipe(both), 0);
    const pid_t pid = fork();
    if (pid == 0) be_killed(both[1]);
    assert_true(is_killed(status_of(pid)));
    assert_true(read(both[0], folder, sizeof folder) > 1);
    for (int i = 0; i < 500 && access(folder, F_OK) == 0; i++) usleep(10000);
    assert_int_not_equal(access(folder, F_OK), 0);
    close(both[0]);
    close(both[1]);
}

/* ---- forbidden ------------------------------------------------------------------------------- */

enum { ALLOWED, REFUSED, ENDED };

/* Makes the call in a process of its own under the filter. Returns one of the above, or -1. */
static int outcome_under(judge_seccomp_kind kind, bool threads, const long call[7]) {
    const pid_t pid = fork();
    if (pid == 0) {
        signal(SIGSYS, SIG_DFL); /* replaces cmocka's handler */
        if (!judge_no_new_privileges() || !judge_seccomp_load(kind, threads)) _exit(9);
        errno = 0;
        syscall(call[0], call[1], call[2], call[3], call[4], call[5], call[6]);
        _exit(errno == EPERM ? REFUSED : ALLOWED);
    }
    const int status = status_of(pid);
    if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSYS ? ENDED : -1;
    return WEXITSTATUS(status);
}

static void expect_outcome(judge_seccomp_kind kind, bool threads, const long call[7], int wanted) {
    const int found = outcome_under(kind, threads, call);
    if (found != wanted)
        fail_msg("filter %d, %s(%ld, ...): %d instead of %d", (int)kind,
                 judge_system_call_name((unsigned)call[0]), call[1], found, wanted);
}

#define MMAP(flags)                                                                                \
    { SYS_mmap, 0, 1 << 21, PROT_READ | PROT_WRITE, (flags) | MAP_ANONYMOUS, -1, 0 }
enum { DROPPABLE = 8 /* MAP_DROPPABLE of Linux 6.11 */ };

static const long always_allowed[][7] = {
    {SYS_getpid},
    {SYS_brk},
    MMAP(MAP_PRIVATE),
    MMAP(MAP_PRIVATE | MAP_NORESERVE),
    MMAP(MAP_PRIVATE | MAP_STACK),
    MMAP(MAP_PRIVATE | MAP_POPULATE),
};

static const long always_forbidden[][7] = {
    MMAP(MAP_SHARED),
    MMAP(MAP_SHARED_VALIDATE),
    MMAP(MAP_PRIVATE | MAP_HUGETLB),
    MMAP(MAP_PRIVATE | MAP_LOCKED),
    MMAP(DROPPABLE),
    {SYS_memfd_create, (long)""},
    {SYS_memfd_secret},
    {SYS_shmget, 0, 4096, 01600},
    {SYS_shmat},
    {SYS_msgget, 0, 01600},
    {SYS_remap_file_pages, 0, 4096},
    {SYS_mlock, 0, 4096},
    {SYS_socket},
    {SYS_socketpair, 1, 1},
    {SYS_eventfd2},
    {SYS_epoll_create1},
    {SYS_inotify_init1},
    {SYS_timer_create},
    {SYS_io_uring_setup, 1},
    {SYS_userfaultfd},
    {SYS_add_key},
    {SYS_bpf},
    {SYS_perf_event_open},
    {SYS_vmsplice},
    {SYS_fcntl, 0, 1031 /* F_SETPIPE_SZ */, 1 << 20},
    {SYS_prctl, 43 /* PR_SET_MM and others */},
    {SYS_clone, 17 /* fork */},
    {SYS_execve},
    {SYS_ptrace},
    {SYS_kill},
};

/* Calls that the filter of a timed entry without threads must or must not allow. */
static const long run_allowed[][7] = {{SYS_write, 2}, {SYS_prlimit64, 0}};
static const long run_forbidden[][7] = {
    {SYS_write, 1},      {SYS_prlimit64, 1}, {SYS_sysinfo} /* the handler answers it */,
    {SYS_openat},        {SYS_read},         {SYS_clone},
    {SYS_prctl},         {SYS_seccomp},      {SYS_rt_sigaction},
    {SYS_clock_gettime},
};

static void only_listed_calls_and_private_pages_are_allowed(void **state) {
    (void)state;
    if (outcome_under(JUDGE_SECCOMP_RUN, true, (const long[7]){SYS_getpid}) != ALLOWED) {
        print_message("SKIPPED: no seccomp here\n");
        skip();
    }
    for (judge_seccomp_kind kind = JUDGE_SECCOMP_LOAD; kind <= JUDGE_SECCOMP_SANITIZED; kind++) {
        const int other = kind == JUDGE_SECCOMP_SANITIZED ? REFUSED : ENDED;
        for (size_t i = 0; i < COUNT(always_allowed); i++)
            expect_outcome(kind, true, always_allowed[i], ALLOWED);
        for (size_t i = 0; i < COUNT(always_forbidden); i++)
            expect_outcome(kind, true, always_forbidden[i], other);
    }
    for (size_t i = 0; i < COUNT(run_allowed); i++)
        expect_outcome(JUDGE_SECCOMP_RUN, false, run_allowed[i], ALLOWED);
    for (size_t i = 0; i < COUNT(run_forbidden); i++)
        expect_outcome(JUDGE_SECCOMP_RUN, false, run_forbidden[i], ENDED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resident_pages_count),
        cmocka_unit_test(page_tables_count),
        cmocka_unit_test(threads_count),
        cmocka_unit_test(nothing_is_visible_after_the_first_thread_ended),
        cmocka_unit_test(the_kernel_limits_the_memory_of_a_group),
        cmocka_unit_test(the_groups_of_a_killed_judge_are_removed),
        cmocka_unit_test(only_listed_calls_and_private_pages_are_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
