/*
 * workloads.h: the jobs on which implementations are measured and profiled.
 *
 * A workload is a shape (how many cosmologies, redshifts and masses one call goes through) and a
 * way of filling it. Variation 0 is the workload as its summary describes it; every other variation
 * moves each redshift, mass and cosmological parameter a little, so that a measurement can hand
 * over inputs that the implementation has not seen before, at the same cost.
 */
#ifndef HMF_WORKLOADS_H
#define HMF_WORKLOADS_H

#include "hmf.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    const char *name;    /* "default"                                                        */
    const char *summary; /* one line: the grid in words                                      */
    size_t ncosmology;   /* cosmologies a call goes through, each on the whole grid          */
    size_t nz, nmass;    /* the grid                                                         */
} hmf_workload;

/* point, default, survey, chain, chain_ns, in this order. */
const hmf_workload *hmf_workloads(size_t *count);

/* The workload of that name, or NULL. */
const hmf_workload *hmf_workload_find(const char *name);

/*
 * Fills cosmology[ncosmology], z[nz] and mass[nmass] (caller's arrays; units as in hmf.h).
 * Reproducible from (seed, variation) on every machine; two variations of one seed have no
 * cosmology, redshift (but z = 0 of variation 0) or mass in common. variation 0 does not depend
 * on the seed, except for the cosmologies of chain and chain_ns.
 */
void hmf_workload_fill(const hmf_workload *workload, uint64_t seed, uint64_t variation,
                       hmf_cosmology *cosmology, double *z, double *mass);

#ifdef __cplusplus
}
#endif

#endif
