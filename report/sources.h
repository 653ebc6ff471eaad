/* sources.h: everything the report is made from, and what is asked of it in more than one place. */
#ifndef HMF_REPORT_SOURCES_H
#define HMF_REPORT_SOURCES_H

#include "hmf.h"
#include "results.h"
#include "statistics.h"

/* What was not run is empty: bench.root = NULL, profiles.count = 0. */
typedef struct {
    const hmf_registry *registry; /* holds one implementation at least */
    const hmf_impl **ladder;      /* registry->count of them, see ladder.h */
    report_bench bench;
    report_profiles profiles;
} report_sources;

/*
 * The ladder and the timings: bench.json in the folder of results, if it is there. bench names
 * another file instead, which must be there; NULL: none. The profiles stay empty until
 * report_load_profiles. False with the reason in message[size]; free the sources in any case.
 */
bool report_load_sources(const hmf_registry *registry, const char *folder, const char *bench,
                         report_sources *sources, char *message, size_t size);
void report_free_sources(report_sources *sources);

/* Seconds of a call, and how many times as long the first takes as the second: medians over the
 * repetitions with intervals of format_confidence (format.h). */
hmf_interval report_median(const report_timing *timing);
hmf_interval report_times_as_long(const report_timing *slow, const report_timing *fast);

/* The timing of the job default in that mode, or NULL where it was not run. */
const report_timing *report_default(const report_sources *sources, const hmf_impl *impl,
                                    const char *mode);

/* The conditioned error on the job default, the worst of its modes; NaN where it was not measured.
 */
double report_error(const report_sources *sources, const hmf_impl *impl);

/* The accuracy promised by what was timed, or by this program's own registry where it was not. */
double report_promise(const report_sources *sources, const hmf_impl *impl);

/* An entry of a context, or NULL where it is missing, no text or "unknown". */
const char *report_context(const json_t *context, const char *key);

/* True where the context says so of the source the program was built from. */
bool report_is_dirty(const json_t *context);

/* False where the profile and the timings are of different commits, or only one says of which. True
 * where neither does (a copy of the source without git), and without timings. */
bool report_same_commit(const report_sources *sources, const report_profile *profile);

#endif
