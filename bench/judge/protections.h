/*
 * protections.h: what keeps an entry in, and which of it this machine offers.
 *
 * Found out by trying each in a process of its own. What is offered is used, and a protection that
 * is used and fails is an error, never left out in silence.
 */
#ifndef JUDGE_PROTECTIONS_H
#define JUDGE_PROTECTIONS_H

#include <stdbool.h>

typedef enum {
    PROTECT_NAMESPACES,   /* processes, network, IPC and host name of its own           */
    PROTECT_EMPTY_ROOT,   /* a file system with nothing in it but the entry             */
    PROTECT_SECCOMP,      /* system calls only from a short list                        */
    PROTECT_NO_CLOCK,     /* reading the time-stamp counter is an error (x86 only)      */
    PROTECT_SEALS,        /* memory for questions that cannot be made writable          */
    PROTECT_LANDLOCK,     /* no file access, even where there is a file                 */
    PROTECT_OTHER_USER,   /* a user that owns nothing                                   */
    PROTECT_FIRST_KILLED, /* the kernel's first choice when memory runs out           */
    PROTECT_MEMORY_GROUP, /* a limit by the kernel on all memory of an entry           */
    PROTECT_COUNT
} protection;

/* "namespaces"; static. */
const char *protection_name(protection which);

/* One line: what it is good for; static. */
const char *protection_purpose(protection which);

/* Whether the judge refuses to run without it. */
bool protection_required(protection which);

typedef struct {
    bool offered;
    bool rootless; /* namespaces only within a user namespace          */
    char why[128]; /* not, or how                                      */
} protection_found;

/* Fills found[PROTECT_COUNT]. Takes some milliseconds. */
void protections_find(protection_found found[PROTECT_COUNT]);

/* One bit for each that is offered, 1 << protection. */
unsigned protections_mask(const protection_found found[PROTECT_COUNT]);

#endif
