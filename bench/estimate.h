/* estimate.h: how long a call will take, from a few small ones. */
#ifndef HMF_ESTIMATE_H
#define HMF_ESTIMATE_H

#include "hmf.h"
#include "workloads.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Seconds[count] for one cold call of each of workloads[count], extrapolated from two small grids
 * by a cost per mass and a cost per cell. Good to a factor of two: for deciding what takes too
 * long, not for comparing. On failure error says why. */
hmf_status hmf_estimate(const hmf_impl *impl, const hmf_workload *workloads, size_t count,
                        double *seconds, hmf_error *error);

#ifdef __cplusplus
}
#endif

#endif
