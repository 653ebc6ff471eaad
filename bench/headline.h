/* SPDX-License-Identifier: MIT */
/**
 * @file
 * headline.h: ./hmf bench --headline, the ladder in one table.
 *
 * Compares each implementation with a Python program, and the fastest one with a lower bound (the
 * "speed of light"). All timings are interleaved: every round takes one sample of each in random
 * order, and a set-up right after the cold call that contains it. A change of the machine's speed
 * then affects all of them equally, and their ratios can be trusted. Google Benchmark can neither
 * pair two benchmarks nor time another program, so this file has its own rounds.
 */
#ifndef HMF_HEADLINE_H
#define HMF_HEADLINE_H

#include "job.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One timed thing: an implementation's job, or something else described by `what`. */
typedef struct headline_timing {
    const hmf_impl *impl;         /**< NULL: not an implementation                         */
    const hmf_workload *workload; /**< of a job; NULL otherwise                            */
    hmf_mode mode;                /**< of a job                                            */
    const char *what;             /**< of anything else: "create and destroy"              */
    /** Returns the seconds of `calls` calls; dies with the reason on failure. */
    double (*time)(void *subject, size_t calls);
    void *subject;                    /**< for time()                                          */
    bool once;                        /**< one call is a sample; otherwise 2 ms of calls       */
    size_t every;                     /**< takes part in every N-th round; 0: as a follower    */
    struct headline_timing *follower; /**< sampled right after this one, or NULL               */
    double *samples;                  /**< [rounds] seconds of one call; NULL: could not run   */
    size_t count;                     /**< number of samples                                   */
} headline_timing;

/** Takes `rounds` rounds of samples of timings[count > 0], each in a random order drawn from the
 * seed. Shows the progress on a terminal. */
void headline_interleave(headline_timing *const *timings, size_t count, size_t rounds,
                         uint64_t seed);

/** A series of create and destroy: of new cosmologies, or of one that files already hold. */
typedef struct {
    const hmf_impl *impl;
    size_t made; /**< new cosmologies so far      */
    bool again;  /**< the same cosmology each time */
} headline_setup;

/** One implementation. */
typedef struct {
    const hmf_impl *impl;
    double error;                   /**< conditioned error, the worst of the certified values */
    size_t memory;                  /**< bytes of a model                                     */
    headline_setup making, finding; /**< the subjects of setup and found                      */
    headline_timing cold, warm, setup, found; /**< found: with HMF_FILES only                 */
} headline_rung;

/** Grid of the lower bound. */
typedef struct {
    double *exponent, *dn_dlnm;
    size_t nz, nmass;
} headline_light;

enum { HEADLINE_RUNGS = 32, HEADLINE_TIMINGS = 4 * HEADLINE_RUNGS + 16 };

/** Everything that is measured. */
typedef struct {
    uint64_t seed;
    size_t rounds, rungs, entered;
    double expected;                    /**< seconds of all rounds                              */
    headline_rung rung[HEADLINE_RUNGS]; /**< each after its predecessor                         */
    const headline_rung *fastest;       /**< last of the ladder with one thread                 */
    const headline_rung *threaded;      /**< first of the ladder with threads, or NULL          */
    headline_timing start, ctypes, light;
    headline_timing point, chain, chain_ns, survey; /**< of the fastest  */
    headline_timing threaded_survey, threaded_point;
    headline_light grid;
    const char *start_command[5], *ctypes_command[6]; /**< each ends with NULL */
    headline_timing *timings[HEADLINE_TIMINGS];
} headline;

/** Checks and measures count implementations, prints the table and writes json_path. Dies on
 * failure, with EXIT_WRONG if an answer is wrong. */
void headline_run(const hmf_impl *const *impls, size_t count, const char *json_path, size_t rounds,
                  uint64_t seed);

/** Prints the table. */
void headline_print(const headline *h);

/** Returns every sample and the context of context.h, owned by the caller. */
json_t *headline_json(const headline *h);

#ifdef __cplusplus
}
#endif

#endif
