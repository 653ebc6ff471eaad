/* SPDX-License-Identifier: MIT */
/**
 * @file
 * workloads.h: the inputs on which implementations are measured and profiled.
 *
 * A workload is a shape (how many cosmologies, redshifts and masses one call goes through) and a
 * way to fill it. Variation 0 is the workload as its summary describes it. Every other variation
 * moves each redshift, each mass and every cosmological parameter except n_s a little. It gives the
 * implementation new inputs at the same cost. All inputs are within hmf_domain_promised.
 */
#ifndef HMF_WORKLOADS_H
#define HMF_WORKLOADS_H

#include "hmf.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A shape and its inputs. */
typedef struct {
    const char *name;    /**< "default"                                             */
    const char *summary; /**< one line: the grid in words                           */
    size_t ncosmology;   /**< number of cosmologies, each evaluated on the grid     */
    size_t nz;           /**< redshifts of the grid                                 */
    size_t nmass;        /**< masses of the grid                                    */
    const double *z;     /**< of variation 0; NULL: evenly spaced from 0 to 30      */
    hmf_bounds mass;     /**< of variation 0, solar masses, logarithmically spaced  */
    bool sampled;        /**< cosmologies are drawn as a Markov chain would do      */
    bool sampled_n_s;    /**< n_s is drawn as well                                  */
} hmf_workload;

/** Returns all workloads, [*count]. */
const hmf_workload *hmf_workloads(size_t *count);

/** Returns the workload of that name, or NULL. */
const hmf_workload *hmf_workload_find(const char *name);

/**
 * Fills the caller's cosmology[ncosmology], z[nz] and mass[nmass], in the units of hmf.h; masses
 * ascend. The result depends only on (seed, variation), on every machine. Each value of two
 * variations is drawn independently with 53 random bits, so that they practically never share one.
 * Variation 0 depends on the seed only in the cosmologies of chain and chain_ns.
 */
void hmf_workload_fill(const hmf_workload *workload, uint64_t seed, uint64_t variation,
                       hmf_cosmology *cosmology, double *z, double *mass);

#ifdef __cplusplus
}
#endif

#endif
