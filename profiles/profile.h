/* profile.h: all that is found out about one implementation on one job. */
#ifndef HMF_PROFILE_H
#define HMF_PROFILE_H

#include "allocations.h"
#include "context.h"
#include "tables.h"
#include "workloads.h"

/* What one profiler did not do, and why; empty: it did. */
typedef char profile_reason[512];

typedef struct {
    char name[32];
    double value;    /* of all the plain passes together          */
    char reason[64]; /* why it could not be counted; empty: it was */
} profile_counter;

enum { PROFILE_COUNTERS_MAX = 16 };

typedef struct {
    const hmf_impl *impl;
    const hmf_workload *workload;
    const char *mode; /* "cold" or "warm" */
    uint64_t seed;    /* of the workload's variations */
    size_t context_count;
    hmf_context_entry context[HMF_CONTEXT_MAX];

    profile_functions functions; /* all profilers' columns */
    profile_lines lines;

    profile_reason not_counted;
    char counted_by[64];                       /* "valgrind-3.19.0"                       */
    char counted_clone[32], sampled_clone[32]; /* hmf_clone_name in each process          */
    uint64_t instructions;
    double counted_seconds;        /* of processor time, under callgrind      */
    profile_stacks counted_stacks; /* their total is instructions, or with
                                    * threads or files about that, by chance  */

    profile_reason not_compared;
    uint64_t release_instructions; /* of the same pass in the release build */

    profile_reason no_hits;
    size_t hits_checked; /* functions whose hits and calls were compared */

    profile_reason no_allocations;
    profile_allocations allocations; /* in one pass */

    profile_reason not_sampled;
    uint64_t samples, main_samples; /* of all threads; of the one that calls      */
    profile_stacks sampled_stacks;  /* their total is samples                     */
    char *stripped;                 /* objects without symbols of their own; owned */
    double rate;                    /* samples a second and thread, as asked       */
    unsigned long passes;
    double seconds; /* of processor time, in the sampled passes                    */

    unsigned long plain_passes; /* without a profiler, before those */
    double plain_seconds;
    size_t ncounters;
    profile_counter counters[PROFILE_COUNTERS_MAX]; /* of the plain passes */
} profile;

/* A profiled build whose instructions differ by more than this share from those of the release
 * build may have its hot spots elsewhere: the user is warned. */
#define PROFILE_RELEASE_MARGIN 0.10

/* Returns the instructions of the profiled build over those of the release build; 0 where they were
 * not compared. */
double profile_release_ratio(const profile *p);

/* Returns whether the two builds differ by more than the margin. */
bool profile_differs_from_release(const profile *p);

void profile_free(profile *p);

#endif
