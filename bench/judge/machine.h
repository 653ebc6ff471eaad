/* SPDX-License-Identifier: MIT */
/* machine.h: the resources of this machine that the judge uses, and jails as child processes. */
#ifndef JUDGE_MACHINE_H
#define JUDGE_MACHINE_H

#include "random.h"
#include "sandbox.h"

typedef struct {
    judge_protection_state protections[JUDGE_PROTECTIONS];
    unsigned mask;               /* of the protections in use                        */
    int cores;                   /* that this process may use                        */
    int judge_core, worker_core; /* -1: there is only one core, nobody spins         */
    double patience;             /* time limit of a question (seconds)               */
    judge_random *random;
    judge_memory_groups *groups;           /* NULL: not offered                      */
    char jail[4096], sanitized_jail[4096]; /* paths of the programs                  */
    char module[4096];                     /* path of the module with the ladder     */
} judge_machine;

/* Leaves the host's network, IPC and host name, chooses cores and starts the random numbers, from
 * the given seed or from a drawn one for NULL. Dies if a program or a required protection is
 * missing; with accept_reduced it only prints the missing protections. */
void judge_machine_open(judge_machine *machine, const judge_seed *given, double patience,
                        bool accept_reduced);
void judge_machine_close(judge_machine *machine);

/* Pins the judge to its own core, or allows all cores again. */
void judge_machine_pin(const judge_machine *machine, bool own_core);

/* ---- jails ----------------------------------------------------------------------------------- */

/* The program hmf-judge-jail as a child process. */
typedef struct {
    pid_t pid;  /* 0: not started, or ended and waited for */
    int errors; /* read end of its stderr                  */
    int status; /* of waitpid, after it has ended          */
    judge_memory_groups *groups;
    unsigned group; /* its memory group; 0: none */
} judge_jail;

/* Starts the program in its own namespaces and memory group, as far as the machine offers them. It
 * gets fds[] as descriptors 3, 4 and 5, and no other descriptor of the judge. Returns false with
 * errno set. */
bool judge_jail_start(judge_jail *process, const judge_machine *machine, size_t memory_mib,
                      const char *program, char *const arguments[], const int fds[3]);

/* Returns its memory in KiB: resident and swapped pages, page tables, and an allowance for kernel
 * data of each thread. Returns 0 if it has no memory, because it, or its first thread, has ended,
 * and -1 with errno set if this cannot be read. */
long judge_jail_memory(const judge_jail *process);

/* Returns whether it has ended by itself. */
bool judge_jail_has_ended(judge_jail *process);

/* Waits up to that many seconds for its end and sets *output to its stderr, which the caller frees.
 * Returns false if it is still running. */
bool judge_jail_wait(judge_jail *process, double seconds, char **output);

/* Kills it and its children, if it runs, and releases its resources. */
void judge_jail_end(judge_jail *process);

/* Returns the unread part of its stderr, at most 16 KiB, which the caller frees. */
char *judge_jail_output(judge_jail *process);

#endif
