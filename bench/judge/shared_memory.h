/* SPDX-License-Identifier: MIT */
/*
 * shared_memory.h: the protocol between the judge and the program hmf-judge-jail.
 *
 * A worker is a process that runs one entry in a jail. It shares two memory regions with the judge,
 * each a memfd. The judge writes questions, which the worker can only read. The worker writes
 * answers. The judge checks every number in them; everything else there only selects the words of a
 * failure. Each array has an area of its own between guard pages, which cannot be accessed:
 *
 *     guard | question | guard | z | guard | mass | guard | answer | guard | cells | guard
 *
 * An array begins at the left end of its area or ends at the right end.
 */
#ifndef JUDGE_SHARED_MEMORY_H
#define JUDGE_SHARED_MEMORY_H

#include "hmf.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- the program ----------------------------------------------------------------------------- */

/* Exit statuses of the program. Those of a compiler are passed on. */
enum {
    JUDGE_JAIL_FAILED = 120,    /* the jail could not be made; stderr has the reason            */
    JUDGE_JAIL_CRASHED = 99,    /* the crash handler ended it; judge_answer.trouble is the reason */
    JUDGE_JAIL_NOT_LOADED = 98, /* no entry in the module; judge_answer.message is the reason   */
    JUDGE_JAIL_SANITIZER = 97,  /* a sanitizer found an error                                   */
};

/* A worker writes this to stderr when the sandbox is complete, before the first line of the entry
 * runs. Exit statuses from then on may be chosen by the entry. */
#define JUDGE_JAIL_CLOSED "\1"

/* The start of judge_answer.message if the dynamic linker could not load the module. */
#define JUDGE_JAIL_NOT_LINKED "it cannot be loaded: "

/* Descriptors of a compiler's jail: the source, the module to write, and hmf.h. */
enum { JUDGE_JAIL_SOURCE_FD = 3, JUDGE_JAIL_OUTPUT_FD = 4, JUDGE_JAIL_HEADER_FD = 5 };

/* Descriptors of a worker. */
enum { JUDGE_QUESTION_FD = 3, JUDGE_ANSWER_FD = 4, JUDGE_MODULE_FD = 5 };

enum {
    JUDGE_NAME_SIZE = 128,          /* bytes of an entry's name with its terminator              */
    JUDGE_JAIL_MEMORY_MIB = 1024,   /* of a worker: address space, or with sanitizers resident
                                       pages and kernel data                                     */
    JUDGE_JAIL_GROUP_MIB = 1280,    /* of a worker's memory cgroup, which includes its root files */
    JUDGE_JAIL_COMPILER_MIB = 3072, /* of a compiler's memory cgroup                             */
    JUDGE_JAIL_THREADS = 64,        /* of a worker with threads                                  */
    JUDGE_JAIL_ARENAS = 4,          /* of malloc, for all threads                                */
    JUDGE_JAIL_MODULE_MIB = 16,     /* of a compiled entry                                       */
};

/* Whether this program was built with sanitizers, for entries built with them. */
#if defined __SANITIZE_ADDRESS__
#define JUDGE_JAIL_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define JUDGE_JAIL_SANITIZED 1
#endif
#endif
#ifndef JUDGE_JAIL_SANITIZED
#define JUDGE_JAIL_SANITIZED 0
#endif

/* Implementations that a worker can run. */
typedef enum {
    JUDGE_WORKER_ENTRY,       /* hmf_impl_NAME of a module                            */
    JUDGE_WORKER_RUNG,        /* the implementation NAME of a module with a registry  */
    JUDGE_WORKER_NULL,        /* fills the grid with its masses: the cost of a call   */
    JUDGE_WORKER_LOWER_BOUND, /* one exp2 and one store per cell (lower_bound.h)   */
    JUDGE_WORKER_KINDS
} judge_worker_kind;

/* ---- the memory ------------------------------------------------------------------------------ */

enum {
    JUDGE_PAGE = 4096,
    JUDGE_GUARD = 16 * JUDGE_PAGE,
    JUDGE_Z_AREA = 512,         /* doubles; each area is whole pages */
    JUDGE_MASS_AREA = 4096,     /* doubles                           */
    JUDGE_CELLS_AREA = 1 << 16, /* doubles                           */
};

typedef enum {
    JUDGE_CREATE,        /* hmf_create with this cosmology */
    JUDGE_EVALUATE,      /* hmf_evaluate of that model     */
    JUDGE_DESTROY,       /* hmf_destroy                    */
    JUDGE_MASS_FUNCTION, /* all three                      */
} judge_command;

typedef struct {
    _Atomic(uint32_t) number;   /* of the question; raising it asks the next one  */
    _Atomic(uint32_t) spinning; /* 1: poll without a pause; 0: sleep on bell      */
    _Atomic(uint32_t) bell;     /* raised to wake a sleeping worker               */
    uint32_t command;
    uint32_t nz, nmass;
    uint32_t z_at, mass_at, cells_at; /* offsets of the arrays in their areas, in doubles */
    hmf_cosmology cosmology;
} judge_question;

/* Progress of the worker; in an answer, the place where it came from. */
typedef enum {
    JUDGE_STAGE_JAIL, /* making the jail; a failure here is the judge's */
    JUDGE_STAGE_LOAD,
    JUDGE_STAGE_READY, /* waiting for the first question */
    JUDGE_STAGE_CREATE,
    JUDGE_STAGE_EVALUATE,
    JUDGE_STAGE_DESTROY,
} judge_stage;

/* The reason that the worker's signal handler found. */
typedef enum {
    JUDGE_TROUBLE_NONE,
    JUDGE_TROUBLE_CALL,       /* a forbidden system call; `detail` is its number  */
    JUDGE_TROUBLE_CLOCK,      /* read the time-stamp counter or called the vDSO   */
    JUDGE_TROUBLE_INPUT,      /* wrote to its inputs                              */
    JUDGE_TROUBLE_BEYOND_IN,  /* accessed a guard page of its inputs              */
    JUDGE_TROUBLE_BEYOND_OUT, /* accessed a guard page of its output              */
    JUDGE_TROUBLE_STACK,      /* ran out of stack                                 */
    JUDGE_TROUBLE_SIGNAL,     /* any other signal, which is `detail`              */
} judge_trouble;

typedef struct {
    _Atomic(uint32_t) number;   /* of the last question answered                   */
    _Atomic(uint32_t) spinning; /* whether the worker polls without a pause        */
    _Atomic(uint32_t) stage;    /* judge_stage                                     */
    uint32_t status;            /* hmf_status of the answer                        */
    uint32_t trouble;           /* judge_trouble                                   */
    uint32_t detail;
    uint64_t address;  /* of the trouble; for a system call its first argument    */
    uint32_t flags;    /* of the descriptor                                       */
    char message[256]; /* why it was not loaded or is unavailable                 */
} judge_answer;

enum {
    JUDGE_Z_BYTES = JUDGE_Z_AREA * sizeof(double),
    JUDGE_MASS_BYTES = JUDGE_MASS_AREA * sizeof(double),
    JUDGE_CELLS_BYTES = JUDGE_CELLS_AREA * sizeof(double),
    JUDGE_QUESTION_BYTES = JUDGE_PAGE + JUDGE_Z_BYTES + JUDGE_MASS_BYTES,
    JUDGE_ANSWER_BYTES = JUDGE_PAGE + JUDGE_CELLS_BYTES,
};

typedef struct {
    judge_question *question;
    double *z, *mass;
    judge_answer *answer;
    double *cells;
} judge_shared_memory;

/* Maps both regions with their guard pages; read_only is for the worker's questions. Returns false
 * with errno set. */
bool judge_shared_memory_map(judge_shared_memory *shared, int question_fd, int answer_fd,
                             bool read_only);
void judge_shared_memory_unmap(judge_shared_memory *shared);

/* Sleeps until *word differs from `value`, a wake-up arrives, or the seconds have passed. */
void judge_sleep(_Atomic(uint32_t) *word, uint32_t value, double seconds);
void judge_wake(_Atomic(uint32_t) *word);

/* Hints to the core that the caller polls in a loop. */
static inline void judge_pause(void) {
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

#endif
