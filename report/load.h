/* SPDX-License-Identifier: MIT */
/* load.h: the ladder, the timings and the profiles: everything that a report is made from. */
#ifndef HMF_REPORT_LOAD_H
#define HMF_REPORT_LOAD_H

#include "hmf.h"
#include "results.h"
#include "statistics.h"

/* All data of a report. Results that were not run are empty: bench.root is NULL, profiles.count 0.
 */
typedef struct {
    const hmf_registry *registry; /* at least one implementation */
    const hmf_impl **ladder;      /* [registry->count] as report_ladder orders them */
    report_bench bench;
    report_profiles profiles;
} report_sources;

/*
 * Loads the ladder and the timings from `bench`, which must exist, or from bench.json in the folder
 * of results if bench is NULL. The profiles remain empty until report_load_profiles. Returns false
 * with the reason in message[size]. Call report_free_sources in either case.
 */
bool report_load_sources(const hmf_registry *registry, const char *folder, const char *bench,
                         report_sources *sources, char *message, size_t size);
void report_free_sources(report_sources *sources);

/*
 * Returns all implementations, each after the one it builds on, in an array of registry->count
 * pointers that the caller frees. Roots come first. Among equals the order is: the one with most
 * implementations above it, ladder before demonstrations (HMF_DETOUR), name. The first is the
 * baseline. Cycles of builds_on come last.
 */
const hmf_impl **report_ladder(const hmf_registry *registry);

/* Returns the median seconds per call, and the ratio slow/fast of medians, with intervals of
 * format_confidence (format.h). @{ */
hmf_interval report_median(const report_timing *timing);
hmf_interval report_times_as_long(const report_timing *slow, const report_timing *fast);
/* @} */

/* Returns the timing of the job `default` in that mode, or NULL if it was not run. */
const report_timing *report_default(const report_sources *sources, const hmf_impl *impl,
                                    const char *mode);

/* Returns the largest conditioned error on the job `default`, or NaN if it was not measured. */
double report_error(const report_sources *sources, const hmf_impl *impl);

/* Returns the accuracy promised by the timed implementation, or by the registry if not timed. */
double report_promise(const report_sources *sources, const hmf_impl *impl);

/* Returns true if the profile and the timings name the same commit, if neither names one (a copy
 * of the source without git), or if there are no timings. */
bool report_same_commit(const report_sources *sources, const report_profile *profile);

#endif
