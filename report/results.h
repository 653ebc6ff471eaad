/*
 * results.h: reading what ./hmf bench and ./hmf profile left in the folder of results.
 *
 * A file that is malformed, or of another schema than this reader knows, is refused with the file
 * and the reason. A file that is not there is no error: what it would hold was not run.
 */
#ifndef HMF_REPORT_RESULTS_H
#define HMF_REPORT_RESULTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Version of the schema of files of results that this reader knows. */
enum { REPORT_SCHEMA = 1 };

/* Reads a JSON file. Returns NULL with message empty when there is no such file, and NULL with the
 * file, the line and the reason in message[size] when it cannot be read. The caller owns it. */
json_t *report_load_json(const char *path, char *message, size_t size);

/* ---- ./hmf bench ----------------------------------------------------------------------------- */

/* The repetitions of one benchmark IMPL/WORKLOAD/MODE. */
typedef struct {
    char *name; /* the three parts, each ended by a NUL */
    const char *impl, *workload, *mode;
    double *seconds; /* per call, one number for each repetition */
    size_t count;
    double conditioned_error; /* measured, the worst of the repetitions; NaN: the file has none */
    double accuracy;          /* promised by what was measured; likewise                        */
    const char *error;        /* why it was not timed; NULL: it was                             */
} report_timing;

/* A file of the runner: Google Benchmark's JSON with the context of this project. */
typedef struct {
    json_t *root;           /* NULL: not run; what the other pointers borrow from */
    json_t *context;        /* object */
    report_timing *timings; /* by workload, mode and implementation */
    size_t count;
} report_bench;

/* Reads a file of ./hmf bench. False: with an empty message there is no such file, else the message
 * says why it is refused; *bench is empty then. */
bool report_load_bench(const char *path, report_bench *bench, char *message, size_t size);
void report_free_bench(report_bench *bench);

/* The timing of that name, or NULL. */
const report_timing *report_find_timing(const report_bench *bench, const char *impl,
                                        const char *workload, const char *mode);

/* ---- ./hmf profile --------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *file; /* without its folder; NULL where it is not known */
    int line;         /* 0 likewise                                     */
    double calls;
    double instructions_self, instructions_inclusive;
    double samples_self, samples_inclusive; /* NaN: not sampled */
} report_function;

typedef struct {
    json_t *root;    /* what the other pointers borrow from */
    json_t *context; /* object */
    const char *impl, *workload, *mode;
    const char *counted_tool, *counted_version;
    double instructions, calls_profiled; /* 0: not counted, and not_counted says why */
    const char *not_counted;
    double release_ratio;     /* instructions over those of the release build; 0: not compared */
    bool release_differs;     /* by more than the profiler's margin */
    const char *sampled_tool; /* NULL: not sampled, and not_sampled says why */
    double samples, rate_hz, sampled_seconds;
    const char *not_sampled;
    report_function *functions; /* the most instructions of its own first, then samples */
    size_t count;
} report_profile;

typedef struct {
    report_profile *profiles; /* by the names of their folders */
    size_t count;
} report_profiles;

/* Reads every profile.json in a folder profile-NAME of the folder of results; none, or no such
 * folder, is no error. False: the message says which file is refused and why; *profiles is empty
 * then. */
bool report_load_profiles(const char *folder, report_profiles *profiles, char *message,
                          size_t size);
void report_free_profiles(report_profiles *profiles);

/* The first profile of that implementation, or NULL. */
const report_profile *report_find_profile(const report_profiles *profiles, const char *impl);

#endif
