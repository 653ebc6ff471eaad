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
typedef struct hmf_contestant {
    /* Times `what` once, for long enough to be worth it: *seconds a call. False: message[size] says
     * why not. */
    bool (*time)(void *what, double *seconds, char *message, size_t size);
    void *what;
    size_t every; /* it takes part in every so-many-th round, from the first; 0: as a follower */
    struct hmf_contestant *follower; /* timed right after it in the same rounds, or NULL: two times
                                      * of which one contains the other are compared at one speed
                                      * of the machine */
    double *samples;                 /* [rounds], filled by hmf_rounds */
    size_t count;                    /* how many there are             */
} hmf_contestant;

/* So many rounds over all contestants, in an order drawn anew for each round from the seed. After
 * each round progress(done, context) is told, if it is there. False at the first failure. */
bool hmf_rounds(hmf_contestant *contestants, size_t count, size_t rounds, uint64_t seed,
                void (*progress)(size_t done, void *context), void *context, char *message,
                size_t size);

/* A call to be timed, and the untimed preparation of a series of calls. */
typedef struct {
    size_t (*prepare)(void *what); /* returns how many calls can be made, at least 1 */
    bool (*call)(void *what, char *message, size_t size);
} hmf_calls;

/* Times calls that together take 2 ms or more, after one that is not counted. *seconds is their
 * mean. Returns false at the first call that does, which has filled message[size]. */
bool hmf_time_calls(const hmf_calls *calls, void *what, double *seconds, char *message,
                    size_t size);

/* Is an hmf_contestant.time for an hmf_job: hmf_time_calls on its calls, without refills. */
bool hmf_time_job(void *what, double *seconds, char *message, size_t size);

#ifdef __cplusplus
}
#endif

#endif
