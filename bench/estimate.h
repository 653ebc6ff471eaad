/*
 * estimate.h: predicts the duration of a call from calls on smaller grids, so that long ones are
 * announced or skipped.
 */
#ifndef HMF_ESTIMATE_H
#define HMF_ESTIMATE_H

#include "hmf.h"
#include "job.h"
#include "workloads.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Seconds for one cosmology of a workload, on its whole grid. */
typedef struct {
    double setup; /* create and destroy                                                */
    double first; /* evaluate on a new model                                           */
    double warm;  /* evaluate on new inputs, on a model that has answered other calls  */
    double again; /* evaluate once more on the same inputs                             */
} hmf_estimate;

/*
 * Estimates all four to a factor of two, for decisions and announcements and not for comparisons.
 *
 * It times grids that grow towards that of the workload, and stops where their cost has become
 * predictable. A cheap grid is therefore timed whole, which finds thresholds such as those of
 * threads. An implementation that remembers answers is timed on all masses, since its memory may be
 * too small for them, and its model answers calls_before calls first for `warm`. A few seconds are
 * spent at most; beyond that the last grids are extrapolated.
 *
 * Inputs are drawn from seed; it must differ from other seeds of the process, since an
 * implementation with files (HMF_FILES) finds known cosmologies there. now is the clock, in
 * seconds, for tests. NULL: processor time, which other programs do not change, and real time for
 * implementations with threads. Waiting for a disk (HMF_FILES) is not counted. On failure error
 * holds the reason.
 */
hmf_status hmf_estimate_workload(const hmf_impl *impl, const hmf_workload *workload,
                                 size_t calls_before, uint64_t seed, double (*now)(void),
                                 hmf_estimate *estimate, hmf_error *error);

/* Returns the seconds of one timed call of a job (job.h) in this mode. */
double hmf_estimate_call(const hmf_estimate *estimate, const hmf_workload *workload, hmf_mode mode);

/* Returns the seconds before the first timed call of a job in any mode: its models and one call. */
double hmf_estimate_ready(const hmf_estimate *estimate, const hmf_workload *workload);

/* "about 0.065 s", "about 1500 s": two digits. */
typedef struct {
    char text[32];
} hmf_estimate_words;
hmf_estimate_words hmf_estimate_text(double seconds);

#ifdef __cplusplus
}
#endif

#endif
