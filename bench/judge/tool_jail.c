/* SPDX-License-Identifier: MIT */
/*
 * tool_jail.c: the program that becomes a jail for a compiler or a worker. The judge starts it in
 * new namespaces. It gives up all other rights itself before it touches an entry. It knows no
 * secrets: expected values and the clock stay with the judge.
 */
#include "worker.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usage[] =
    "usage: hmf-judge-jail run 'MASK USER CORE THREADS KIND' NAME\n"
    "       hmf-judge-jail compile 'MASK USER' FILE COMMAND ...\n"
    "\n"
    "Started by the judge, which passes the descriptors listed in shared_memory.h.\n";

/* ---- both jails ------------------------------------------------------------------------------ */

_Noreturn static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(JUDGE_JAIL_FAILED);
}

static void must(bool good, const char *what) {
    if (!good) fail(what);
}

static unsigned mask, user;     /* the protections in use, and the user to become */
static int core, threads, kind; /* of a worker */

static bool has(int which) {
    return mask & 1u << which;
}

/* Ends this process when the judge ends, which holds the other end of stderr. A change of user
 * resets this, so it must be called again afterwards. */
static void end_with_parent(void) {
    struct pollfd errors = {.fd = STDERR_FILENO};
    must(judge_die_with_parent(getppid()) && poll(&errors, 1, 0) >= 0 &&
             !(errors.revents & POLLERR),
         "binding the process to the judge");
}

static void be_killed_first(void) {
    if (has(JUDGE_PROTECT_FIRST_KILLED)) must(judge_prefer_oom_kill(), "setting oom_score_adj");
}

static void give_up_rights(void) {
    if (has(JUDGE_PROTECT_OTHER_USER)) must(judge_become_user(user), "changing the user");
    must(judge_drop_capabilities(), "dropping capabilities");
    must(judge_no_new_privileges(), "no_new_privs");
    end_with_parent();
}

/* ---- a worker -------------------------------------------------------------------------------- */

static void stay_on_core(void) {
    cpu_set_t cores;
    if (core < 0) return;
    CPU_ZERO(&cores);
    CPU_SET((size_t)core, &cores);
    must(sched_setaffinity(0, sizeof cores, &cores) == 0, "choosing a core");
}

/* Makes the C library load its unwinder now. A thread that calls pthread_exit in a constructor
 * would otherwise wait forever for the lock of dlopen. */
static void prepare_unwinder(void) {
    void *frame;
    backtrace(&frame, 1);
}

/* Gives up all rights before the first line of the entry runs. Returns the path of the module. */
static const char *confine_worker(const judge_shared_memory *h, judge_clock_pages *clock) {
    const char *path = "/entry.so";
    must(judge_find_clock_pages(0, clock), "finding the clock pages");
    if (has(JUDGE_PROTECT_EMPTY_ROOT))
        must(judge_enter_empty_root(JUDGE_MODULE_FD, JUDGE_JAIL_SANITIZED), "making an empty root");
    else
        path = "/proc/self/fd/5"; /* JUDGE_MODULE_FD */
    const judge_limits limits = {
        .memory = JUDGE_JAIL_SANITIZED ? 0 : (size_t)JUDGE_JAIL_MEMORY_MIB << 20,
        .file = JUDGE_JAIL_SANITIZED ? 1 << 20 : 0,
        .seconds = 3600,
        .processes = !has(JUDGE_PROTECT_OTHER_USER) ? 0
                     : threads                      ? JUDGE_JAIL_THREADS
                                                    : 1,
        .files = 16,
    };
    must(judge_set_limits(&limits), "setting limits");
    /* Each arena reserves 64 MiB of the limited address space. */
    mallopt(M_ARENA_MAX, JUDGE_JAIL_ARENAS);
    give_up_rights();
    static const char *const root[] = {"/", NULL};
    if (has(JUDGE_PROTECT_LANDLOCK))
        must(judge_restrict_files(has(JUDGE_PROTECT_EMPTY_ROOT) ? root : NULL, NULL), "Landlock");
    if (!JUDGE_JAIL_SANITIZED) {
        if (has(JUDGE_PROTECT_NO_CLOCK))
            must(judge_disable_tsc(), "disabling the time-stamp counter");
        must(judge_remove_clock_pages(clock), "removing the clock pages");
    }
    must(judge_install_crash_handlers(h, clock), "installing signal handlers");
    if (has(JUDGE_PROTECT_SECCOMP))
        must(judge_seccomp_load(JUDGE_JAIL_SANITIZED ? JUDGE_SECCOMP_SANITIZED : JUDGE_SECCOMP_LOAD,
                                threads),
             "seccomp");
    return path;
}

_Noreturn static void run(const char *name) {
    judge_shared_memory h;
    be_killed_first();
    must(judge_shared_memory_map(&h, JUDGE_QUESTION_FD, JUDGE_ANSWER_FD, true), "sharing memory");
    close(JUDGE_QUESTION_FD);
    close(JUDGE_ANSWER_FD);
    stay_on_core();
    prepare_unwinder();
    judge_clock_pages clock;
    const char *path = confine_worker(&h, &clock);
    if (has(JUDGE_PROTECT_EMPTY_ROOT)) close(JUDGE_MODULE_FD);
    atomic_store(&h.answer->stage, JUDGE_STAGE_LOAD);
    must(write(STDERR_FILENO, JUDGE_JAIL_CLOSED, 1) == 1, "reporting that the jail is closed");
    const hmf_impl *impl = judge_worker_load((judge_worker_kind)kind, name, path, h.answer);
    if (!impl) _exit(JUDGE_JAIL_NOT_LOADED);
    if (!JUDGE_JAIL_SANITIZED) {
        close(JUDGE_MODULE_FD);
        close(STDERR_FILENO);
        if (has(JUDGE_PROTECT_SECCOMP))
            must(judge_seccomp_load(JUDGE_SECCOMP_RUN, threads), "seccomp");
    }
    judge_worker_serve(&h, impl);
}

/* ---- a compiler ------------------------------------------------------------------------------ */

static const char *const system_folders[] = {"/usr",   "/bin",    "/lib", "/lib32",
                                             "/lib64", "/libx32", NULL};
static char temporary[] = "/tmp/hmf-judge-XXXXXX"; /* without a root of its own */

static void put_file(int from, const char *name) {
    const int to = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    must(to >= 0 && judge_copy_file(from, to) && close(to) == 0, name);
}

static void enter_work_folder(void) {
    if (has(JUDGE_PROTECT_EMPTY_ROOT)) {
        must(judge_enter_compiler_root(), "making a root for the compiler");
        setenv("TMPDIR", "/work", 1);
        return;
    }
    must(mkdtemp(temporary) && chdir(temporary) == 0, temporary);
    if (has(JUDGE_PROTECT_OTHER_USER)) must(chown(temporary, user, user) == 0, temporary);
    setenv("TMPDIR", temporary, 1);
}

static void leave_work_folder(void) {
    if (has(JUDGE_PROTECT_EMPTY_ROOT)) return; /* the root disappears with this process */
    unlink("entry.so");
    unlink("hmf.h");
    rmdir(temporary);
}

/* Returns its exit status, or 128 + the signal. */
static int run_compiler(char **command) {
    const pid_t pid = fork();
    must(pid >= 0, "fork");
    if (pid == 0) {
        const judge_limits limits = {
            .memory = (size_t)2 << 30,
            .file = (size_t)JUDGE_JAIL_MODULE_MIB << 20,
            .seconds = 30,
            .processes = has(JUDGE_PROTECT_OTHER_USER) ? 32 : 0,
            .files = 64,
        };
        must(judge_set_limits(&limits), "setting limits");
        give_up_rights();
        if (has(JUDGE_PROTECT_LANDLOCK))
            must(judge_restrict_files(system_folders, "."), "Landlock");
        execvp(command[0], command);
        fail(command[0]);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) must(errno == EINTR, "waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Runs the compiler in a child process, and removes the files afterwards. */
static int compile(const char *file, char **command) {
    end_with_parent();
    be_killed_first();
    enter_work_folder();
    put_file(JUDGE_JAIL_SOURCE_FD, file);
    put_file(JUDGE_JAIL_HEADER_FD, "hmf.h");
    const int status = run_compiler(command);
    const int module = status == 0 ? open("entry.so", O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    const bool taken =
        status != 0 || (module >= 0 && judge_copy_file(module, JUDGE_JAIL_OUTPUT_FD));
    unlink(file);
    leave_work_folder();
    must(taken, "entry.so");
    return status;
}

int main(int argc, char **argv) {
    umask(022); /* another user must be able to read the files */
    const int given =
        argc >= 4 ? sscanf(argv[2], "%u %u %d %d %d", &mask, &user, &core, &threads, &kind) : 0;
    if (given == 5 && argc == 4 && strcmp(argv[1], "run") == 0) run(argv[3]);
    if (given == 2 && argc >= 5 && strcmp(argv[1], "compile") == 0)
        return compile(argv[3], argv + 4);
    fputs(usage, stderr);
    return JUDGE_JAIL_FAILED;
}
