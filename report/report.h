/* SPDX-License-Identifier: MIT */
/* report.h: the data of a report, and its two evaluations: the next step, and JSON for the page. */
#ifndef HMF_REPORT_H
#define HMF_REPORT_H

#include "hmf.h"
#include "results.h"
#include "statistics.h"

/* ---- load.c ---------------------------------------------------------------------------------- */

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

/* Returns the timing of the workload `default` in that mode, or NULL if it was not run. */
const report_timing *report_default(const report_sources *sources, const hmf_impl *impl,
                                    const char *mode);

/* Returns the largest conditioned error on the workload `default`, or NaN if it was not measured.
 */
double report_error(const report_sources *sources, const hmf_impl *impl);

/* Returns the accuracy promised by the timed implementation, or by the registry if not timed. */
double report_promise(const report_sources *sources, const hmf_impl *impl);

/* Returns true if the profile and the timings name the same commit, if neither names one (a copy
 * of the source without git), or if there are no timings. */
bool report_same_commit(const report_sources *sources, const stored_profile *profile);

/* ---- next_step.c ----------------------------------------------------------------------------- */

/* Returns the slowest implementation of the ladder on the workload `default`, cold, or NULL if none
 * was timed. */
const hmf_impl *report_slowest(const report_sources *sources);

/*
 * Returns the next step, which the caller frees: the reason, one sentence per line, then one
 * command, indented by four blanks. Failures and missing results come first. After that the advice
 * climbs the ladder from the slowest implementation to the first rung without a profile of this
 * commit.
 */
char *report_next_step(const report_sources *sources);

/* ---- report_json.c --------------------------------------------------------------------------- */

/*
 * Returns the report, which the caller owns:
 *
 * {"hmfbench_schema": 1, "kind": "report", "confidence", "context": of the timings or null,
 *  "ladder": [{"name", "summary", "builds_on", "lesson", "accuracy", "conditioned_error"}],
 *  "slowest": name or null, "next_step": text,
 *  "boards": [{"workload", "mode", "rows": fastest first, failures last}]}
 *
 * A row's "rank" is one more than the number of rows that are significantly faster, so that rows
 * without a significant difference tie. Times are {"median", "low", "high", "coverage"} in seconds.
 * Three ratios have the same form: "leader" (time over that of the fastest), "base" (speed-up over
 * the first rung) and "predecessor" (speed-up over the rung that it builds on). Unknown values are
 * null.
 */
json_t *report_json(const report_sources *sources);

#endif
