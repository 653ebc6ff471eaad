/*
 * confine.h: the walls of the jail, one function each. All act on the calling process, for good;
 * false: errno says why.
 */
#ifndef JUDGE_CONFINE_H
#define JUDGE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Leaves the host's network, IPC and host name; with user_namespace as the root of one of its own,
 * which is what someone who is not root needs for it. What it starts stays inside. */
bool confine_leave_host(bool user_namespace);

/* In a mount namespace of its own: the root becomes an empty file system in memory, with the module
 * of that descriptor (or none for -1) as /entry.so, and cannot be written to. A sanitizer that is
 * to name functions and lines looks for this program as well, where it would be in /proc. */
bool confine_empty_root(int module_fd, bool with_program);

/* Likewise, with the system's compiler and headers, which cannot be written to, and an empty /work,
 * which can and is the working folder. */
bool confine_compiler_root(void);

/* Without a mount namespace: no file at all, but for reading and running what lies below the
 * folders in readable, and everything below `work`. A list ends in NULL; NULL is the empty one. */
bool confine_no_files(const char *const *readable, const char *work);

/* A user that owns nothing, one of 256 of this judge alone: a limit on processes counts those of
 * all that run as the same user. */
uid_t confine_user(unsigned which);
bool confine_become(uid_t user);

/* No capability is left, whoever we are. */
bool confine_no_capabilities(void);

bool confine_no_new_privileges(void);

/* Reading the time-stamp counter is SIGSEGV from here on. */
bool confine_no_clock(void);

/* The kernel's pages with the time (vvar), and the functions that read them (vDSO). */
enum { CONFINE_CLOCK_PARTS = 8 };
typedef struct {
    struct {
        unsigned long start;
        size_t size;
        bool functions;
    } part[CONFINE_CLOCK_PARTS];
    size_t count;
} confine_clock;

/* Where they are in a process, 0: in this one, as long as there is /proc. Fails with ESRCH for a
 * process without memory: it has ended, or its first thread has. */
bool confine_find_clock(pid_t pid, confine_clock *clock);

/* Takes them out of this one. A copy of the functions remains at its place, because the dynamic
 * linker and the unwinder go on reading it: pthread_exit, dlopen and dl_iterate_phdr would crash
 * without it. A function of the copy that reads the time is SIGSEGV in the pages that are gone;
 * getcpu and getrandom work. */
bool confine_remove_clock(const confine_clock *clock);

/* When memory runs out, the kernel ends this process before any other. */
bool confine_first_to_be_killed(void);

/* Ends when its parent does. */
bool confine_die_with_parent(pid_t parent);

typedef struct {
    size_t memory;      /* bytes of address space, 0: as much as it likes */
    size_t file;        /* bytes of a file                                */
    unsigned seconds;   /* of processor time                              */
    unsigned processes; /* of this user, 0: as many as it likes           */
    unsigned files;     /* open at a time                                 */
} confine_limit;
bool confine_limits(const confine_limit *limit);

/* Who has mapped the memory for writing keeps that; nobody else gets it. Its size is fixed. */
bool confine_seal_future_writes(int memfd);

/* Nobody can write to it any more. */
bool confine_seal_contents(int memfd);

/* All of `from`, from its start, to the end of `to`. */
bool confine_copy(int from, int to);

#endif
