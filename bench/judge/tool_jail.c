/*
 * tool_jail.c: the program that becomes a jail: for a compiler, or for a contestant. The judge
 * starts it in namespaces of its own; everything else it gives up itself, before it touches what a
 * stranger wrote. It holds no secret: expected values and the clock stay with the judge.
 */
#include "confine.h"
#include "filter.h"
#include "jail.h"
#include "protections.h"
#include "serve.h"
#include "watch.h"

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
    "usage: hmf-judge-jail run MASK USER CORE THREADS KIND NAME\n"
    "       hmf-judge-jail compile MASK USER FILE COMMAND ...\n"
    "\n"
    "Started by the judge, which hands over the descriptors that handover.h and jail.h name.\n";

/* ---- what both have in common ---------------------------------------------------------------- */

_Noreturn static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(JAIL_FAILED);
}

static void must(bool good, const char *what) {
    if (!good) die(what);
}

static unsigned long number(const char *text) {
    return strtoul(text, NULL, 10);
}

static bool has(unsigned mask, protection which) {
    return mask & 1u << which;
}

/* To be called again after a change of user, which resets it. The judge holds the other end of
 * stderr. */
static void end_with_parent(void) {
    struct pollfd errors = {.fd = STDERR_FILENO};
    must(confine_die_with_parent(getppid()) && poll(&errors, 1, 0) >= 0 &&
             !(errors.revents & POLLERR),
         "staying with the judge");
}

static void be_killed_first(unsigned mask) {
    if (has(mask, PROTECT_FIRST_KILLED))
        must(confine_first_to_be_killed(), "offering itself to the OOM killer");
}

static void give_up_rights(unsigned mask, uid_t user) {
    if (has(mask, PROTECT_OTHER_USER)) must(confine_become(user), "taking on another user");
    must(confine_no_capabilities(), "giving up capabilities");
    must(confine_no_new_privileges(), "no_new_privs");
    end_with_parent();
}

/* ---- a contestant ---------------------------------------------------------------------------- */

static void stay_on_core(int core) {
    cpu_set_t cores;
    if (core < 0) return;
    CPU_ZERO(&cores);
    CPU_SET((size_t)core, &cores);
    must(sched_setaffinity(0, sizeof cores, &cores) == 0, "choosing a core");
}

static void limit_contestant(unsigned mask, bool threads) {
    must(confine_limits(&(confine_limit){
             .memory = JAIL_SANITIZED ? 0 : (size_t)JAIL_MEMORY_MIB << 20,
             .file = JAIL_SANITIZED ? 1 << 20 : 0,
             .seconds = 3600,
             .processes = !has(mask, PROTECT_OTHER_USER) ? 0
                          : threads                      ? JAIL_THREADS
                                                         : 1,
             .files = 16,
         }),
         "setting limits");
}

/* Has the C library look up its unwinder now. A thread that ended by pthread_exit in a constructor
 * would wait for ever for the lock that dlopen holds. */
static void prepare_unwinder(void) {
    void *frame;
    backtrace(&frame, 1);
}

/* All but what libraries have already read, before the first line of the entry runs. */
static const char *confine_contestant(unsigned mask, uid_t user, bool threads,
                                      const judge_handover *h, confine_clock *clock) {
    const char *path = "/entry.so";
    must(confine_find_clock(0, clock), "finding the clock");
    if (has(mask, PROTECT_EMPTY_ROOT))
        must(confine_empty_root(JUDGE_MODULE_FD, JAIL_SANITIZED), "making an empty root");
    else
        path = "/proc/self/fd/5"; /* JUDGE_MODULE_FD */
    limit_contestant(mask, threads);
    /* Each arena reserves 64 MiB of the address space that is limited. */
    mallopt(M_ARENA_MAX, JAIL_ARENAS);
    give_up_rights(mask, user);
    static const char *const root[] = {"/", NULL};
    if (has(mask, PROTECT_LANDLOCK))
        must(confine_no_files(has(mask, PROTECT_EMPTY_ROOT) ? root : NULL, NULL), "Landlock");
    if (!JAIL_SANITIZED) {
        if (has(mask, PROTECT_NO_CLOCK)) must(confine_no_clock(), "no clock");
        must(confine_remove_clock(clock), "taking the clock away");
    }
    must(watch_begin(h, clock), "catching signals");
    if (has(mask, PROTECT_SECCOMP))
        must(filter_load(JAIL_SANITIZED ? FILTER_SANITIZED : FILTER_LOAD, threads), "seccomp");
    return path;
}

static int run(char **arguments) {
    const unsigned mask = (unsigned)number(arguments[0]);
    const uid_t user = (uid_t)number(arguments[1]);
    const bool threads = number(arguments[3]) != 0;
    const unsigned long kind = number(arguments[4]);
    judge_handover h;
    if (kind >= CONTESTANT_KINDS) return fputs(usage, stderr), JAIL_FAILED;
    be_killed_first(mask);
    must(judge_handover_map(&h, JUDGE_QUESTION_FD, JUDGE_ANSWER_FD, true), "sharing memory");
    close(JUDGE_QUESTION_FD);
    close(JUDGE_ANSWER_FD);
    stay_on_core(atoi(arguments[2]));
    prepare_unwinder();
    confine_clock clock;
    const char *path = confine_contestant(mask, user, threads, &h, &clock);
    if (has(mask, PROTECT_EMPTY_ROOT)) close(JUDGE_MODULE_FD);
    atomic_store(&h.answer->stage, JUDGE_STAGE_LOAD);
    must(write(STDERR_FILENO, JAIL_CLOSED, 1) == 1, "telling that the walls stand");
    const hmf_impl *impl = serve_load((contestant_kind)kind, arguments[5], path, h.answer);
    if (!impl) _exit(JAIL_NOT_LOADED);
    if (!JAIL_SANITIZED) {
        close(JUDGE_MODULE_FD);
        close(STDERR_FILENO);
        if (has(mask, PROTECT_SECCOMP)) must(filter_load(FILTER_RUN, threads), "seccomp");
    }
    serve(&h, impl);
}

/* ---- a compiler ------------------------------------------------------------------------------ */

static const char *const system_folders[] = {"/usr",   "/bin",    "/lib", "/lib32",
                                             "/lib64", "/libx32", NULL};
static char temporary[] = "/tmp/hmf-judge-XXXXXX"; /* where there is no root of our own */

static void put_file(int from, const char *name) {
    const int to = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    must(to >= 0 && confine_copy(from, to) && close(to) == 0, name);
}

static void enter_workplace(unsigned mask, uid_t user) {
    if (has(mask, PROTECT_EMPTY_ROOT)) {
        must(confine_compiler_root(), "making a root for the compiler");
        setenv("TMPDIR", "/work", 1);
        return;
    }
    must(mkdtemp(temporary) && chdir(temporary) == 0, temporary);
    if (has(mask, PROTECT_OTHER_USER)) must(chown(temporary, user, user) == 0, temporary);
    setenv("TMPDIR", temporary, 1);
}

static void leave_workplace(unsigned mask) {
    if (has(mask, PROTECT_EMPTY_ROOT)) return; /* it goes with this process */
    static const char *const files[] = {"entry.so", "hmf.h"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) unlink(files[i]);
    rmdir(temporary);
}

static void limit_compiler(unsigned mask) {
    must(confine_limits(&(confine_limit){
             .memory = (size_t)2 << 30,
             .file = (size_t)JAIL_MODULE_MIB << 20,
             .seconds = 30,
             .processes = has(mask, PROTECT_OTHER_USER) ? 32 : 0,
             .files = 64,
         }),
         "setting limits");
}

/* Its exit status, or 128 and the signal. */
static int run_compiler(unsigned mask, uid_t user, char **command) {
    const pid_t pid = fork();
    must(pid >= 0, "fork");
    if (pid == 0) {
        limit_compiler(mask);
        give_up_rights(mask, user);
        if (has(mask, PROTECT_LANDLOCK)) must(confine_no_files(system_folders, "."), "Landlock");
        execvp(command[0], command);
        die(command[0]);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) must(errno == EINTR, "waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* This process, which only waits, cleans up as well. */
static int compile(char **arguments) {
    const unsigned mask = (unsigned)number(arguments[0]);
    const uid_t user = (uid_t)number(arguments[1]);
    end_with_parent();
    be_killed_first(mask);
    enter_workplace(mask, user);
    put_file(JAIL_SOURCE_FD, arguments[2]);
    put_file(JAIL_HEADER_FD, "hmf.h");
    const int status = run_compiler(mask, user, arguments + 3);
    const int module = status == 0 ? open("entry.so", O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    const bool taken = status != 0 || (module >= 0 && confine_copy(module, JAIL_OUTPUT_FD));
    unlink(arguments[2]);
    leave_workplace(mask);
    must(taken, "entry.so");
    return status;
}

int main(int argc, char **argv) {
    umask(022); /* what it makes is read by another user, whatever the caller's mask */
    if (argc == 8 && strcmp(argv[1], "run") == 0) return run(argv + 2);
    if (argc >= 6 && strcmp(argv[1], "compile") == 0) return compile(argv + 2);
    fputs(usage, stderr);
    return JAIL_FAILED;
}
