/* SPDX-License-Identifier: MIT */
/* profile.h: the results of all profilers for one implementation on one job. */
#ifndef PROFILE_H
#define PROFILE_H

#include "context.h"
#include "readers.h"
#include "workloads.h"

#include <stdio.h>

/* The caches that callgrind simulates, equal on all machines so that counts can be compared: size
 * (bytes), ways, line (bytes). */
#define PROFILE_L1 "32768,8,64"
#define PROFILE_LL "8388608,16,64"

/* The reason why a profiler was left out; empty: it ran. */
typedef char profile_reason[512];

typedef struct {
    char name[32];
    double value;    /* of all plain passes together             */
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
    profile_stacks counted_stacks; /* their total equals instructions; with
                                    * threads or files, only roughly          */

    profile_reason not_compared;
    uint64_t release_instructions; /* of the same pass in the release build */

    profile_reason no_gcov;
    size_t gcov_checked; /* functions whose hits and calls were compared */

    profile_reason no_allocations;
    heap_profile allocations; /* in one pass */

    profile_reason not_sampled;
    uint64_t samples, main_samples; /* of all threads; of the one that calls      */
    profile_stacks sampled_stacks;  /* their total is samples                     */
    char *stripped;                 /* objects without their own symbols; owned */
    double rate;                    /* samples a second and thread, as asked       */
    unsigned long passes;
    double seconds; /* of processor time, in the sampled passes                    */

    unsigned long plain_passes; /* without a profiler, before the sampled passes */
    double plain_seconds;
    size_t ncounters;
    profile_counter counters[PROFILE_COUNTERS_MAX]; /* of the plain passes */
} profile;

/* The tool warns if the instructions of the profiled build differ by more than this share from
 * those of the release build, because the hot spots may then be elsewhere. */
#define PROFILE_RELEASE_MARGIN 0.10

/* Returns the ratio of the profiled build's instructions to the release build's, 0 if they were not
 * compared. */
double profile_release_ratio(const profile *p);

/* Returns whether the two builds differ by more than the margin. */
bool profile_differs_from_release(const profile *p);

void profile_free(profile *p);

/* ---- bottlenecks ----------------------------------------------------------------------------- */

/* A function or line, and the totals that it is a part of. */
typedef struct {
    profile_cost self;
    uint64_t samples;
    uint64_t all_instructions, all_samples; /* 0: not counted, not sampled */
} profile_part;

/* Returns whether the share of samples is far above the share of instructions: more than twice
 * that, at least 1 %, and by more than four standard deviations of the expected number of samples.
 */
bool profile_waits(const profile_part *part);

/*
 * Estimates what limits a part, by a heuristic. Returns a static text:
 *   "mispredicted branches", "memory"  at least a fifth of the cycles by KCachegrind's formula
 *            (Ir + 10 mispredictions + 10 first-level misses + 100 last-level misses)
 *   "waiting (division, chain, store)"  profile_waits, and none of the above: a slow instruction,
 * the end of a dependency chain, or memory effects outside the simulation "instructions"  none of
 * these "unknown: not counted"
 */
const char *profile_bottleneck(const profile_part *part);

/* ---- text and JSON --------------------------------------------------------------------------- */

/* The tables must be sorted. */

/* Writes the job, the tools, and the profilers that were left out, in a few lines. */
void profile_write_heading(FILE *stream, const profile *p);

/* Writes at most `rows` functions in the format of Python's cProfile. */
void profile_write_functions(FILE *stream, const profile *p, size_t rows);

/* Writes every executed function in the format of line_profiler, with its source text if that can
 * be read; most instructions first. */
void profile_write_lines(FILE *stream, const profile *p);

void profile_write_allocations(FILE *stream, const profile *p);

/* Writes the three most expensive functions and lines with their bottlenecks. */
void profile_write_summary(FILE *stream, const profile *p);

/* Writes profile.json (README.md describes it); dies if a name in the profile is not UTF-8. */
void profile_write_json(FILE *stream, const profile *p);

double profile_percent(uint64_t part, uint64_t whole);

/* Returns the fraction of the expected samples that are missing. The kernel delivers one profile
 * signal at a time, and the time of a short pass includes reading the clock, which is not sampled.
 * On a virtual machine that loses time to its host there may be more samples than expected. */
double profile_samples_lost(const profile *p);

/* Returns the relative slow-down of a pass by sampling; noise can make it negative. */
double profile_sampling_overhead(const profile *p);

/* Returns the slow-down of a pass under callgrind, as a factor; 0 if unknown. */
double profile_counting_slowdown(const profile *p);

#endif
