/* SPDX-License-Identifier: MIT */
/* sandbox_probe.c: finds out which protections this machine offers. */
#include "sandbox.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static bool try_namespaces(void) {
    return judge_leave_host_namespaces(false);
}

static bool try_user_namespace(void) {
    return judge_leave_host_namespaces(true);
}

static bool try_empty_root(void) {
    if (!judge_leave_host_namespaces(geteuid() != 0) && !judge_leave_host_namespaces(true))
        return false;
    return unshare(CLONE_NEWNS) == 0 && judge_enter_empty_root(-1, false);
}

static bool try_seccomp(void) {
    return judge_no_new_privileges() && judge_seccomp_load(JUDGE_SECCOMP_RUN, false);
}

static bool try_seals(void) {
    const int fd = memfd_create("try", MFD_ALLOW_SEALING);
    return fd >= 0 && judge_seal_future_writes(fd);
}

static bool try_landlock(void) {
    return judge_no_new_privileges() && judge_restrict_files(NULL, NULL);
}

static bool try_other_user(void) {
    return geteuid() == 0 && judge_become_user(judge_sandbox_user(0));
}

/* The group is removed when this process ends. */
static bool try_memory_group(void) {
    unsigned which;
    judge_memory_groups *groups = judge_memory_groups_open();
    const int group = groups ? judge_memory_group_make(groups, (size_t)64 << 20, &which) : -1;
    return group >= 0 && judge_memory_group_join(group);
}

const judge_protection judge_protections[JUDGE_PROTECTIONS] = {
    [JUDGE_PROTECT_NAMESPACES] = {"namespaces", "an entry sees no other process and no network",
                                  true, try_namespaces},
    [JUDGE_PROTECT_EMPTY_ROOT] = {"empty root", "an entry sees no file but itself", true,
                                  try_empty_root},
    [JUDGE_PROTECT_SECCOMP] = {"seccomp", "an entry can ask the kernel for memory and little else",
                               true, try_seccomp},
    [JUDGE_PROTECT_NO_CLOCK] = {"no clock", "an entry cannot detect that it is timed", false,
                                judge_disable_tsc},
    [JUDGE_PROTECT_SEALS] = {"memory seals", "an entry cannot change its questions", true,
                             try_seals},
    [JUDGE_PROTECT_LANDLOCK] = {"Landlock", "an entry cannot access files, even existing ones",
                                false, try_landlock},
    [JUDGE_PROTECT_OTHER_USER] = {"user of its own", "an entry owns nothing on this machine", false,
                                  try_other_user},
    [JUDGE_PROTECT_FIRST_KILLED] =
        {"killed first", "the kernel kills an entry before other processes when memory runs out",
         false, judge_prefer_oom_kill},
    [JUDGE_PROTECT_MEMORY_GROUP] = {"memory cgroup", "the kernel limits all memory of an entry",
                                    false, try_memory_group},
};

/* Runs `try` in a process of its own and returns its errno, or 0 on success. */
static int attempt(bool (*try)(void)) {
    const pid_t pid = fork();
    if (pid == 0) {
        errno = 0;
        _exit(try() ? 0 : errno ? errno : EPERM);
    }
    int status;
    if (pid < 0) return errno;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EFAULT;
}

static judge_protection_state probe(bool (*try)(void)) {
    judge_protection_state found = {0};
    const int error = attempt(try);
    found.offered = error == 0;
    if (error != 0) snprintf(found.why, sizeof found.why, "%s", strerror(error));
    return found;
}

unsigned judge_probe_protections(judge_protection_state found[JUDGE_PROTECTIONS]) {
    unsigned mask = 0;
    for (int i = 0; i < JUDGE_PROTECTIONS; i++) found[i] = probe(judge_protections[i].attempt);
    judge_protection_state *namespaces = &found[JUDGE_PROTECT_NAMESPACES];
    if (!namespaces->offered) {
        *namespaces = probe(try_user_namespace);
        namespaces->rootless = namespaces->offered;
    }
    /* A user namespace made without root contains only one user. */
    if (namespaces->rootless)
        found[JUDGE_PROTECT_OTHER_USER] = (judge_protection_state){.why = "needs root"};
    for (int i = 0; i < JUDGE_PROTECTIONS; i++)
        if (found[i].offered) mask |= 1u << i;
    return mask;
}
