/*
 * handover.h: the memory that the judge shares with a contestant, a process that runs one entry in
 * a jail.
 *
 * Two regions, each a memfd. The judge writes questions, which the contestant can only read; the
 * contestant writes answers, of which the judge believes nothing: it checks every number itself,
 * and what else stands there only chooses the words for a failure. Every array lies in an area of
 * its own between pages that cannot be touched:
 *
 *     guard | question | guard | z | guard | mass | guard | answer | guard | cells | guard
 *
 * and begins at the left end of its area or ends at the right one.
 */
#ifndef JUDGE_HANDOVER_H
#define JUDGE_HANDOVER_H

#include "hmf.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    JUDGE_PAGE = 4096,
    JUDGE_GUARD = 16 * JUDGE_PAGE,
    JUDGE_Z_AREA = 512,         /* doubles, each area whole pages */
    JUDGE_MASS_AREA = 4096,     /* likewise                       */
    JUDGE_CELLS_AREA = 1 << 16, /* likewise                       */
};

/* What the jail finds open when it starts. */
enum { JUDGE_QUESTION_FD = 3, JUDGE_ANSWER_FD = 4, JUDGE_MODULE_FD = 5 };

typedef enum {
    JUDGE_CREATE,        /* hmf_create, with this cosmology                  */
    JUDGE_EVALUATE,      /* hmf_evaluate of what was created                 */
    JUDGE_DESTROY,       /* hmf_destroy                                      */
    JUDGE_MASS_FUNCTION, /* all three                                        */
} judge_command;

typedef struct {
    _Atomic uint32_t number;   /* of the question; a new one is asked by raising it */
    _Atomic uint32_t spinning; /* 1: look for it without a pause; 0: sleep on bell    */
    _Atomic uint32_t bell;     /* raised when somebody asleep shall look            */
    uint32_t command;
    uint32_t nz, nmass;
    uint32_t z_at, mass_at, cells_at; /* where the arrays begin in their areas, in doubles */
    hmf_cosmology cosmology;
} judge_question;

/* How far the contestant has come; with an answer, where that came from. */
typedef enum {
    JUDGE_STAGE_JAIL, /* setting the jail up; a failure here is ours */
    JUDGE_STAGE_LOAD,
    JUDGE_STAGE_READY, /* waits for the first question */
    JUDGE_STAGE_CREATE,
    JUDGE_STAGE_EVALUATE,
    JUDGE_STAGE_DESTROY,
} judge_stage;

/* What ended it, as its own signal handler saw it. */
typedef enum {
    JUDGE_TROUBLE_NONE,
    JUDGE_TROUBLE_CALL,       /* a system call that is not allowed: `detail` is its number */
    JUDGE_TROUBLE_CLOCK,      /* read the time-stamp counter, or called the vDSO          */
    JUDGE_TROUBLE_INPUT,      /* wrote to its inputs                                      */
    JUDGE_TROUBLE_BEYOND_IN,  /* touched what lies beside its inputs                      */
    JUDGE_TROUBLE_BEYOND_OUT, /* touched what lies beside its output                      */
    JUDGE_TROUBLE_STACK,      /* ran out of stack                                         */
    JUDGE_TROUBLE_SIGNAL,     /* anything else: `detail` is the signal                    */
} judge_trouble;

typedef struct {
    _Atomic uint32_t number;   /* of the last question that was answered           */
    _Atomic uint32_t spinning; /* whether it looks for the next one without a pause */
    _Atomic uint32_t stage;    /* judge_stage                                       */
    uint32_t status;           /* hmf_status of the answer                          */
    uint32_t trouble;          /* judge_trouble                                     */
    uint32_t detail;
    uint64_t address;  /* that trouble was about; of a system call: the first argument */
    uint32_t flags;    /* of the descriptor                                 */
    char message[256]; /* why it was not loaded, or cannot run              */
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
} judge_handover;

/* Maps both regions with their guards; read_only is for the contestant's questions. False: errno
 * says why. The mapping is for life, or until judge_handover_unmap. */
bool judge_handover_map(judge_handover *handover, int question_fd, int answer_fd, bool read_only);
void judge_handover_unmap(judge_handover *handover);

/* Sleeps until *word is no longer `value`, is woken, or so many seconds have passed. */
void judge_sleep(_Atomic uint32_t *word, uint32_t value, double seconds);
void judge_wake(_Atomic uint32_t *word);

/* For the core, in a loop that looks for something. */
static inline void judge_pause(void) {
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

#endif
