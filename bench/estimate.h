/* SPDX-License-Identifier: MIT */
/**
 * @file
 * estimate.h: predicts the duration of a call, so that long calls are announced or skipped.
 */
#ifndef HMF_ESTIMATE_H
#define HMF_ESTIMATE_H

#include "job.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Seconds for one cosmology of a workload, on its whole grid. */
typedef struct {
    double setup; /**< create and destroy                                   */
    double first; /**< evaluate on a new model                              */
    double again; /**< evaluate once more on the same inputs                */
    double warm;  /**< evaluate on new inputs, on a model that was used     */
} hmf_estimate;

/**
 * Estimates all four to a factor of three, which is enough for announcements but not for
 * comparisons.
 *
 * Times real calls on grids that grow towards the whole grid. A grid that would take more than a
 * few seconds is extrapolated from the two before it by a power law. `seed` must differ from other
 * seeds of the process, because an implementation with files (HMF_FILES) remembers known
 * cosmologies. `now` reads a clock in seconds, for tests. NULL: processor time, which other
 * programs do not change, or real time for implementations with threads. On failure error holds the
 * reason.
 */
hmf_status hmf_estimate_workload(const hmf_impl *impl, const hmf_workload *workload, uint64_t seed,
                                 double (*now)(void), hmf_estimate *estimate, hmf_error *error);

/** Returns the seconds of one call of a job (job.h) in this mode. The preparation of a job, its
 * models and one call, takes as long as a cold call. */
double hmf_estimate_call(const hmf_estimate *estimate, const hmf_workload *workload, hmf_mode mode);

/** Text of an estimate: "about 0.065 s", "about 1500 s". */
typedef struct {
    char text[32];
} hmf_estimate_words;

/** Formats seconds with two significant digits. */
hmf_estimate_words hmf_estimate_text(double seconds);

#ifdef __cplusplus
}
#endif

#endif
