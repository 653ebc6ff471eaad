/* SPDX-License-Identifier: MIT */
/*
 * test_judge_sandbox.c: system calls that fail while a jail is made. Fake calls replace the real
 * ones, so that this process does not change. An incomplete jail must never be reported as
 * complete.
 */
#include "sandbox.h"
#include "unit_test.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HMF_COVERAGE
#include <gcov.h>
#endif

/* ---- fake system calls ----------------------------------------------------------------------- */

enum { ALL = -1 };
static long calls, failing; /* the number of the call that fails, or ALL */
static bool faking;         /* false while gcov writes its counts */
static bool only_in_user_namespaces, deadly, no_processes;
static int interrupted; /* number of calls that return EINTR */

static bool fails(void) {
    if (++calls != failing && failing != ALL) return false;
    errno = EPERM;
    return true;
}

/* The linker option --wrap redirects calls to these functions. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define FAKE(name, ...)                                                                            \
    int __wrap_##name(__VA_ARGS__) {                                                               \
        return fails() ? -1 : 0;                                                                   \
    }

/* NOLINTBEGIN(misc-unused-parameters) */
FAKE(mount, const char *from, const char *to, const char *type, unsigned long flags,
     const void *options)
FAKE(umount2, const char *path, int flags)
FAKE(chdir, const char *path)
FAKE(chmod, const char *path, mode_t mode)
FAKE(symlink, const char *target, const char *path)
FAKE(setgroups, size_t count, const gid_t *groups)
FAKE(setresgid, gid_t real, gid_t effective, gid_t saved)
FAKE(setresuid, uid_t real, uid_t effective, uid_t saved)
FAKE(setrlimit, int what, const struct rlimit *limit)
FAKE(munmap, void *start, size_t size)
FAKE(prctl, int what, ...)

FAKE(mprotect, void *start, size_t size, int access)

void *__wrap_mremap(void *old, size_t old_size, size_t new_size, int flags, void *place) {
    return fails() ? MAP_FAILED : place;
}

long __wrap_syscall(long number, ...) {
    if (fails()) return -1;
    return number == SYS_landlock_create_ruleset ? memfd_create("ruleset", 0) : 0;
}

int __wrap_unshare(int flags) {
    if (fails()) return -1;
    if (!only_in_user_namespaces || flags & (CLONE_NEWUSER | CLONE_NEWNS)) return 0;
    errno = EPERM;
    return -1;
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode) {
    if (!faking) return __real_mkdir(path, mode);
    return fails() ? -1 : 0;
}

int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, void *more) {
    if (!faking) return __real_fcntl(fd, command, more);
    return fails() ? -1 : 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, mode_t mode) {
    if (!faking) return __real_open(path, flags, mode);
    return fails() ? -1 : memfd_create("file", 0);
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode) {
    return fails() ? NULL : __real_fopen(path, mode);
}

static bool interrupt(void) {
    if (interrupted == 0) return false;
    interrupted--;
    errno = EINTR;
    return true;
}

ssize_t __real_pread(int fd, void *to, size_t size, off_t at);
ssize_t __wrap_pread(int fd, void *to, size_t size, off_t at) {
    return fails() || interrupt() ? -1 : __real_pread(fd, to, size, at);
}

/* Writes at most 1000 bytes at once. */
ssize_t __real_write(int fd, const void *from, size_t size);
ssize_t __wrap_write(int fd, const void *from, size_t size) {
    return fails() || interrupt() ? -1 : __real_write(fd, from, size < 1000 ? size : 1000);
}

scmp_filter_ctx __real_seccomp_init(uint32_t action);
scmp_filter_ctx __wrap_seccomp_init(uint32_t action) {
    return fails() ? NULL : __real_seccomp_init(action);
}

#define FAKE_SECCOMP(name, ...)                                                                    \
    int __wrap_##name(__VA_ARGS__) {                                                               \
        return fails() ? -EPERM : 0;                                                               \
    }
FAKE_SECCOMP(seccomp_attr_set, scmp_filter_ctx filter, int what, uint32_t value)
FAKE_SECCOMP(seccomp_rule_add_array, scmp_filter_ctx filter, uint32_t action, int call,
             unsigned count, const struct scmp_arg_cmp *conditions)

int __wrap_seccomp_load(scmp_filter_ctx filter) {
    if (deadly) raise(SIGKILL);
    return fails() ? -EPERM : 0;
}

pid_t __real_fork(void);
pid_t __wrap_fork(void) {
    if (!no_processes) return __real_fork();
    errno = EAGAIN;
    return -1;
}

/* NOLINTEND(misc-unused-parameters) */

_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status) {
    faking = false;
#ifdef HMF_COVERAGE
    __gcov_dump(); /* fake calls do not restrict it */
#endif
    __real__exit(status);
}

static int reset(void **state) {
    (void)state;
    calls = failing = 0;
    interrupted = 0;
    faking = true;
    only_in_user_namespaces = deadly = no_processes = false;
    return 0;
}

static int stop(void **state) {
    (void)state;
    faking = false;
    return 0;
}

/* ---- the parts of a jail --------------------------------------------------------------------- */

static int some_file(void) {
    const int fd = memfd_create("some", 0);
    assert_true(fd >= 0);
    static const char text[5000] = "text";
    for (size_t at = 0; at < sizeof text;) {
        const ssize_t written = __real_write(fd, text + at, sizeof text - at);
        assert_true(written > 0);
        at += (size_t)written;
    }
    return fd;
}

static bool enter_empty_root(void) {
    const int module = some_file();
    const bool good = judge_enter_empty_root(module, true);
    close(module);
    return good;
}

static bool remove_clock_pages(void) {
    static const char functions[4096];
    return judge_remove_clock_pages(&(judge_clock_pages){
        .count = 2, .part = {{0}, {(unsigned long)(uintptr_t)functions, sizeof functions, true}}});
}

enum { PARTS = 19 };

static bool make_part(int part) {
    switch (part) {
    case 0: return judge_leave_host_namespaces(false);
    case 1: return judge_leave_host_namespaces(true);
    case 2: return enter_empty_root();
    case 3: return judge_enter_compiler_root();
    case 4: return judge_restrict_files((const char *const[]){"/usr", "/lib", NULL}, ".");
    case 5: return judge_become_user(judge_sandbox_user(0));
    case 6: return judge_drop_capabilities();
    case 7: return judge_no_new_privileges();
    case 8: return judge_die_with_parent(getppid());
    case 9: return judge_prefer_oom_kill();
    case 10: return judge_find_clock_pages(0, &(judge_clock_pages){0});
    case 11: return judge_disable_tsc();
    case 12: return remove_clock_pages();
    case 13: return judge_set_limits(&(judge_limits){.memory = 1, .processes = 1});
    case 14: return judge_seal_future_writes(0);
    case 15: return judge_seal_contents(0);
    case 16: return judge_seccomp_load(JUDGE_SECCOMP_LOAD, true);
    case 17: return judge_seccomp_load(JUDGE_SECCOMP_RUN, false);
    default: return judge_seccomp_load(JUDGE_SECCOMP_SANITIZED, true);
    }
}

static void every_failing_call_is_reported(void **state) {
    (void)state;
    for (int part = 0; part < PARTS; part++) {
        calls = failing = 0;
        assert_true(make_part(part));
        const long needed = calls;
        assert_true(needed >= 1);
        for (long n = 1; n <= needed; n++) {
            calls = 0, failing = n, errno = 0;
            if (make_part(part)) fail_msg("part %d: call %ld was failing", part, n);
            if (errno != EPERM && errno != ENOMEM)
                fail_msg("part %d: call %ld: %s", part, n, strerror(errno));
        }
    }
}

static bool memory_group(void) {
    unsigned which;
    judge_memory_groups *groups = judge_memory_groups_open();
    if (!groups) return false;
    const int fd = judge_memory_group_make(groups, 1, &which);
    const bool good = fd >= 0 && judge_memory_group_join(fd);
    const int error = errno;
    if (fd >= 0) close(fd);
    judge_memory_groups_close(groups);
    errno = error;
    return good;
}

static void failing_memory_groups_are_reported(void **state) {
    (void)state;
    if (!memory_group()) {
        print_message("SKIPPED: no memory cgroups here: %s\n", strerror(errno));
        skip();
    }
    const long needed = calls;
    assert_true(needed >= 4);
    for (failing = 1; failing <= needed; failing++) {
        calls = 0;
        if (memory_group()) fail_msg("call %ld was failing", failing);
        assert_int_equal(errno, EPERM);
    }
    failing = 0;
    no_processes = true;
    assert_false(memory_group());
    assert_int_equal(errno, EAGAIN);
}

static void another_parent_is_rejected(void **state) {
    (void)state;
    assert_false(judge_die_with_parent(getppid() + 1));
    assert_int_equal(errno, ESRCH);
}

static void copies_are_whole(void **state) {
    (void)state;
    const int from = some_file(), to = memfd_create("copy", 0);
    char before[5001] = {0}, after[5001] = {0};
    interrupted = 2; /* one read, one write */
    assert_true(judge_copy_file(from, to));
    assert_int_equal(__real_pread(from, before, sizeof before, 0), 5000);
    assert_int_equal(__real_pread(to, after, sizeof after, 0), 5000);
    assert_memory_equal(before, after, sizeof before);
    close(from);
    close(to);
}

/* ---- probing --------------------------------------------------------------------------------- */

static judge_protection_state found[JUDGE_PROTECTIONS];

static void all_protections_are_found(void **state) {
    (void)state;
    assert_true(judge_probe_protections(found) & 1u << JUDGE_PROTECT_SECCOMP);
    for (int i = 0; i < JUDGE_PROTECTIONS; i++)
        if (i != JUDGE_PROTECT_MEMORY_GROUP) /* not every machine has it */
            assert_int_equal(found[i].offered, i != JUDGE_PROTECT_OTHER_USER || geteuid() == 0);
    assert_false(found[JUDGE_PROTECT_NAMESPACES].rootless);
}

static void no_protection_is_found(void **state) {
    (void)state;
    failing = ALL;
    assert_int_equal(judge_probe_protections(found), 0);
    for (int i = 0; i < JUDGE_PROTECTIONS; i++) {
        assert_false(found[i].offered);
        assert_true(strlen(found[i].why) > 0);
    }
}

static void a_user_namespace_has_one_user(void **state) {
    (void)state;
    only_in_user_namespaces = true;
    judge_probe_protections(found);
    assert_true(found[JUDGE_PROTECT_NAMESPACES].offered &&
                found[JUDGE_PROTECT_NAMESPACES].rootless);
    assert_true(found[JUDGE_PROTECT_EMPTY_ROOT].offered);
    assert_false(found[JUDGE_PROTECT_OTHER_USER].offered);
    assert_string_equal(found[JUDGE_PROTECT_OTHER_USER].why, "needs root");
}

static void a_killed_probe_is_not_offered(void **state) {
    (void)state;
    deadly = true;
    judge_probe_protections(found);
    assert_false(found[JUDGE_PROTECT_SECCOMP].offered);
    assert_true(found[JUDGE_PROTECT_SEALS].offered);
}

static void a_probe_that_cannot_start_is_not_offered(void **state) {
    (void)state;
    no_processes = true;
    assert_int_equal(judge_probe_protections(found), 0);
    assert_string_equal(found[JUDGE_PROTECT_SEALS].why, strerror(EAGAIN));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_failing_call_is_reported, reset),
        cmocka_unit_test_setup(failing_memory_groups_are_reported, reset),
        cmocka_unit_test_setup(another_parent_is_rejected, reset),
        cmocka_unit_test_setup(copies_are_whole, reset),
        cmocka_unit_test_setup(all_protections_are_found, reset),
        cmocka_unit_test_setup(no_protection_is_found, reset),
        cmocka_unit_test_setup(a_user_namespace_has_one_user, reset),
        cmocka_unit_test_setup(a_killed_probe_is_not_offered, reset),
        cmocka_unit_test_setup(a_probe_that_cannot_start_is_not_offered, reset),
    };
    return cmocka_run_group_tests(tests, NULL, stop);
}
