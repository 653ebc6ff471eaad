/* SPDX-License-Identifier: MIT */
/* machine.h: the resources of this machine that the judge uses. */
#ifndef JUDGE_MACHINE_H
#define JUDGE_MACHINE_H

#include "jail_process.h"
#include "random.h"
#include "sandbox.h"

struct judge_machine {
    judge_protection_state protections[JUDGE_PROTECTIONS];
    unsigned mask;               /* of the protections in use                        */
    int cores;                   /* that this process may use                        */
    int judge_core, worker_core; /* -1: there is only one core, nobody spins         */
    double patience;             /* time limit of a question (seconds)               */
    judge_random *random;
    judge_memory_groups *groups;           /* NULL: not offered                      */
    char jail[4096], sanitized_jail[4096]; /* paths of the programs                  */
    char module[4096];                     /* path of the module with the ladder     */
};

/* Leaves the host's network, IPC and host name, chooses cores and starts the random numbers, from
 * the given seed or from a drawn one for NULL. Dies if a program or a required protection is
 * missing; with accept_reduced it only prints the missing protections. Release it with
 * judge_machine_close. */
void judge_machine_open(judge_machine *machine, const judge_seed *given, double patience,
                        bool accept_reduced);
void judge_machine_close(judge_machine *machine);

/* Pins the judge to its own core, or allows all cores again. */
void judge_machine_pin(const judge_machine *machine, bool own_core);

#endif
