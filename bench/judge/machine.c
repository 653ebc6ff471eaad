/* SPDX-License-Identifier: MIT */
/* machine.c: finds programs, cores and protections, and runs jails as child processes. */
#include "machine.h"

#include "clock.h"
#include "die.h"
#include "shared_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sets path[size] to that of a readable file relative to the folder of this program. */
static void find_beside(char *path, size_t size, const char *name) {
    char self[3072];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) die(EXIT_ERROR, "/proc/self/exe: %s", strerror(errno));
    self[length] = '\0';
    snprintf(path, size, "%s/%s", dirname(self), name);
    if (access(path, R_OK) != 0) die(EXIT_ERROR, "%s: %s", path, strerror(errno));
}

static void choose_cores(judge_machine *machine) {
    cpu_set_t mine;
    int first[] = {-1, -1};
    if (sched_getaffinity(0, sizeof mine, &mine) != 0) {
        machine->cores = 1;
        CPU_ZERO(&mine);
    }
    for (int core = 0; core < CPU_SETSIZE; core++)
        if (CPU_ISSET((size_t)core, &mine) && machine->cores++ < 2)
            first[machine->cores - 1] = core;
    machine->judge_core = machine->cores > 1 ? first[0] : -1;
    machine->worker_core = first[1];
}

void judge_machine_pin(const judge_machine *machine, bool own_core) {
    static cpu_set_t all;
    if (CPU_COUNT(&all) == 0) sched_getaffinity(0, sizeof all, &all);
    cpu_set_t cores = all;
    if (own_core && machine->judge_core >= 0) {
        CPU_ZERO(&cores);
        CPU_SET((size_t)machine->judge_core, &cores);
    }
    sched_setaffinity(0, sizeof cores, &cores);
}

static void check_protections(const judge_machine *machine, bool accept_reduced) {
    bool missing = false;
    for (int i = 0; i < JUDGE_PROTECTIONS; i++) {
        const judge_protection *p = &judge_protections[i];
        if (machine->protections[i].offered || !p->required) continue;
        fprintf(stderr,
                "hmf judge: missing protection: %s (%s). Without it, it is not certain that %s.\n",
                p->name, machine->protections[i].why, p->purpose);
        missing = true;
    }
    if (missing && !accept_reduced)
        die(EXIT_ERROR,
            "judging on this machine is not safe: run it in a container or as root, or add "
            "--accept-reduced-isolation if you trust the entries");
}

void judge_machine_open(judge_machine *machine, const judge_seed *given, double patience,
                        bool accept_reduced) {
    *machine = (judge_machine){.patience = patience};
    choose_cores(machine);
    machine->random = judge_random_new(given);
    find_beside(machine->jail, sizeof machine->jail, "hmf-judge-jail");
    find_beside(machine->sanitized_jail, sizeof machine->sanitized_jail,
                "hmf-judge-jail-sanitized");
    find_beside(machine->module, sizeof machine->module, "../lib/hmf_module.so");
    machine->mask = judge_probe_protections(machine->protections);
    check_protections(machine, accept_reduced);
    if (machine->protections[JUDGE_PROTECT_MEMORY_GROUP].offered &&
        !(machine->groups = judge_memory_groups_open()))
        die(EXIT_ERROR, "limiting memory: %s", strerror(errno));
    const judge_protection_state *namespaces = &machine->protections[JUDGE_PROTECT_NAMESPACES];
    if (namespaces->offered && !judge_leave_host_namespaces(namespaces->rootless))
        die(EXIT_ERROR, "leaving the host's namespaces: %s", strerror(errno));
}

void judge_machine_close(judge_machine *machine) {
    judge_random_free(machine->random);
    judge_memory_groups_close(machine->groups);
}

/* ---- jails ----------------------------------------------------------------------------------- */

enum { OUTPUT_MAX = 1 << 14 };

/* Forks into new namespaces. */
static pid_t fork_into_namespaces(const judge_machine *machine) {
    unsigned long flags = SIGCHLD;
    if (machine->mask & 1u << JUDGE_PROTECT_NAMESPACES) flags |= CLONE_NEWPID;
    if (machine->mask & 1u << JUDGE_PROTECT_EMPTY_ROOT) flags |= CLONE_NEWNS;
    return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
}

/* Makes from[i] descriptor i. Moves all to high numbers first, so that none is overwritten. */
static bool place_descriptors(const int *from, int count) {
    int high[8];
    for (int i = 0; i < count; i++)
        if ((high[i] = fcntl(from[i], F_DUPFD, 16)) < 0) return false;
    for (int i = 0; i < count; i++)
        if (dup2(high[i], i) < 0) return false;
    return close_range((unsigned)count, ~0u, 0) == 0;
}

_Noreturn static void exec_jail(const judge_machine *machine, const char *program,
                                char *const arguments[], const int fds[3], int errors, int group) {
    char threads[32], clone[64];
    snprintf(threads, sizeof threads, "OMP_NUM_THREADS=%d",
             machine->cores < JUDGE_JAIL_THREADS ? machine->cores : JUDGE_JAIL_THREADS);
    const char *chosen = getenv("HMF_CLONE");
    snprintf(clone, sizeof clone, "HMF_CLONE=%s", chosen ? chosen : "");
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8";
    /* exitcode is JAIL_SANITIZER */
    static char asan[] = "ASAN_OPTIONS=exitcode=97:detect_leaks=0:symbolize=1:color=never:"
                         "allocator_may_return_null=1:max_allocation_size_mb=1024:print_legend=0:"
                         "handle_abort=1:handle_sigill=1:detect_odr_violation=0";
    static char ubsan[] = "UBSAN_OPTIONS=exitcode=97:color=never";
    char *const environment[] = {path, locale, threads, asan, ubsan, chosen ? clone : NULL, NULL};
    if (group >= 0 && !judge_memory_group_join(group)) {
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

/* Sets *group to a descriptor for joining a new group, or -1. Returns false with errno set. */
static bool make_group(judge_jail *process, const judge_machine *machine, size_t memory_mib,
                       int *group) {
    *group = -1;
    if (!machine->groups) return true;
    *group = judge_memory_group_make(machine->groups, memory_mib << 20, &process->group);
    process->groups = machine->groups;
    return *group >= 0;
}

bool judge_jail_start(judge_jail *process, const judge_machine *machine, size_t memory_mib,
                      const char *program, char *const arguments[], const int fds[3]) {
    *process = (judge_jail){.errors = -1};
    int both[2] = {-1, -1}, group;
    if (!make_group(process, machine, memory_mib, &group)) return false;
    process->pid = pipe2(both, O_CLOEXEC | O_NONBLOCK) == 0 ? fork_into_namespaces(machine) : -1;
    if (process->pid == 0) {
        fcntl(both[1], F_SETFL, 0); /* the jail may block when it writes */
        exec_jail(machine, program, arguments, fds, both[1], group);
    }
    const int error = errno;
    if (group >= 0) close(group);
    if (both[1] >= 0) close(both[1]);
    process->errors = both[0];
    if (process->pid > 0) return true;
    process->pid = 0;
    judge_jail_end(process);
    errno = error;
    return false;
}

bool judge_jail_has_ended(judge_jail *process) {
    if (process->pid == 0) return true;
    const pid_t ended = waitpid(process->pid, &process->status, WNOHANG);
    if (ended == process->pid) process->pid = 0;
    return process->pid == 0;
}

void judge_jail_end(judge_jail *process) {
    if (process->pid > 0) kill(process->pid, SIGKILL);
    while (process->pid > 0 && waitpid(process->pid, &process->status, 0) < 0 && errno == EINTR)
        continue;
    process->pid = 0;
    if (process->errors >= 0) close(process->errors);
    process->errors = -1;
    if (process->group > 0) judge_memory_group_remove(process->groups, process->group);
    process->group = 0;
}

/* Kernel data of a thread at most: mainly its own seccomp filters, of up to 32,768 instructions of
 * about 40 bytes. */
enum { THREAD_KIB = 1024 };

/* Returns the KiB to count for a line of /proc/PID/status. VmRSS does not include huge pages. */
static long counted_kib(const char *line) {
    static const char *const counted[] = {"VmRSS:", "VmSwap:", "VmPTE:", "HugetlbPages:"};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (strncmp(line, counted[i], strlen(counted[i])) == 0)
            return strtol(line + strlen(counted[i]), NULL, 10);
    return strncmp(line, "Threads:", 8) == 0 ? THREAD_KIB * strtol(line + 8, NULL, 10) : 0;
}

long judge_jail_memory(const judge_jail *process) {
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

/* Appends the available output to text[OUTPUT_MAX] after *length bytes, and drops the rest. */
static void read_output(int fd, char *text, size_t *length) {
    char buffer[4096];
    for (ssize_t got; (got = read(fd, buffer, sizeof buffer)) > 0;) {
        const size_t room = OUTPUT_MAX - 1 - *length;
        const size_t kept = (size_t)got < room ? (size_t)got : room;
        memcpy(text + *length, buffer, kept);
        *length += kept;
    }
}

char *judge_jail_output(judge_jail *process) {
    char *text = xcalloc(1, OUTPUT_MAX);
    size_t length = 0;
    if (process->errors >= 0) read_output(process->errors, text, &length);
    return text;
}

bool judge_jail_wait(judge_jail *process, double seconds, char **output) {
    const double end = hmf_now() + seconds;
    size_t length = 0;
    *output = xcalloc(1, OUTPUT_MAX);
    bool ended = false;
    while (!(ended = judge_jail_has_ended(process)) && hmf_now() < end) {
        struct pollfd errors = {.fd = process->errors, .events = POLLIN};
        poll(&errors, 1, 10);
        read_output(process->errors, *output, &length);
        if (errors.revents & POLLHUP && !judge_jail_has_ended(process)) usleep(200);
    }
    read_output(process->errors, *output, &length);
    return ended;
}
