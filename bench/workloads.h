/**
 * @file
 * workloads.h: the jobs on which implementations are measured and profiled.
 *
 * A workload is a shape (how many cosmologies, redshifts and masses one call goes through) and a
 * way of filling it. Variation 0 is the workload as its summary describes it; every other variation
 * moves each redshift, each mass and every cosmological parameter but n_s a little, so that a
 * measurement can hand over inputs that the implementation has not seen before, at the same cost.
 * All of them lie within hmf_domain_promised.
 */
#ifndef HMF_WORKLOADS_H
#define HMF_WORKLOADS_H

#include "hmf.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A shape, and how it is filled. */
typedef struct {
    const char *name;    /**< "default"                                             */
    const char *summary; /**< one line: the grid in words                           */
    size_t ncosmology;   /**< cosmologies a call goes through, each on the grid     */
    size_t nz;           /**< redshifts of the grid                                 */
    size_t nmass;        /**< masses of the grid                                    */
    const double *z;     /**< of variation 0; NULL: evenly from 0 to 30             */
    hmf_bounds mass;     /**< of variation 0, solar masses, evenly in the logarithm */
    bool sampled;        /**< cosmologies as a Markov chain would visit them        */
    bool sampled_n_s;    /**< n_s among what it samples                             */
} hmf_workload;

/** All of them, in the order of their table. */
const hmf_workload *hmf_workloads(size_t *count);

/** The workload of that name, or NULL. */
const hmf_workload *hmf_workload_find(const char *name);

/**
 * Fills cosmology[ncosmology], z[nz] and mass[nmass] (caller's arrays; units as in hmf.h; masses
 * ascend). Reproducible from (seed, variation) on every machine. The values of two variations are
 * drawn independently to 53 bits: that they have a cosmology, redshift or mass in common is as
 * unlikely as that. Variation 0 does not depend on the seed, but for the cosmologies of chain and
 * chain_ns.
 */
void hmf_workload_fill(const hmf_workload *workload, uint64_t seed, uint64_t variation,
                       hmf_cosmology *cosmology, double *z, double *mass);

#ifdef __cplusplus
}
#endif

#endif
