/* jail_process.h: the program hmf-judge-jail, started and ended. */
#ifndef JUDGE_JAIL_PROCESS_H
#define JUDGE_JAIL_PROCESS_H

#include "host.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct {
    pid_t pid;  /* 0: none, or it has ended and been waited for */
    int errors; /* what it writes to stderr can be read here    */
    int status; /* of waitpid, once it has ended                */
    memory_groups *groups;
    unsigned group; /* that it is in; 0: none */
} jail_process;

/* Starts the program in namespaces and a memory group of its own, as far as these are in use. It
 * finds fds[] as its descriptors 3, 4 and 5, and of the judge's nothing else. False: errno says
 * why. */
bool jail_start(jail_process *process, const judge_host *host, size_t memory_mib,
                const char *program, char *const arguments[], const int fds[3]);

/* Returns the memory that it takes, in KiB: resident and swapped pages, page tables, and an
 * allowance for the kernel's data about each thread. 0: it has no memory any more, because it has
 * ended, or because its first thread has while others go on. -1: errno says why it cannot be read.
 */
long jail_memory(const jail_process *process);

/* Whether it has ended by itself. */
bool jail_has_ended(jail_process *process);

/* Waits for that for so many seconds, reading what it says; false when it still runs then. */
bool jail_wait(jail_process *process, double seconds, char **said);

/* Ends it with all that it started, and waits for that; does nothing where there is none. */
void jail_kill(jail_process *process);

/* Likewise, and lets go of all that is left of it. */
void jail_end(jail_process *process);

/* What it has said so far that was not read yet, at most 16 KiB; NULL when memory is short. The
 * caller frees it. */
char *jail_said(jail_process *process);

#endif
