/* outcome.h: what is said about an entry in the end. */
#ifndef JUDGE_OUTCOME_H
#define JUDGE_OUTCOME_H

#include <stdbool.h>

typedef enum {
    OUTCOME_CORRECT,
    OUTCOME_UNREADABLE, /* the file cannot be read, or its name is no C identifier */
    OUTCOME_TOO_LARGE,  /* more source than is taken                               */
    OUTCOME_NOT_COMPILED,
    OUTCOME_NO_DESCRIPTOR,
    OUTCOME_UNAVAILABLE, /* it says itself that it cannot run here                  */
    OUTCOME_SANITIZER,   /* AddressSanitizer or UBSan found something               */
    OUTCOME_WRONG,       /* not even as good as the start                           */
    OUTCOME_NOT_FINITE,
    OUTCOME_UNTOUCHED,      /* cells it never wrote                                    */
    OUTCOME_REFUSED,        /* it returned an error                                    */
    OUTCOME_FORBIDDEN_CALL, /* called the kernel for what is none of its business      */
    OUTCOME_READS_CLOCK,
    OUTCOME_CHANGES_INPUTS,
    OUTCOME_OUT_OF_BOUNDS,
    OUTCOME_STACK_OVERFLOW,
    OUTCOME_CRASH,
    OUTCOME_ABORTED,
    OUTCOME_EXITED,
    OUTCOME_TIMED_OUT,
    OUTCOME_TOO_MUCH_MEMORY,
    OUTCOME_NOT_DONE,     /* said that it was done while cells were still missing    */
    OUTCOME_INCONSISTENT, /* another descriptor than before                          */
    OUTCOME_JUDGE_FAILED, /* the judge itself could not go on                        */
    OUTCOME_COUNT
} outcome;

/* "does not compile"; static. */
const char *outcome_name(outcome which);

/* An outcome with its reason. */
typedef struct {
    outcome outcome;
    char reason[512];   /* one line, printable                                 */
    const char *advice; /* static; NULL: the usual advice for the outcome */
    char *details;      /* compiler or sanitizer output, owned; NULL where none */
} finding;

/* Sets outcome and reason, clears advice, keeps details, and returns false: `return
 * finding_set(...)`. */
__attribute__((format(printf, 3, 4))) bool finding_set(finding *found, outcome which,
                                                       const char *format, ...);

/* Takes text, which is made printable, as details. */
void finding_explain(finding *found, char *text);

void finding_free(finding *found);

#endif
