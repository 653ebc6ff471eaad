/* SPDX-License-Identifier: MIT */
/**
 * @file
 * job.h: one implementation on one workload in one mode, ready to be timed or profiled.
 *
 * One call of a job goes through every cosmology of the workload, each on the whole grid:
 *
 *   cold    create, evaluate and destroy on a cosmology, redshifts and masses not seen before
 *   warm    evaluate alone, on redshifts and masses not seen before
 *   replay  evaluate alone, on the same redshifts and masses every time
 *
 * Inputs are drawn in batches that fit the level-2 cache, while no clock runs. hmf_job_time() does
 * all of this; callers with a clock or a profiler of their own repeat
 *
 *     if (hmf_job_left(job) == 0) hmf_job_refill(job);      (clock stopped)
 *     hmf_job_call(job, &error);                            (clock running)
 *
 * All calls write to the same output grid, whose pages are touched in hmf_job_create().
 */
#ifndef HMF_JOB_H
#define HMF_JOB_H

#include "hmf.h"
#include "workloads.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { HMF_COLD, HMF_WARM, HMF_REPLAY, HMF_MODE_COUNT } hmf_mode;

/** Returns "cold", "warm" or "replay". */
const char *hmf_mode_name(hmf_mode mode);

typedef struct hmf_job hmf_job;

/** Creates a job and its first batch of inputs, and for warm and replay its models. The job calls
 * impl, which is borrowed, through `wrappers`, those of the registry that impl comes from. Inputs
 * are variations 1, 2, ... of the workload with this seed; replay uses variation 0. On failure *job
 * is NULL and error holds the reason. */
hmf_status hmf_job_create(const hmf_wrappers *wrappers, const hmf_impl *impl,
                          const hmf_workload *workload, hmf_mode mode, uint64_t seed, hmf_job **job,
                          hmf_error *error);

/** Frees the job; NULL is allowed. */
void hmf_job_destroy(hmf_job *job);

/** Makes the job write to the output grid of another job of the same workload, which must live
 * longer. Both then write to the same pages. */
void hmf_job_share_output(hmf_job *job, const hmf_job *with);

/** Returns the number of calls that the batch still has inputs for. */
size_t hmf_job_left(const hmf_job *job);

/** Draws the next batch of inputs. */
void hmf_job_refill(hmf_job *job);

/** Draws a batch that begins with this variation of the workload. Models stay as they are. */
void hmf_job_seek(hmf_job *job, uint64_t variation);

/** Makes one call on the next inputs; hmf_job_left() must not be 0. */
hmf_status hmf_job_call(hmf_job *job, hmf_error *error);

/** Times `calls` calls. *seconds is their sum, without the drawing of inputs. `now` reads a clock
 * in seconds; NULL: hmf_now() of clock.h. */
hmf_status hmf_job_time(hmf_job *job, size_t calls, double (*now)(void), double *seconds,
                        hmf_error *error);

/** Inputs and answer of one evaluated grid. */
typedef struct {
    const hmf_cosmology *cosmology;
    const double *z, *mass, *dn_dlnm;
} hmf_job_answer;

/** Returns the last evaluated grid, borrowed until the job is used again. */
hmf_job_answer hmf_job_last(const hmf_job *job);

#ifdef __cplusplus
}
#endif

#endif
