/* forbidden.h: the reason and the advice for a system call that the filter does not allow. */
#ifndef JUDGE_FORBIDDEN_H
#define JUDGE_FORBIDDEN_H

#include "outcome.h"

#include <stdint.h>

typedef struct {
    unsigned number;   /* of the call                            */
    uint64_t argument; /* its first                              */
    bool threads;      /* HMF_THREADED is among the entry's flags */
} forbidden_call;

/* Sets the outcome to forbidden call. stage is "in evaluate" or the like. */
void forbidden_explain(const forbidden_call *call, const char *stage, finding *found);

/* The same for a call that raised no signal but ended the process: a 32-bit one, or one with
 * signals blocked, as glibc 2.41 does for fork. */
void forbidden_explain_uncaught(const char *stage, finding *found);

/* Whether the call was to start a thread, in an entry without the flag. */
bool forbidden_thread(const forbidden_call *call);

#endif
