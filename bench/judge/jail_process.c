/* jail_process.c: clone, exec, wait. */
#include "jail_process.h"

#include "clock.h"
#include "jail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_MAX = 1 << 14 };

/* ---- starting -------------------------------------------------------------------------------- */

/* Like fork, into namespaces of its own. */
static pid_t fork_apart(const judge_host *host) {
    unsigned long flags = SIGCHLD;
    if (host->mask & 1u << PROTECT_NAMESPACES) flags |= CLONE_NEWPID;
    if (host->mask & 1u << PROTECT_EMPTY_ROOT) flags |= CLONE_NEWNS;
    return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
}

/* from[i] becomes i; above all of these first, so that none is overwritten. */
static bool place_descriptors(const int *from, int count) {
    int high[8];
    for (int i = 0; i < count; i++)
        if ((high[i] = fcntl(from[i], F_DUPFD, 16)) < 0) return false;
    for (int i = 0; i < count; i++)
        if (dup2(high[i], i) < 0) return false;
    return close_range((unsigned)count, ~0u, 0) == 0;
}

_Noreturn static void become(const judge_host *host, const char *program, char *const arguments[],
                             const int fds[3], int errors, int group) {
    char threads[32], clone[64];
    snprintf(threads, sizeof threads, "OMP_NUM_THREADS=%d",
             host->cores < JAIL_THREADS ? host->cores : JAIL_THREADS);
    const char *chosen = getenv("HMF_CLONE");
    snprintf(clone, sizeof clone, "HMF_CLONE=%s", chosen ? chosen : "");
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8";
    /* exitcode is JAIL_SANITIZER */
    static char asan[] = "ASAN_OPTIONS=exitcode=97:detect_leaks=0:symbolize=1:color=never:"
                         "allocator_may_return_null=1:max_allocation_size_mb=1024:print_legend=0:"
                         "handle_abort=1:handle_sigill=1:detect_odr_violation=0";
    static char ubsan[] = "UBSAN_OPTIONS=exitcode=97:color=never";
    char *const environment[] = {path, locale, threads, asan, ubsan, chosen ? clone : NULL, NULL};
    if (group >= 0 && !memory_group_join(group)) {
        dprintf(errors, "joining a memory group: %s\n", strerror(errno));
        _exit(127);
    }
    const int nothing = open("/dev/null", O_RDWR);
    const int open_there[] = {nothing, errors, errors, fds[0], fds[1], fds[2]};
    sigset_t none;
    sigemptyset(&none);
    if (nothing >= 0 && place_descriptors(open_there, 6) &&
        sigprocmask(SIG_SETMASK, &none, NULL) == 0)
        execve(program, arguments, environment);
    dprintf(STDERR_FILENO, "%s: %s\n", program, strerror(errno));
    _exit(127);
}

/* Returns a descriptor to join its group, -1 for none; false with errno set. */
static bool make_group(jail_process *process, const judge_host *host, size_t memory_mib,
                       int *group) {
    *group = -1;
    if (!host->groups) return true;
    *group = memory_group_make(host->groups, memory_mib << 20, &process->group);
    process->groups = host->groups;
    return *group >= 0;
}

bool jail_start(jail_process *process, const judge_host *host, size_t memory_mib,
                const char *program, char *const arguments[], const int fds[3]) {
    *process = (jail_process){.errors = -1};
    int both[2] = {-1, -1}, group;
    if (!make_group(process, host, memory_mib, &group)) return false;
    process->pid = pipe2(both, O_CLOEXEC | O_NONBLOCK) == 0 ? fork_apart(host) : -1;
    if (process->pid == 0) {
        fcntl(both[1], F_SETFL, 0); /* what it writes may wait */
        become(host, program, arguments, fds, both[1], group);
    }
    const int error = errno;
    if (group >= 0) close(group);
    if (both[1] >= 0) close(both[1]);
    process->errors = both[0];
    if (process->pid > 0) return true;
    process->pid = 0;
    jail_end(process);
    errno = error;
    return false;
}

/* ---- ending ---------------------------------------------------------------------------------- */

bool jail_has_ended(jail_process *process) {
    if (process->pid == 0) return true;
    const pid_t ended = waitpid(process->pid, &process->status, WNOHANG);
    if (ended == process->pid) process->pid = 0;
    return process->pid == 0;
}

void jail_kill(jail_process *process) {
    if (process->pid <= 0) return;
    kill(process->pid, SIGKILL);
    while (waitpid(process->pid, &process->status, 0) < 0 && errno == EINTR) {
    }
    process->pid = 0;
}

void jail_end(jail_process *process) {
    jail_kill(process);
    if (process->errors >= 0) close(process->errors);
    process->errors = -1;
    if (process->group > 0) memory_group_remove(process->groups, process->group);
    process->group = 0;
}

/* ---- what it takes --------------------------------------------------------------------------- */

/* The most that the kernel keeps for a thread: mainly seccomp filters of its own, which may have
 * 32,768 instructions of some 40 bytes. */
enum { THREAD_KIB = 1024 };

/* Huge pages are not among the resident ones. */
static long counted_kib(const char *line) {
    static const char *const counted[] = {"VmRSS:", "VmSwap:", "VmPTE:", "HugetlbPages:"};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (strncmp(line, counted[i], strlen(counted[i])) == 0)
            return strtol(line + strlen(counted[i]), NULL, 10);
    return strncmp(line, "Threads:", 8) == 0 ? THREAD_KIB * strtol(line + 8, NULL, 10) : 0;
}

long jail_memory(const jail_process *process) {
    char path[64], line[512];
    long kib = 0;
    bool has_memory = false;
    snprintf(path, sizeof path, "/proc/%d/status", (int)process->pid);
    FILE *file = fopen(path, "re");
    if (!file) return -1;
    while (fgets(line, sizeof line, file)) {
        kib += counted_kib(line);
        has_memory |= strncmp(line, "VmRSS:", 6) == 0;
    }
    fclose(file);
    return has_memory ? kib : 0;
}

/* ---- what it says ---------------------------------------------------------------------------- */

/* Reads what there is to text[SAID_MAX], *length of which are in use; the rest is dropped. */
static void hear(int fd, char *text, size_t *length) {
    char buffer[4096];
    for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;) {
        const size_t room = SAID_MAX - 1 - *length;
        const size_t kept = (size_t)got < room ? (size_t)got : room;
        memcpy(text + *length, buffer, kept);
        *length += kept;
    }
}

char *jail_said(jail_process *process) {
    char *text = calloc(1, SAID_MAX);
    size_t length = 0;
    if (text && process->errors >= 0) hear(process->errors, text, &length);
    return text;
}

bool jail_wait(jail_process *process, double seconds, char **said) {
    const double end = hmf_now() + seconds;
    size_t length = 0;
    *said = calloc(1, SAID_MAX);
    bool ended = false;
    while (*said && !(ended = jail_has_ended(process)) && hmf_now() < end) {
        struct pollfd errors = {.fd = process->errors, .events = POLLIN};
        poll(&errors, 1, 10);
        hear(process->errors, *said, &length);
        if (errors.revents & POLLHUP && !jail_has_ended(process)) usleep(200);
    }
    if (*said) hear(process->errors, *said, &length);
    return ended;
}
