/* SPDX-License-Identifier: MIT */
/* machine.c: finds programs, cores and protections. */
#include "machine.h"

#include "die.h"

#include <errno.h>
#include <libgen.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- programs -------------------------------------------------------------------------------- */

/* Sets path[size] to that of a readable file relative to the folder of this program. */
static void find_beside(char *path, size_t size, const char *name) {
    char self[3072];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) die(EXIT_ERROR, "/proc/self/exe: %s", strerror(errno));
    self[length] = '\0';
    snprintf(path, size, "%s/%s", dirname(self), name);
    if (access(path, R_OK) != 0) die(EXIT_ERROR, "%s: %s", path, strerror(errno));
}

/* ---- cores ----------------------------------------------------------------------------------- */

static void choose_cores(judge_machine *machine) {
    cpu_set_t mine;
    machine->judge_core = machine->worker_core = -1;
    machine->cores = 1;
    if (sched_getaffinity(0, sizeof mine, &mine) != 0) return;
    machine->cores = CPU_COUNT(&mine);
    if (machine->cores < 2) return;
    for (int core = 0; core < CPU_SETSIZE && machine->worker_core < 0; core++) {
        if (!CPU_ISSET((size_t)core, &mine)) continue;
        if (machine->judge_core < 0)
            machine->judge_core = core;
        else
            machine->worker_core = core;
    }
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

/* ---- protections ----------------------------------------------------------------------------- */

static void check_protections(const judge_machine *machine, bool accept_reduced) {
    bool missing = false;
    for (int i = 0; i < JUDGE_PROTECTIONS; i++) {
        const judge_protection which = (judge_protection)i;
        if (machine->protections[i].offered || !judge_protection_required(which)) continue;
        fprintf(stderr,
                "hmf judge: missing protection: %s (%s). Without it, it is not certain that %s.\n",
                judge_protection_name(which), machine->protections[i].why,
                judge_protection_purpose(which));
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
    if (!machine->random) die(EXIT_ERROR, "random numbers: %s", strerror(errno));
    find_beside(machine->jail, sizeof machine->jail, "hmf-judge-jail");
    find_beside(machine->sanitized_jail, sizeof machine->sanitized_jail,
                "hmf-judge-jail-sanitized");
    find_beside(machine->module, sizeof machine->module, "../lib/hmf_module.so");
    judge_probe_protections(machine->protections);
    machine->mask = judge_protection_mask(machine->protections);
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
    machine->random = NULL;
    machine->groups = NULL;
}
