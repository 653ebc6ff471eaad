/* SPDX-License-Identifier: MIT */
/* profilers.h: the profilers of a run. A further profiler is a further function that fills columns
 * of the tables. */
#ifndef PROFILERS_H
#define PROFILERS_H

#include "output_folder.h"
#include "profile.h"

/* The exit statuses of ./hmf profile beside EXIT_ERROR. */
enum {
    STATUS_NO_ANSWER = 2, /* the implementation could not compute  */
    STATUS_PROFILER = 3,  /* a profiler failed or took too long    */
    STATUS_MISSING = 69,  /* no profiler is installed              */
};

/* The state of a run. */
typedef struct {
    char programs[PATH_MAX]; /* the folder of this program and the targets       */
    double seconds;          /* longest sampling, at most limit / 2; 0: no samples */
    double limit;            /* longest run of a profiler (seconds)              */
    output_folder folder;    /* where the profilers leave their files            */
    profile result;          /* impl, workload, mode and seed are inputs         */
} profile_run;

/* The files of a profile. */
#define OUTPUT_CALLGRIND        "callgrind.out"
#define OUTPUT_CALLGRIND_STACKS "callgrind-stacks.out"
#define OUTPUT_SAMPLES          "cpu.prof"
#define OUTPUT_HEAP             "heap.prof"
#define OUTPUT_FUNCTIONS        "functions.txt"
#define OUTPUT_LINES            "lines.txt"
#define OUTPUT_ALLOCATIONS      "allocations.txt"
#define OUTPUT_COUNTED_STACKS   "counted.folded"
#define OUTPUT_SAMPLED_STACKS   "sampled.folded"
#define OUTPUT_COUNTED_FLAMES   "counted.html"
#define OUTPUT_SAMPLED_FLAMES   "sampled.html"
#define OUTPUT_JSON             "profile.json"

/*
 * Each dies with a status after printing the reason, or ends the program by the signal that
 * interrupted it. If a profiler is missing or cannot profile this job, the reason is in the result.
 */

/* Counts one pass twice with callgrind: functions and lines, then stacks. The totals must be equal,
 * except with threads, whose waiting varies. */
void profilers_count(profile_run *run);

/* Counts the instructions of the same pass in the release build with callgrind: only the total. */
void profilers_release(profile_run *run);

/* Counts the executions of each line in the same pass with gcov, in the build "coverage". The calls
 * of functions must equal callgrind's. */
void profilers_gcov(profile_run *run);

/* Counts the allocations of the same pass with gperftools' heap profiler. */
void profilers_allocations(profile_run *run);

/* Samples passes with gperftools until there are enough samples. */
void profilers_sample(profile_run *run);

/* Removes the unfinished files and ends the program, if a signal has arrived. */
void profilers_end_if_interrupted(profile_run *run);

#endif
