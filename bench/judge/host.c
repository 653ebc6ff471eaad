/* host.c: what is there, and is anything missing? */
#include "host.h"

#include "confine.h"

#include <errno.h>
#include <libgen.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool complain(const char *what, const char *reason) {
    fprintf(stderr, "hmf judge: %s: %s\n", what, reason);
    return false;
}

/* ---- programs -------------------------------------------------------------------------------- */

/* A file that lies in a folder beside this program. */
static bool find_beside(char *path, size_t size, const char *name) {
    char self[3072];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) return complain("/proc/self/exe", strerror(errno));
    self[length] = '\0';
    snprintf(path, size, "%s/%s", dirname(self), name);
    return access(path, R_OK) == 0 || complain(path, strerror(errno));
}

static bool find_programs(judge_host *host) {
    return find_beside(host->jail, sizeof host->jail, "hmf-judge-jail") &&
           find_beside(host->sanitized_jail, sizeof host->sanitized_jail,
                       "hmf-judge-jail-sanitized") &&
           find_beside(host->module, sizeof host->module, "../lib/hmf_module.so");
}

/* ---- cores ----------------------------------------------------------------------------------- */

static void choose_cores(judge_host *host) {
    cpu_set_t mine;
    host->judge_core = host->contestant_core = -1;
    host->cores = 1;
    if (sched_getaffinity(0, sizeof mine, &mine) != 0) return;
    host->cores = CPU_COUNT(&mine);
    if (host->cores < 2) return;
    for (int core = 0; core < CPU_SETSIZE && host->contestant_core < 0; core++) {
        if (!CPU_ISSET((size_t)core, &mine)) continue;
        if (host->judge_core < 0)
            host->judge_core = core;
        else
            host->contestant_core = core;
    }
}

void judge_host_pin(const judge_host *host, bool own_core) {
    static cpu_set_t all;
    if (CPU_COUNT(&all) == 0) sched_getaffinity(0, sizeof all, &all);
    cpu_set_t cores = all;
    if (own_core && host->judge_core >= 0) {
        CPU_ZERO(&cores);
        CPU_SET((size_t)host->judge_core, &cores);
    }
    sched_setaffinity(0, sizeof cores, &cores);
}

/* ---- protections ----------------------------------------------------------------------------- */

static bool accept_what_is_there(const judge_host *host, bool accept_reduced) {
    bool whole = true;
    for (protection i = 0; i < PROTECT_COUNT; i++) {
        if (host->found[i].offered || !protection_required(i)) continue;
        fprintf(stderr, "hmf judge: no %s here (%s), so it does not hold that %s\n",
                protection_name(i), host->found[i].why, protection_purpose(i));
        whole = false;
    }
    if (!whole && !accept_reduced)
        return complain("judging on this machine is not safe",
                        "judge in a container or as root, or trust the entries and say "
                        "--accept-reduced-isolation");
    return true;
}

bool judge_host_open(judge_host *host, const judge_seed *given, double patience,
                     bool accept_reduced) {
    *host = (judge_host){.patience = patience};
    choose_cores(host);
    host->random = judge_random_new(given);
    if (!host->random) return complain("random numbers", strerror(errno));
    if (!find_programs(host)) return false;
    protections_find(host->found);
    host->mask = protections_mask(host->found);
    if (!accept_what_is_there(host, accept_reduced)) return false;
    if (host->found[PROTECT_MEMORY_GROUP].offered && !(host->groups = memory_groups_open()))
        return complain("limiting memory", strerror(errno));
    const protection_found *apart = &host->found[PROTECT_NAMESPACES];
    return !apart->offered || confine_leave_host(apart->rootless) ||
           complain("leaving the host's namespaces", strerror(errno));
}

void judge_host_close(judge_host *host) {
    judge_random_free(host->random);
    memory_groups_close(host->groups);
    host->random = NULL;
    host->groups = NULL;
}
