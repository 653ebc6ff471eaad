/*
 * memory_group.h: memory cgroups, where this machine allows a process to make some: the kernel then
 * limits all memory of a jail, with page tables, shared pages and its own data about it.
 *
 * Needs /sys/fs/cgroup: version 1, or version 2 where the memory controller is enabled for the
 * children of this process's group or of its parent. Root usually may; others in a session of
 * systemd that is delegated to them.
 */
#ifndef JUDGE_MEMORY_GROUP_H
#define JUDGE_MEMORY_GROUP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct memory_groups memory_groups;

/* Makes a folder for groups. A process of its own removes it with all groups when this process has
 * ended, however it ends. Returns NULL with errno set. The caller frees it with
 * memory_groups_close, after the processes in the groups have ended. */
memory_groups *memory_groups_open(void);
void memory_groups_close(memory_groups *groups);

/* Returns the folder's path, for messages. */
const char *memory_groups_folder(const memory_groups *groups);

/* Makes a group that may take that many bytes, with the number *which. Returns a descriptor for
 * memory_group_join, or -1 with errno set. The caller closes it. */
int memory_group_make(memory_groups *groups, size_t bytes, unsigned *which);

/* Moves the calling process into the group; returns false with errno set. */
bool memory_group_join(int descriptor);

/* Removes a group whose processes have ended. */
void memory_group_remove(const memory_groups *groups, unsigned which);

#endif
