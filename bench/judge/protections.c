/* protections.c: each protection tried. */
#include "protections.h"

#include "confine.h"
#include "filter.h"
#include "memory_group.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    const char *name, *purpose;
    bool required;
} description;

static const description descriptions[PROTECT_COUNT] = {
    [PROTECT_NAMESPACES] = {"namespaces", "an entry sees no other process, no network", true},
    [PROTECT_EMPTY_ROOT] = {"empty root", "an entry sees no file but itself", true},
    [PROTECT_SECCOMP] = {"seccomp", "an entry can call the kernel for memory, and little else",
                         true},
    [PROTECT_NO_CLOCK] = {"no clock", "an entry cannot tell when it is timed", false},
    [PROTECT_SEALS] = {"memory seals", "an entry cannot change what it is asked", true},
    [PROTECT_LANDLOCK] = {"Landlock", "no file access even where there is a file", false},
    [PROTECT_OTHER_USER] = {"user of its own", "an entry owns nothing on this machine", false},
    [PROTECT_FIRST_KILLED] = {"killed first", "an entry ends before others when memory runs out",
                              false},
    [PROTECT_MEMORY_GROUP] = {"memory cgroup", "the kernel limits all memory of an entry", false},
};

const char *protection_name(protection which) {
    return descriptions[which].name;
}

const char *protection_purpose(protection which) {
    return descriptions[which].purpose;
}

bool protection_required(protection which) {
    return descriptions[which].required;
}

/* ---- trying ---------------------------------------------------------------------------------- */

/* Runs try in a process of its own; the errno it failed with, or 0. */
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

static bool try_namespaces(void) {
    return confine_leave_host(false);
}

static bool try_user_namespace(void) {
    return confine_leave_host(true);
}

static bool try_empty_root(void) {
    if (!confine_leave_host(geteuid() != 0) && !confine_leave_host(true)) return false;
    return unshare(CLONE_NEWNS) == 0 && confine_empty_root(-1, false);
}

static bool try_seccomp(void) {
    return confine_no_new_privileges() && filter_load(FILTER_RUN, false);
}

static bool try_no_clock(void) {
    return confine_no_clock();
}

static bool try_seals(void) {
    const int fd = memfd_create("try", MFD_ALLOW_SEALING);
    return fd >= 0 && confine_seal_future_writes(fd);
}

static bool try_landlock(void) {
    return confine_no_new_privileges() && confine_no_files(NULL, NULL);
}

static bool try_other_user(void) {
    return geteuid() == 0 && confine_become(confine_user(0));
}

/* The group goes when this process has ended. */
static bool try_memory_group(void) {
    unsigned which;
    memory_groups *groups = memory_groups_open();
    const int group = groups ? memory_group_make(groups, (size_t)64 << 20, &which) : -1;
    return group >= 0 && memory_group_join(group);
}

static protection_found found_by(bool (*try)(void)) {
    protection_found found = {0};
    const int error = attempt(try);
    found.offered = error == 0;
    if (error != 0) snprintf(found.why, sizeof found.why, "%s", strerror(error));
    return found;
}

void protections_find(protection_found found[PROTECT_COUNT]) {
    found[PROTECT_NAMESPACES] = found_by(try_namespaces);
    if (!found[PROTECT_NAMESPACES].offered) {
        found[PROTECT_NAMESPACES] = found_by(try_user_namespace);
        found[PROTECT_NAMESPACES].rootless = found[PROTECT_NAMESPACES].offered;
    }
    found[PROTECT_EMPTY_ROOT] = found_by(try_empty_root);
    found[PROTECT_SECCOMP] = found_by(try_seccomp);
    found[PROTECT_NO_CLOCK] = found_by(try_no_clock);
    found[PROTECT_SEALS] = found_by(try_seals);
    found[PROTECT_LANDLOCK] = found_by(try_landlock);
    found[PROTECT_OTHER_USER] = found_by(try_other_user);
    found[PROTECT_FIRST_KILLED] = found_by(confine_first_to_be_killed);
    found[PROTECT_MEMORY_GROUP] = found_by(try_memory_group);
    /* Where only a user namespace is to be had, there is but one user in it. */
    if (found[PROTECT_NAMESPACES].rootless) {
        found[PROTECT_OTHER_USER].offered = false;
        snprintf(found[PROTECT_OTHER_USER].why, sizeof found[PROTECT_OTHER_USER].why, "needs root");
    }
}

unsigned protections_mask(const protection_found found[PROTECT_COUNT]) {
    unsigned mask = 0;
    for (protection i = 0; i < PROTECT_COUNT; i++)
        if (found[i].offered) mask |= 1u << i;
    return mask;
}
