/* filter.h: the system calls that an entry may make, as seccomp filters. */
#ifndef JUDGE_FILTER_H
#define JUDGE_FILTER_H

#include <stdbool.h>

typedef enum {
    FILTER_LOAD, /* to be loaded by dlopen: reads files as well                            */
    FILTER_RUN,  /* memory, waiting, an end; with threads also those. Anything else is SIGSYS */
    FILTER_SANITIZED, /* what a sanitizer needs to tell its findings; anything else fails (EPERM) */
} filter_kind;

/* From here on, for this thread and those it starts. Filters add up: what one of them forbids is
 * forbidden. Needs no_new_privs. False: errno says why. */
bool filter_load(filter_kind kind, bool threads);

/* "openat", or "system call 257"; in a static buffer. */
const char *filter_call_name(unsigned number);

#endif
