/* SPDX-License-Identifier: MIT */
/*
 * sandbox.h: the parts of a jail (sandbox.c), memory cgroups (memory_group.c), and the check of
 * which of them this machine offers (sandbox_probe.c).
 *
 * Unless stated otherwise, a function acts on the calling process permanently and returns false
 * with errno set if it fails.
 */
#ifndef JUDGE_SANDBOX_H
#define JUDGE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* ---- namespaces and files -------------------------------------------------------------------- */

/* Leaves the host's network, IPC and host name. With user_namespace the process becomes root of a
 * user namespace of its own, which makes this possible without root. */
bool judge_leave_host_namespaces(bool user_namespace);

/* Replaces the root by a read-only file system in memory that contains only the module of that
 * descriptor (-1: none) as /entry.so. Needs a mount namespace. with_program adds this program as
 * /proc/self/exe, for a sanitizer that prints functions and lines. */
bool judge_enter_empty_root(int module_fd, bool with_program);

/* Replaces the root by one with the system's compiler and headers, read-only, and an empty writable
 * /work, which becomes the working folder. */
bool judge_enter_compiler_root(void);

/* Restricts file access by Landlock: reading and executing below the folders in `readable`,
 * everything below `work`. Both may be NULL; the list ends with NULL. */
bool judge_restrict_files(const char *const *readable, const char *work);

/* Copies the whole file `from` to the end of `to`. */
bool judge_copy_file(int from, int to);

/* ---- users and limits ------------------------------------------------------------------------ */

/* Returns one of 256 users that own nothing and belong to this judge. Each worker gets its own,
 * because the limit on processes counts all processes of a user. */
uid_t judge_sandbox_user(unsigned which);
bool judge_become_user(uid_t user);

/* Drops all capabilities, also for root. */
bool judge_drop_capabilities(void);
bool judge_no_new_privileges(void);

/* Makes this process the kernel's first choice when memory runs out. */
bool judge_prefer_oom_kill(void);

/* Makes the kernel kill this process when its parent ends. */
bool judge_die_with_parent(pid_t parent);

typedef struct {
    size_t memory;      /* bytes of address space; 0: unlimited */
    size_t file;        /* bytes of a file                      */
    unsigned seconds;   /* of processor time                    */
    unsigned processes; /* of this user; 0: unlimited           */
    unsigned files;     /* open at a time                       */
} judge_limits;
bool judge_set_limits(const judge_limits *limits);

/* Prevents new writable mappings and resizing; existing mappings stay writable. */
bool judge_seal_future_writes(int memfd);
/* Prevents all writing and resizing. */
bool judge_seal_contents(int memfd);

/* ---- clocks ---------------------------------------------------------------------------------- */

/* Makes reading the time-stamp counter raise SIGSEGV (x86 only). */
bool judge_disable_tsc(void);

/* The kernel's pages with the time (vvar), and the functions that read them (vDSO). */
enum { JUDGE_CLOCK_PARTS = 8 };
typedef struct {
    struct {
        unsigned long start;
        size_t size;
        bool functions;
    } part[JUDGE_CLOCK_PARTS];
    size_t count;
} judge_clock_pages;

/* Finds these pages of a process, or of the calling one for 0. Needs /proc. Sets errno to ESRCH for
 * a process without memory: it, or its first thread, has ended. */
bool judge_find_clock_pages(pid_t pid, judge_clock_pages *pages);

/* Removes the pages from the calling process and puts a copy of the functions in their place,
 * because the dynamic linker and the unwinder read it in pthread_exit, dlopen and dl_iterate_phdr.
 * A function of the copy that reads the time raises SIGSEGV; getcpu and getrandom work. */
bool judge_remove_clock_pages(const judge_clock_pages *pages);

/* ---- memory cgroups (memory_group.c) --------------------------------------------------------- */

/* A folder of cgroups below /sys/fs/cgroup, in which the kernel limits all memory of a jail: also
 * page tables, shared pages and its own data. Version 1, or version 2 if the memory controller is
 * enabled for the children of this process's group or of its parent. Root may usually make one;
 * other users in a systemd session that is delegated to them. */
typedef struct {
    char folder[1024];
    bool unified; /* version 2 */
    unsigned made;
    int alive; /* end of a pipe that closes when this process ends */
    pid_t cleaner;
} judge_memory_groups;

/* Makes a folder for groups. A process of its own removes it with all groups when this process
 * ends, however that happens. Returns NULL with errno set. Close it after the processes in the
 * groups have ended. */
judge_memory_groups *judge_memory_groups_open(void);
void judge_memory_groups_close(judge_memory_groups *groups);

/* Makes a group with that limit and sets *which to its number. Returns a descriptor for
 * judge_memory_group_join, which the caller closes, or -1 with errno set. */
int judge_memory_group_make(judge_memory_groups *groups, size_t bytes, unsigned *which);

/* Moves the calling process into the group. Returns false with errno set. */
bool judge_memory_group_join(int descriptor);

/* Removes a group whose processes have ended. */
void judge_memory_group_remove(const judge_memory_groups *groups, unsigned which);

/* ---- system calls ---------------------------------------------------------------------------- */

typedef enum {
    JUDGE_SECCOMP_LOAD,      /* while dlopen runs: reading files too                              */
    JUDGE_SECCOMP_RUN,       /* memory, waiting, exiting, and threads if allowed; others: SIGSYS  */
    JUDGE_SECCOMP_SANITIZED, /* calls of sanitizers too; others fail with EPERM */
} judge_seccomp_kind;

/* Installs a filter for the calling thread and its children. Filters add up: a call forbidden by
 * any of them is forbidden. Needs no_new_privs. */
bool judge_seccomp_load(judge_seccomp_kind kind, bool threads);

/* Returns "openat" or "system call 257", in a static buffer. */
const char *judge_system_call_name(unsigned number);

/* ---- protections of this machine ------------------------------------------------------------- */

enum {
    JUDGE_PROTECT_NAMESPACES,   /* own processes, network, IPC and host name          */
    JUDGE_PROTECT_EMPTY_ROOT,   /* a file system with nothing but the entry           */
    JUDGE_PROTECT_SECCOMP,      /* a short list of system calls                       */
    JUDGE_PROTECT_NO_CLOCK,     /* no time-stamp counter (x86 only)                   */
    JUDGE_PROTECT_SEALS,        /* memory for questions that cannot be made writable  */
    JUDGE_PROTECT_LANDLOCK,     /* no file access, even to existing files             */
    JUDGE_PROTECT_OTHER_USER,   /* a user that owns nothing                           */
    JUDGE_PROTECT_FIRST_KILLED, /* the kernel's first choice when memory runs out     */
    JUDGE_PROTECT_MEMORY_GROUP, /* a kernel limit on all memory of an entry           */
    JUDGE_PROTECTIONS
};

typedef struct {
    const char *name, *purpose; /* "namespaces", "an entry sees no other process and no network" */
    bool required;              /* the judge refuses to run without it */
    bool (*attempt)(void);      /* uses it in the calling process      */
} judge_protection;
extern const judge_protection judge_protections[JUDGE_PROTECTIONS];

typedef struct {
    bool offered;
    bool rootless; /* namespaces only inside a user namespace */
    char why[128]; /* the reason if it is not offered         */
} judge_protection_state;

/* Tries each protection in a process of its own and fills found[JUDGE_PROTECTIONS]. Returns a mask
 * with bit 1 << protection for each that is offered. The judge uses all of these; one that fails
 * later is an error. */
unsigned judge_probe_protections(judge_protection_state found[JUDGE_PROTECTIONS]);

#endif
