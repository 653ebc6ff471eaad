/* SPDX-License-Identifier: MIT */
/*
 * jail_process.h: the program hmf-judge-jail as a child process of the judge, and memory cgroups,
 * in which the kernel limits all memory of a jail: also page tables, shared pages and its own data.
 */
#ifndef JUDGE_JAIL_PROCESS_H
#define JUDGE_JAIL_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* ---- memory cgroups (memory_group.c) --------------------------------------------------------- */

/* A folder of cgroups below /sys/fs/cgroup: version 1, or version 2 if the memory controller is
 * enabled for the children of this process's group or of its parent. Root may usually make one;
 * other users in a systemd session that is delegated to them. */
typedef struct judge_memory_groups judge_memory_groups;

/* Makes a folder for groups. A process of its own removes it with all groups when this process
 * ends, however that happens. Returns NULL with errno set. Close it after the processes in the
 * groups have ended. */
judge_memory_groups *judge_memory_groups_open(void);
void judge_memory_groups_close(judge_memory_groups *groups);

/* Returns the path of the folder. */
const char *judge_memory_groups_folder(const judge_memory_groups *groups);

/* Makes a group with that limit and sets *which to its number. Returns a descriptor for
 * judge_memory_group_join, which the caller closes, or -1 with errno set. */
int judge_memory_group_make(judge_memory_groups *groups, size_t bytes, unsigned *which);

/* Moves the calling process into the group. Returns false with errno set. */
bool judge_memory_group_join(int descriptor);

/* Removes a group whose processes have ended. */
void judge_memory_group_remove(const judge_memory_groups *groups, unsigned which);

/* ---- the process (jail_process.c) ------------------------------------------------------------ */

typedef struct judge_machine judge_machine;

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

/* Kills it and its children, if it runs, and waits for its end. */
void judge_jail_kill(judge_jail *process);

/* Kills it and releases its resources. */
void judge_jail_end(judge_jail *process);

/* Returns the unread part of its stderr, at most 16 KiB, which the caller frees. */
char *judge_jail_output(judge_jail *process);

#endif
