/* SPDX-License-Identifier: MIT */
/* sandbox.c: the parts of a jail. */
#include "sandbox.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/securebits.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- files ----------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *data, size_t size) {
    while (size > 0) {
        const ssize_t written = write(fd, data, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        data += written;
        size -= (size_t)written;
    }
    return true;
}

bool judge_copy_file(int from, int to) {
    char buffer[1 << 14];
    off_t at = 0;
    for (ssize_t length; (length = pread(from, buffer, sizeof buffer, at)) != 0;) {
        if (length < 0 && errno == EINTR) continue;
        if (length < 0 || !write_all(to, buffer, (size_t)length)) return false;
        at += length;
    }
    return true;
}

static bool write_text(const char *path, const char *text) {
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool written = write_all(fd, text, strlen(text));
    close(fd);
    return written;
}

/* ---- namespaces ------------------------------------------------------------------------------ */

static bool map_to_root(const char *path, unsigned id) {
    char map[64];
    snprintf(map, sizeof map, "0 %u 1", id);
    return write_text(path, map);
}

bool judge_leave_host_namespaces(bool user_namespace) {
    const unsigned user = geteuid(), group = getegid();
    const int apart = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
    if (!user_namespace) return unshare(apart) == 0;
    return unshare(CLONE_NEWUSER | apart) == 0 && write_text("/proc/self/setgroups", "deny") &&
           map_to_root("/proc/self/uid_map", user) && map_to_root("/proc/self/gid_map", group);
}

/* ---- roots ----------------------------------------------------------------------------------- */

/* Any folder that always exists. Its contents are hidden in this namespace. */
static const char new_root[] = "/tmp";

static bool mount_root(const char *options) {
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("hmf-judge", new_root, "tmpfs", MS_NOSUID | MS_NODEV, options) == 0 &&
           chdir(new_root) == 0;
}

static bool enter_root(void) {
    return syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 &&
           chdir("/") == 0;
}

static bool keep_root_as_it_is(void) {
    return mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) == 0;
}

static bool put_file(int from, const char *path) {
    if (from < 0) return false;
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0555);
    const bool copied = fd >= 0 && judge_copy_file(from, fd);
    if (fd >= 0) close(fd);
    return copied;
}

static bool put_program(void) {
    const int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    const bool good = mkdir("proc", 0555) == 0 && mkdir("proc/self", 0555) == 0 &&
                      put_file(from, "proc/self/exe");
    if (from >= 0) close(from);
    return good;
}

bool judge_enter_empty_root(int module_fd, bool with_program) {
    return mount_root("size=64m,nr_inodes=16,mode=0555") &&
           (module_fd < 0 || put_file(module_fd, "entry.so")) && (!with_program || put_program()) &&
           enter_root() && keep_root_as_it_is();
}

/* Shows the host's folder /NAME, or a copy of the link /NAME, as NAME in the new root. */
static bool show_folder(const char *path) {
    char target[256];
    const ssize_t length = readlink(path, target, sizeof target - 1);
    if (length > 0) {
        target[length] = '\0';
        return symlink(target, path + 1) == 0;
    }
    if (access(path, F_OK) != 0) return true; /* systems differ in this list */
    return mkdir(path + 1, 0755) == 0 && mount(path, path + 1, NULL, MS_BIND, NULL) == 0 &&
           mount(NULL, path + 1, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV,
                 NULL) == 0;
}

bool judge_enter_compiler_root(void) {
    static const char *const folders[] = {"/usr", "/bin", "/lib", "/lib32", "/lib64", "/libx32"};
    if (!mount_root("size=128m,nr_inodes=256,mode=0755")) return false;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (!show_folder(folders[i])) return false;
    return mkdir("work", 0777) == 0 && chmod("work", 0777) == 0 && enter_root() &&
           chdir("/work") == 0;
}

/* ---- Landlock -------------------------------------------------------------------------------- */

/* The access rights of Landlock's first version; later ones are not needed here. */
static const __u64 landlock_all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
static const __u64 landlock_reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

static bool landlock_allow(int ruleset, const char *path, __u64 access) {
    const int folder = open(path, O_PATH | O_CLOEXEC);
    if (folder < 0) return errno == ENOENT;
    const struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = folder};
    const bool added =
        syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(folder);
    return added;
}

bool judge_restrict_files(const char *const *readable, const char *work) {
    const struct landlock_ruleset_attr attributes = {.handled_access_fs = landlock_all};
    const int ruleset =
        (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (ruleset < 0) return false;
    bool good = true;
    for (; good && readable && *readable; readable++)
        good = landlock_allow(ruleset, *readable, landlock_reading);
    if (good && work) good = landlock_allow(ruleset, work, landlock_all);
    good = good && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return good;
}

/* ---- users ----------------------------------------------------------------------------------- */

uid_t judge_sandbox_user(unsigned which) {
    return 0x40000000u + ((uid_t)getpid() << 8) + which % 256; /* a process has at most 22 bits */
}

bool judge_become_user(uid_t user) {
    return setgroups(0, NULL) == 0 && setresgid(user, user, user) == 0 &&
           setresuid(user, user, user) == 0;
}

bool judge_drop_capabilities(void) {
    const struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[2] = {{0}};
    if (geteuid() == 0 && prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED) != 0)
        return false;
    return syscall(SYS_capset, &header, none) == 0;
}

bool judge_no_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool judge_prefer_oom_kill(void) {
    return write_text("/proc/self/oom_score_adj", "1000");
}

bool judge_die_with_parent(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
    return getppid() == parent || (errno = ESRCH, false); /* the parent may have just ended */
}

/* ---- the clock ------------------------------------------------------------------------------- */

bool judge_disable_tsc(void) {
#if defined PR_SET_TSC && (defined __x86_64__ || defined __i386__)
    return prctl(PR_SET_TSC, PR_TSC_SIGSEGV) == 0;
#else
    errno = ENOSYS;
    return false;
#endif
}

bool judge_find_clock_pages(pid_t pid, judge_clock_pages *clock) {
    char path[64] = "/proc/self/maps", line[512];
    if (pid != 0) snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
    *clock = (judge_clock_pages){0};
    FILE *maps = fopen(path, "re");
    if (!maps) return false;
    unsigned long first, last;
    bool mapped = false;
    while (clock->count < JUDGE_CLOCK_PARTS && fgets(line, sizeof line, maps)) {
        mapped = true;
        if (!strstr(line, "[vdso]") && !strstr(line, "[vvar")) continue;
        if (sscanf(line, "%lx-%lx", &first, &last) != 2) continue;
        clock->part[clock->count].start = first;
        clock->part[clock->count].size = last - first;
        clock->part[clock->count++].functions = strstr(line, "[vdso]") != NULL;
    }
    fclose(maps);
    return mapped || (errno = ESRCH, false);
}

/* Code that calls getrandom(2). It replaces the function of the vDSO, which has the same first
 * three arguments and keeps its state in the clock pages. */
#if defined __x86_64__
static const char getrandom_name[] = "__vdso_getrandom";
static const unsigned char getrandom_code[] = {0xb8, 0x3e, 0x01, 0x00, 0x00, /* mov $318, %eax */
                                               0x0f, 0x05,                   /* syscall */
                                               0xc3};                        /* ret */
#elif defined __aarch64__
static const char getrandom_name[] = "__kernel_getrandom";
static const unsigned char getrandom_code[] = {0xc8, 0x22, 0x80, 0xd2,  /* mov x8, #278 */
                                               0x01, 0x00, 0x00, 0xd4,  /* svc #0 */
                                               0xc0, 0x03, 0x5f, 0xd6}; /* ret */
#else
static const char getrandom_name[] = "";
static const unsigned char getrandom_code[1];
#endif

/* Patches getrandom in the copy of the vDSO mapped at start[size] to call the kernel. Linux
 * before 6.11 has no such function. */
static void ask_kernel_for_random(unsigned char *copy, unsigned long start, size_t size) {
    void *vdso = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);
    const void *function = vdso ? dlsym(vdso, getrandom_name) : NULL;
    const size_t at = (size_t)((uintptr_t)function - start);
    if (function && at < size && sizeof getrandom_code <= size - at)
        memcpy(copy + at, getrandom_code, sizeof getrandom_code);
    if (vdso) dlclose(vdso);
}

static bool replace_by_copy(unsigned long start, size_t size) {
    unsigned char *copy =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED) return false;
    memcpy(copy, (const void *)start, size);
    ask_kernel_for_random(copy, start, size);
    __builtin___clear_cache((char *)copy, (char *)copy + size);
    return mprotect(copy, size, PROT_READ | PROT_EXEC) == 0 &&
           mremap(copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)start) != MAP_FAILED;
}

bool judge_remove_clock_pages(const judge_clock_pages *clock) {
    for (size_t i = 0; i < clock->count; i++) {
        const unsigned long start = clock->part[i].start;
        const size_t size = clock->part[i].size;
        if (!(clock->part[i].functions ? replace_by_copy(start, size)
                                       : munmap((void *)start, size) == 0))
            return false;
    }
    return true;
}

/* ---- limits ---------------------------------------------------------------------------------- */

static bool limit_to(__rlimit_resource_t resource, rlim_t most) {
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

bool judge_set_limits(const judge_limits *limit) {
    const rlim_t stack = 8u << 20;
    return limit_to(RLIMIT_CORE, 0) && limit_to(RLIMIT_STACK, stack) &&
           limit_to(RLIMIT_FSIZE, limit->file) && limit_to(RLIMIT_CPU, limit->seconds) &&
           limit_to(RLIMIT_NOFILE, limit->files) && limit_to(RLIMIT_MEMLOCK, 0) &&
           limit_to(RLIMIT_MSGQUEUE, 0) && limit_to(RLIMIT_SIGPENDING, 64) &&
           (limit->memory == 0 || limit_to(RLIMIT_AS, limit->memory)) &&
           (limit->processes == 0 || limit_to(RLIMIT_NPROC, limit->processes));
}

/* ---- seals ----------------------------------------------------------------------------------- */

bool judge_seal_future_writes(int memfd) {
    return fcntl(memfd, F_ADD_SEALS,
                 F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
}

bool judge_seal_contents(int memfd) {
    return fcntl(memfd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
}

/* ---- system calls ---------------------------------------------------------------------------- */

/* Memory, waiting for threads, exiting, and the calls of malloc and abort. */
static const int run_calls[] = {
    SCMP_SYS(brk),          SCMP_SYS(munmap),
    SCMP_SYS(mremap),       SCMP_SYS(mprotect),
    SCMP_SYS(madvise),      SCMP_SYS(futex),
    SCMP_SYS(sched_yield),  SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrandom),    SCMP_SYS(getpid),
    SCMP_SYS(gettid),       SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),
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
static int allow_all(scmp_filter_ctx filter, const int *calls, size_t count) {
    int error = 0;
    for (size_t i = 0; error == 0 && i < count; i++)
        error = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i], 0, NULL);
    return error;
}
#define ALLOW(filter, calls) allow_all(filter, calls, sizeof(calls) / sizeof *(calls))

/* A rule with conditions on the arguments of the call. */
typedef struct {
    unsigned kinds; /* bits 1 << judge_seccomp_kind */
    enum { WITHOUT_THREADS, WITH_THREADS, ALWAYS } when;
    uint32_t action;
    int call;
    unsigned conditions;
    struct scmp_arg_cmp condition[2];
} rule;

enum {
    LOAD = 1 << JUDGE_SECCOMP_LOAD,
    RUN = 1 << JUDGE_SECCOMP_RUN,
    SANITIZED = 1 << JUDGE_SECCOMP_SANITIZED,
    ANY_KIND = LOAD | RUN | SANITIZED,
};

/* Signals of glibc: pthread_create handles SIGSETXID, pthread_cancel SIGCANCEL. */
enum { SIGCANCEL = 32, SIGSETXID = 33 };

#define EQUAL(argument, value) SCMP_CMP(argument, SCMP_CMP_EQ, (scmp_datum_t)(value), 0)
#define MASKED(argument, mask, value)                                                              \
    SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, (scmp_datum_t)(mask), (scmp_datum_t)(value))

static int add_rules(scmp_filter_ctx filter, judge_seccomp_kind kind, bool threads) {
    const uint32_t allow = SCMP_ACT_ALLOW, trap = SCMP_ACT_TRAP, fail = SCMP_ACT_ERRNO(EPERM);
    const pid_t pid = getpid();
    const scmp_datum_t private = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE |
                                 MAP_NORESERVE | MAP_STACK | MAP_POPULATE | MAP_DENYWRITE;
    const scmp_datum_t thread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
    const rule rules[] = {
        /* Private mappings of ordinary pages, but no shared, huge or droppable ones. A shared page
         * that is released with madvise keeps its memory, but no longer counts for the process. */
        {ANY_KIND, ALWAYS, allow, SCMP_SYS(mmap), 1, {MASKED(3, ~private, 0)}},
        /* The end by abort, with the message of the C library. The descriptor is closed in timed
         * workers. */
        {LOAD | RUN, ALWAYS, allow, SCMP_SYS(tgkill), 2, {EQUAL(0, pid), EQUAL(2, SIGABRT)}},
        {LOAD | RUN, ALWAYS, allow, SCMP_SYS(write), 1, {EQUAL(0, STDERR_FILENO)}},
        {LOAD | RUN, ALWAYS, allow, SCMP_SYS(writev), 1, {EQUAL(0, STDERR_FILENO)}},
        /* Reading the limits of this process, but not setting them. */
        {LOAD | RUN, ALWAYS, allow, SCMP_SYS(prlimit64), 2, {EQUAL(0, 0), EQUAL(2, 0)}},
        /* Two calls raise SIGSYS under the filter for sanitizers, all others fail. The handler
         * answers sysinfo (worker.h) and reports forbidden threads. It must catch the first
         * rt_sigaction of pthread_create, because SIGSYS is blocked when that calls clone. */
        {SANITIZED, ALWAYS, trap, SCMP_SYS(sysinfo), 0, {{0}}},
        {SANITIZED, ALWAYS, allow, SCMP_SYS(rt_sigaction), 1, {SCMP_A0(SCMP_CMP_LT, SIGCANCEL, 0)}},
        {SANITIZED, WITHOUT_THREADS, trap, SCMP_SYS(rt_sigaction), 1, {EQUAL(0, SIGCANCEL)}},
        {SANITIZED, WITHOUT_THREADS, trap, SCMP_SYS(rt_sigaction), 1, {EQUAL(0, SIGSETXID)}},
        /* Threads, but no processes. A filter cannot see the flags of clone3, which are in memory;
         * glibc uses clone if there is no clone3. Setting the name of a thread fails. */
        {ANY_KIND, WITH_THREADS, allow, SCMP_SYS(rt_sigaction), 1, {EQUAL(0, SIGCANCEL)}},
        {ANY_KIND, WITH_THREADS, allow, SCMP_SYS(rt_sigaction), 1, {EQUAL(0, SIGSETXID)}},
        {ANY_KIND, WITH_THREADS, allow, SCMP_SYS(tgkill), 2, {EQUAL(0, pid), EQUAL(2, SIGCANCEL)}},
        {ANY_KIND, WITH_THREADS, allow, SCMP_SYS(clone), 1, {MASKED(0, thread, thread)}},
        {ANY_KIND, WITH_THREADS, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, {{0}}},
        {ANY_KIND, WITH_THREADS, allow, SCMP_SYS(set_robust_list), 0, {{0}}},
        {ANY_KIND, WITH_THREADS, allow, SCMP_SYS(rseq), 0, {{0}}},
        {LOAD | RUN, WITH_THREADS, fail, SCMP_SYS(prctl), 1, {EQUAL(0, PR_SET_NAME)}},
        /* The first filter must allow loading the second. */
        {LOAD, ALWAYS, allow, SCMP_SYS(seccomp), 0, {{0}}},
    };
    int error = 0;
    for (size_t i = 0; error == 0 && i < sizeof rules / sizeof *rules; i++) {
        const rule *r = &rules[i];
        if (r->kinds & 1u << kind && (r->when == ALWAYS || r->when == threads))
            error = seccomp_rule_add_array(filter, r->action, r->call, r->conditions, r->condition);
    }
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
    if (error == 0) error = ALLOW(filter, run_calls);
    if (error == 0 && kind != JUDGE_SECCOMP_RUN) error = ALLOW(filter, load_calls);
    if (error == 0 && sanitized) error = ALLOW(filter, sanitizer_calls);
    if (error == 0) error = add_rules(filter, kind, threads);
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
