/* ladder.h: the implementations in the order in which they build on each other. */
#ifndef HMF_REPORT_LADDER_H
#define HMF_REPORT_LADDER_H

#include "hmf.h"

/*
 * All implementations of the registry, each after the one it builds on. What builds on nothing in
 * the registry comes first, and of equals the one on which most others stand, then what is no
 * detour, then by name: the first rung is the baseline. A circle of builds_on comes last. Returns
 * registry->count pointers in an array that the caller frees, or NULL when memory is short.
 */
const hmf_impl **report_ladder(const hmf_registry *registry);

#endif
