/* SPDX-License-Identifier: MIT */
/*
 * results.h: readers of bench.json (./hmf bench) and of the profiles in a folder of results.
 *
 * The readers reject malformed files and unknown schemas, with the file and the reason. A missing
 * file is not an error: those results were not run.
 */
#ifndef HMF_REPORT_RESULTS_H
#define HMF_REPORT_RESULTS_H

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

#endif
