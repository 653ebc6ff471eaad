/*
 * test_walls.c: the walls of the judge's jail where the system refuses to raise them. Here it is
 * only pretended that it does, so that this process remains as it is: a jail that could not be made
 * whole must never be taken for one.
 */
#include "confine.h"
#include "filter.h"
#include "memory_group.h"
#include "protections.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>
#ifdef HMF_COVERAGE
#include <gcov.h>
#endif

/* ---- the system, as it is pretended to be ---------------------------------------------------- */

enum { ALL = -1 };
static long calls, refused; /* the number of the call that fails, or ALL */
static bool pretending;     /* not while counts of lines are written */
static bool only_in_user_namespaces, deadly, no_processes;
static int interrupted; /* so many calls end early */

static bool refuse(void) {
    if (++calls != refused && refused != ALL) return false;
    errno = EPERM;
    return true;
}

/* The linker's --wrap sends calls here. */
#define PRETEND(name, ...)                                                                         \
    int __wrap_##name(__VA_ARGS__);                                                                \
    int __wrap_##name(__VA_ARGS__) {                                                               \
        return refuse() ? -1 : 0;                                                                  \
    }

/* What is pretended takes no notice of what it is asked for. */
#pragma GCC diagnostic ignored "-Wunused-parameter"
/* NOLINTBEGIN(misc-unused-parameters) */
PRETEND(mount, const char *from, const char *to, const char *type, unsigned long flags,
        const void *options)
PRETEND(umount2, const char *path, int flags)
PRETEND(chdir, const char *path)
PRETEND(chmod, const char *path, mode_t mode)
PRETEND(symlink, const char *target, const char *path)
PRETEND(setgroups, size_t count, const gid_t *groups)
PRETEND(setresgid, gid_t real, gid_t effective, gid_t saved)
PRETEND(setresuid, uid_t real, uid_t effective, uid_t saved)
PRETEND(setrlimit, int what, const struct rlimit *limit)
PRETEND(munmap, void *start, size_t size)
PRETEND(prctl, int what, ...)

PRETEND(mprotect, void *start, size_t size, int access)

void *__wrap_mremap(void *old, size_t old_size, size_t new_size, int flags, void *place);
void *__wrap_mremap(void *old, size_t old_size, size_t new_size, int flags, void *place) {
    return refuse() ? MAP_FAILED : place;
}

long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...) {
    if (refuse()) return -1;
    return number == SYS_landlock_create_ruleset ? memfd_create("ruleset", 0) : 0;
}

int __wrap_unshare(int flags);
int __wrap_unshare(int flags) {
    if (refuse()) return -1;
    if (!only_in_user_namespaces || flags & (CLONE_NEWUSER | CLONE_NEWNS)) return 0;
    errno = EPERM;
    return -1;
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode) {
    if (!pretending) return __real_mkdir(path, mode);
    return refuse() ? -1 : 0;
}

int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, void *more);
int __wrap_fcntl(int fd, int command, void *more) {
    if (!pretending) return __real_fcntl(fd, command, more);
    return refuse() ? -1 : 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, mode_t mode);
int __wrap_open(const char *path, int flags, mode_t mode) {
    if (!pretending) return __real_open(path, flags, mode);
    return refuse() ? -1 : memfd_create("file", 0);
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode) {
    return refuse() ? NULL : __real_fopen(path, mode);
}

static bool interrupt(void) {
    if (interrupted == 0) return false;
    interrupted--;
    errno = EINTR;
    return true;
}

ssize_t __real_pread(int fd, void *to, size_t size, off_t at);
ssize_t __wrap_pread(int fd, void *to, size_t size, off_t at);
ssize_t __wrap_pread(int fd, void *to, size_t size, off_t at) {
    return refuse() || interrupt() ? -1 : __real_pread(fd, to, size, at);
}

/* Never more than 1000 bytes at once. */
ssize_t __real_write(int fd, const void *from, size_t size);
ssize_t __wrap_write(int fd, const void *from, size_t size);
ssize_t __wrap_write(int fd, const void *from, size_t size) {
    return refuse() || interrupt() ? -1 : __real_write(fd, from, size < 1000 ? size : 1000);
}

scmp_filter_ctx __real_seccomp_init(uint32_t action);
scmp_filter_ctx __wrap_seccomp_init(uint32_t action);
scmp_filter_ctx __wrap_seccomp_init(uint32_t action) {
    return refuse() ? NULL : __real_seccomp_init(action);
}

#define PRETEND_SECCOMP(name, ...)                                                                 \
    int __wrap_##name(__VA_ARGS__);                                                                \
    int __wrap_##name(__VA_ARGS__) {                                                               \
        return refuse() ? -EPERM : 0;                                                              \
    }
PRETEND_SECCOMP(seccomp_attr_set, scmp_filter_ctx filter, int what, uint32_t value)
PRETEND_SECCOMP(seccomp_rule_add, scmp_filter_ctx filter, uint32_t action, int call, unsigned count,
                ...)

int __wrap_seccomp_load(scmp_filter_ctx filter);
int __wrap_seccomp_load(scmp_filter_ctx filter) {
    if (deadly) raise(SIGKILL);
    return refuse() ? -EPERM : 0;
}

pid_t __real_fork(void);
pid_t __wrap_fork(void);
pid_t __wrap_fork(void) {
    if (!no_processes) return __real_fork();
    errno = EAGAIN;
    return -1;
}

/* NOLINTEND(misc-unused-parameters) */

_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
_Noreturn void __wrap__exit(int status) {
    pretending = false;
#ifdef HMF_COVERAGE
    __gcov_dump(); /* which no walls forbid */
#endif
    __real__exit(status);
}

static int as_always(void **state) {
    (void)state;
    calls = refused = 0;
    interrupted = 0;
    pretending = true;
    only_in_user_namespaces = deadly = no_processes = false;
    return 0;
}

static int at_last(void **state) {
    (void)state;
    pretending = false;
    return 0;
}

/* ---- walls ----------------------------------------------------------------------------------- */

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

static bool leave_host(void) {
    return confine_leave_host(false);
}
static bool leave_host_as_nobody(void) {
    return confine_leave_host(true);
}
static bool empty_root(void) {
    const int module = some_file();
    const bool good = confine_empty_root(module, true);
    close(module);
    return good;
}
static bool no_file_but_some(void) {
    return confine_no_files((const char *const[]){"/usr", "/lib", NULL}, ".");
}
static bool another_user(void) {
    return confine_become(confine_user(0));
}
static bool staying_with_parent(void) {
    return confine_die_with_parent(getppid());
}
static bool finding_the_clock(void) {
    return confine_find_clock(0, &(confine_clock){0});
}
static bool no_clock_in_memory(void) {
    static const char functions[4096];
    return confine_remove_clock(&(confine_clock){
        .count = 2, .part = {{0}, {(unsigned long)(uintptr_t)functions, sizeof functions, true}}});
}
static bool limits(void) {
    return confine_limits(&(confine_limit){.memory = 1, .processes = 1});
}
static bool sealed(void) {
    return confine_seal_future_writes(0);
}
static bool sealed_whole(void) {
    return confine_seal_contents(0);
}
static bool filter_to_load(void) {
    return filter_load(FILTER_LOAD, true);
}
static bool filter_to_run(void) {
    return filter_load(FILTER_RUN, false);
}
static bool filter_with_sanitizers(void) {
    return filter_load(FILTER_SANITIZED, true);
}

static void every_refusal_is_told(void **state) {
    (void)state;
    static const struct {
        const char *name;
        bool (*raise)(void);
    } walls[] = {{"leaving the host", leave_host},
                 {"leaving the host as nobody", leave_host_as_nobody},
                 {"an empty root", empty_root},
                 {"a root for a compiler", confine_compiler_root},
                 {"no files", no_file_but_some},
                 {"another user", another_user},
                 {"no capabilities", confine_no_capabilities},
                 {"no new privileges", confine_no_new_privileges},
                 {"staying with the parent", staying_with_parent},
                 {"killed first", confine_first_to_be_killed},
                 {"finding the clock", finding_the_clock},
                 {"no clock", confine_no_clock},
                 {"no clock in memory", no_clock_in_memory},
                 {"limits", limits},
                 {"sealed", sealed},
                 {"sealed whole", sealed_whole},
                 {"a filter for loading", filter_to_load},
                 {"a filter for running", filter_to_run},
                 {"a filter with sanitizers", filter_with_sanitizers}};
    for (size_t i = 0; i < sizeof walls / sizeof *walls; i++) {
        calls = refused = 0;
        assert_true(walls[i].raise());
        const long needed = calls;
        assert_true(needed >= 1);
        for (long n = 1; n <= needed; n++) {
            calls = 0, refused = n, errno = 0;
            if (walls[i].raise()) fail_msg("%s: call %ld was refused", walls[i].name, n);
            if (errno != EPERM && errno != ENOMEM)
                fail_msg("%s: call %ld: %s", walls[i].name, n, strerror(errno));
        }
    }
}

static bool memory_group(void) {
    unsigned which;
    memory_groups *groups = memory_groups_open();
    if (!groups) return false;
    const int fd = memory_group_make(groups, 1, &which);
    const bool good = fd >= 0 && memory_group_join(fd);
    const int error = errno;
    if (fd >= 0) close(fd);
    memory_groups_close(groups);
    errno = error;
    return good;
}

static void a_group_that_is_refused_is_told(void **state) {
    (void)state;
    if (!memory_group()) {
        print_message("SKIPPED: no place for memory cgroups here: %s\n", strerror(errno));
        skip();
    }
    const long needed = calls;
    assert_true(needed >= 4);
    for (refused = 1; refused <= needed; refused++) {
        calls = 0;
        if (memory_group()) fail_msg("call %ld was refused", refused);
        assert_int_equal(errno, EPERM);
    }
    refused = 0;
    no_processes = true;
    assert_false(memory_group());
    assert_int_equal(errno, EAGAIN);
}

static void a_new_parent_is_none(void **state) {
    (void)state;
    assert_false(confine_die_with_parent(getppid() + 1));
    assert_int_equal(errno, ESRCH);
}

static void copies_are_whole(void **state) {
    (void)state;
    const int from = some_file(), to = memfd_create("copy", 0);
    char before[5001] = {0}, after[5001] = {0};
    interrupted = 2; /* one to read, one to write */
    assert_true(confine_copy(from, to));
    assert_int_equal(__real_pread(from, before, sizeof before, 0), 5000);
    assert_int_equal(__real_pread(to, after, sizeof after, 0), 5000);
    assert_memory_equal(before, after, sizeof before);
    close(from);
    close(to);
}

/* ---- protections tried ----------------------------------------------------------------------- */

static protection_found found[PROTECT_COUNT];

static void all_are_found(void **state) {
    (void)state;
    protections_find(found);
    for (protection i = 0; i < PROTECT_COUNT; i++)
        if (i != PROTECT_MEMORY_GROUP) /* which not every machine has */
            assert_int_equal(found[i].offered, i != PROTECT_OTHER_USER || geteuid() == 0);
    assert_false(found[PROTECT_NAMESPACES].rootless);
    assert_true(protections_mask(found) & 1u << PROTECT_SECCOMP);
}

static void none_is_found(void **state) {
    (void)state;
    refused = ALL;
    protections_find(found);
    for (protection i = 0; i < PROTECT_COUNT; i++) {
        assert_false(found[i].offered);
        assert_true(strlen(found[i].why) > 0);
    }
    assert_int_equal(protections_mask(found), 0);
}

static void without_root_there_is_one_user(void **state) {
    (void)state;
    only_in_user_namespaces = true;
    protections_find(found);
    assert_true(found[PROTECT_NAMESPACES].offered && found[PROTECT_NAMESPACES].rootless);
    assert_true(found[PROTECT_EMPTY_ROOT].offered);
    assert_false(found[PROTECT_OTHER_USER].offered);
    assert_string_equal(found[PROTECT_OTHER_USER].why, "needs root");
}

static void what_kills_is_not_offered(void **state) {
    (void)state;
    deadly = true;
    protections_find(found);
    assert_false(found[PROTECT_SECCOMP].offered);
    assert_true(found[PROTECT_SEALS].offered);
}

static void what_cannot_be_tried_is_not_offered(void **state) {
    (void)state;
    no_processes = true;
    protections_find(found);
    assert_int_equal(protections_mask(found), 0);
    assert_string_equal(found[PROTECT_SEALS].why, strerror(EAGAIN));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_refusal_is_told, as_always),
        cmocka_unit_test_setup(a_group_that_is_refused_is_told, as_always),
        cmocka_unit_test_setup(a_new_parent_is_none, as_always),
        cmocka_unit_test_setup(copies_are_whole, as_always),
        cmocka_unit_test_setup(all_are_found, as_always),
        cmocka_unit_test_setup(none_is_found, as_always),
        cmocka_unit_test_setup(without_root_there_is_one_user, as_always),
        cmocka_unit_test_setup(what_kills_is_not_offered, as_always),
        cmocka_unit_test_setup(what_cannot_be_tried_is_not_offered, as_always),
    };
    return cmocka_run_group_tests(tests, NULL, at_last);
}
