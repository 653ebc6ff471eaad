/* jail.h: what the judge and the program hmf-judge-jail agree on, besides handover.h. */
#ifndef JUDGE_JAIL_H
#define JUDGE_JAIL_H

/* Exit statuses of its own; a compiler's are handed on. */
enum {
    JAIL_FAILED = 120,    /* the jail could not be made: stderr says why     */
    JAIL_NOT_LOADED = 98, /* no entry in the module: the answer says why not */
    JAIL_SANITIZER = 97,  /* a sanitizer has found something                 */
};

/* What a contestant writes to stderr when all walls stand, before the first line of the entry runs:
 * from here on its exit statuses may be the entry's. */
#define JAIL_CLOSED "\1"

/* What a compiler's jail finds open when it starts: the source, where the module goes, and hmf.h.
 */
enum { JAIL_SOURCE_FD = 3, JAIL_OUTPUT_FD = 4, JAIL_HEADER_FD = 5 };

enum {
    JAIL_NAME = 128,          /* bytes of an entry's name, with its end                       */
    JAIL_MEMORY_MIB = 1024,   /* of a contestant: address space without sanitizers; with them,
                                 resident pages and the kernel's data about it                */
    JAIL_GROUP_MIB = 1280,    /* the same for the kernel, which counts the root's files as well */
    JAIL_COMPILER_MIB = 3072, /* of a compiler with its passes and files                       */
    JAIL_THREADS = 64,        /* of one that has threads                                       */
    JAIL_ARENAS = 4,          /* of malloc, for all threads                                   */
    JAIL_MODULE_MIB = 16,     /* the most that a compiled entry may take                       */
};

/* Whether this program was built with sanitizers, for entries that are. */
#if defined __SANITIZE_ADDRESS__
#define JAIL_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define JAIL_SANITIZED 1
#endif
#endif
#ifndef JAIL_SANITIZED
#define JAIL_SANITIZED 0
#endif

#endif
