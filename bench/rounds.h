/*
 * rounds.h: many things timed in one run, in turns, so that a slow moment of the machine hits all
 * of them alike and their ratios can be trusted.
 */
#ifndef HMF_ROUNDS_H
#define HMF_ROUNDS_H

#include "job.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One thing to be timed. */
typedef struct {
    /* Times `what` once, for long enough to be worth it: *seconds a call. False: message[size] says
     * why not. */
    bool (*time)(void *what, double *seconds, char *message, size_t size);
    void *what;
    size_t every;    /* it takes part in every so-many-th round, from the first */
    double *samples; /* [rounds], filled by hmf_rounds */
    size_t count;    /* how many there are             */
} hmf_contestant;

/* So many rounds over all contestants, in an order drawn anew for each round from the seed. After
 * each round progress(done, context) is told, if it is there. False at the first failure. */
bool hmf_rounds(hmf_contestant *contestants, size_t count, size_t rounds, uint64_t seed,
                void (*progress)(size_t done, void *context), void *context, char *message,
                size_t size);

/* For hmf_contestant.time; what is a hmf_job: calls that together take 2 ms or more, after one that
 * is not counted; nor are refills of the inputs. */
bool hmf_time_job(void *what, double *seconds, char *message, size_t size);

#ifdef __cplusplus
}
#endif

#endif
