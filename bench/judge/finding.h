/* SPDX-License-Identifier: MIT */
/* finding.h: the verdict on an entry, with its reason and advice. */
#ifndef JUDGE_FINDING_H
#define JUDGE_FINDING_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    JUDGE_CORRECT,
    JUDGE_UNREADABLE, /* the file cannot be read, or its name is not a C identifier */
    JUDGE_TOO_LARGE,  /* more source than allowed                                   */
    JUDGE_NOT_COMPILED,
    JUDGE_NO_DESCRIPTOR,
    JUDGE_UNAVAILABLE, /* it reports itself that it cannot run here                 */
    JUDGE_SANITIZER,   /* AddressSanitizer or UBSan found an error                  */
    JUDGE_WRONG,       /* less accurate than the start of the ladder                */
    JUDGE_NOT_FINITE,
    JUDGE_UNTOUCHED,      /* it left cells unwritten                                */
    JUDGE_REFUSED,        /* it returned an error                                   */
    JUDGE_FORBIDDEN_CALL, /* a system call that entries may not make                */
    JUDGE_READS_CLOCK,
    JUDGE_CHANGES_INPUTS,
    JUDGE_OUT_OF_BOUNDS,
    JUDGE_STACK_OVERFLOW,
    JUDGE_CRASH,
    JUDGE_ABORTED,
    JUDGE_EXITED,
    JUDGE_TIMED_OUT,
    JUDGE_TOO_MUCH_MEMORY,
    JUDGE_NOT_DONE,     /* it returned before all cells were written                */
    JUDGE_INCONSISTENT, /* its descriptor changed                                   */
    JUDGE_NOT_JUDGED,   /* the judge itself failed                                  */
    JUDGE_OUTCOMES
} judge_outcome;

/* Returns the name, "does not compile"; static. */
const char *judge_outcome_name(judge_outcome which);

/* An outcome with its reason. */
typedef struct {
    judge_outcome outcome;
    char reason[512];   /* one printable line                          */
    const char *advice; /* static; NULL: the usual one for the outcome */
    char *details;      /* output of compiler or sanitizer, owned      */
} judge_finding;

/* Sets outcome and reason, clears the advice, keeps the details, and returns false. */
__attribute__((format(printf, 3, 4))) bool
judge_finding_set(judge_finding *found, judge_outcome which, const char *format, ...);

/* Makes text printable and stores it as details. Takes ownership. */
void judge_finding_details(judge_finding *found, char *text);

void judge_finding_free(judge_finding *found);

/* Returns the advice for this finding, "" for a correct entry. */
const char *judge_finding_advice(const judge_finding *found);

/* Returns whether the outcome may depend on the cosmology. Others disqualify an entry. */
bool judge_depends_on_cosmology(judge_outcome which);

/* ---- forbidden system calls ------------------------------------------------------------------ */

typedef struct {
    unsigned number;   /* of the call                    */
    uint64_t argument; /* its first                      */
    bool threads;      /* the entry's flags allow threads */
} judge_forbidden_call;

/* Sets the outcome for a trapped call, with advice for the C code that makes it. stage is "in
 * evaluate" or the like. */
void judge_forbidden_explain(const judge_forbidden_call *call, const char *stage,
                             judge_finding *found);

/* Sets the outcome for a call that ended the process without a trap: a 32-bit one, or one made with
 * signals blocked, as glibc 2.41 does for fork. */
void judge_forbidden_explain_uncaught(const char *stage, judge_finding *found);

/* Returns whether the call was to start a thread in an entry without HMF_THREADED. */
bool judge_forbidden_thread(const judge_forbidden_call *call);

#endif
