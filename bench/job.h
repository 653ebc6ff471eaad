/*
 * job.h: one implementation on one workload in one mode, ready to be timed.
 *
 * A call of a job goes through every cosmology of the workload, each on the whole grid:
 *
 *   cold    create, evaluate and destroy on a cosmology, redshifts and masses not seen before
 *   warm    evaluate alone, on redshifts and masses not seen before
 *   replay  evaluate alone, on the same redshifts and masses again and again
 *
 * Inputs are made ahead, outside of what is timed, in a batch that fits the level-2 cache:
 *
 *     while (timing) {
 *         if (hmf_job_left(job) == 0) hmf_job_refill(job);      (the clock stands still)
 *         hmf_job_call(job, &error);                            (the clock runs)
 *     }
 *
 * All calls write to the same output grid, whose pages have been touched before the first.
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

/* "cold", "warm", "replay". */
const char *hmf_mode_name(hmf_mode mode);

typedef struct hmf_job hmf_job;

/* Prepares the job. It calls impl, which is borrowed, through these wrappers, those of the registry
 * that impl comes from. Its inputs come from (seed, variation 1 and following), those of replay are
 * the workload's own, variation 0. The first batch of inputs is there. On failure *job is NULL, and
 * error says why. */
hmf_status hmf_job_create(const hmf_wrappers *wrappers, const hmf_impl *impl,
                          const hmf_workload *workload, hmf_mode mode, uint64_t seed, hmf_job **job,
                          hmf_error *error);
void hmf_job_destroy(hmf_job *job);

/* From here on the job writes to the output grid of another job of the same workload, which must
 * live longer: where pages lie is then the same for both. */
void hmf_job_share_output(hmf_job *job, const hmf_job *with);

/* How many calls can be made before the batch is used up. */
size_t hmf_job_left(const hmf_job *job);

/* The next batch. */
void hmf_job_refill(hmf_job *job);

/* One call, on inputs of its own; hmf_job_left must not be 0. */
hmf_status hmf_job_call(hmf_job *job, hmf_error *error);

/* What the last grid that was evaluated was asked and answered; borrowed, valid until the job is
 * used again. */
typedef struct {
    const hmf_cosmology *cosmology;
    const double *z, *mass, *dn_dlnm;
} hmf_job_answer;
hmf_job_answer hmf_job_last(const hmf_job *job);

#ifdef __cplusplus
}
#endif

#endif
