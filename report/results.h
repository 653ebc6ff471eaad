/* SPDX-License-Identifier: MIT */
/*
 * results.h: the data of a report: the ladder in teaching order, bench.json and the profiles in a
 * folder of results.
 *
 * The readers reject malformed files and unknown schemas, with the file and the reason. A missing
 * file is not an error: those results were not run.
 */
#ifndef HMF_REPORT_RESULTS_H
#define HMF_REPORT_RESULTS_H

#include "hmf.h"
#include "statistics.h"
#include "stored_profile.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The schema version of result files that these readers accept. */
enum { REPORT_SCHEMA = 1 };

/* ---- timings --------------------------------------------------------------------------------- */

/* All repetitions of one benchmark IMPL/WORKLOAD/MODE. */
typedef struct {
    char *name; /* owned; the three parts, each ended by a NUL */
    const char *impl, *workload, *mode;
    double *seconds; /* [count] per call */
    size_t count;
    double conditioned_error; /* measured, the worst repetition; NaN if unknown      */
    double accuracy;          /* promised by the timed implementation; NaN if unknown */
    const char *error;        /* why it was not timed, or NULL                        */
} report_timing;

/* A file of ./hmf bench: Google Benchmark's JSON with this project's context. */
typedef struct {
    json_t *root;           /* owner of the strings; NULL if not run          */
    json_t *context;        /* object, part of root                           */
    report_timing *timings; /* [count] sorted by workload, mode, implementation */
    size_t count;
} report_bench;

/* Reads a file of ./hmf bench. Returns false with an empty message if the file does not exist, and
 * false with the file and the reason in message[size] if it is rejected. *bench is then empty. */
bool report_load_bench(const char *path, report_bench *bench, char *message, size_t size);
void report_free_bench(report_bench *bench);

/* Returns the timing of that name, or NULL. */
const report_timing *report_find_timing(const report_bench *bench, const char *impl,
                                        const char *workload, const char *mode);

/* ---- profiles -------------------------------------------------------------------------------- */

/* The profiles in a folder of results, sorted by folder name. */
typedef struct {
    stored_profile *profiles; /* [count] */
    size_t count;
} report_profiles;

/* Reads every profile-NAME/profile.json in a folder of results. A missing folder or file is not an
 * error. Returns false with the rejected file and the reason in message[size]; *profiles is then
 * empty. */
bool report_load_profiles(const char *folder, report_profiles *profiles, char *message,
                          size_t size);
void report_free_profiles(report_profiles *profiles);

/* ---- all data of a report -------------------------------------------------------------------- */

/* All data of a report. Results that were not run are empty: bench.root is NULL and
 * profiles.count is 0. */
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

#endif
