/* SPDX-License-Identifier: MIT */
/*
 * profilers.h: puts the target under one profiler after the other. Another profiler is another
 * function here that fills columns of the tables.
 */
#ifndef HMF_PROFILE_PROFILERS_H
#define HMF_PROFILE_PROFILERS_H

#include "output_folder.h"
#include "profile.h"
#include "subprocess.h"

#include <stdio.h>

/* What a profiler's end means for the tool: its exit status. */
enum {
    STATUS_OUTPUT = 1,    /* usage error or failed output                   */
    STATUS_NO_ANSWER = 2, /* the implementation could not compute           */
    STATUS_PROFILER = 3,  /* a profiler failed or took too long             */
    STATUS_MISSING = 69,  /* no profiler is installed                       */
};

/* A run under way. */
typedef struct {
    char programs[PATH_MAX]; /* the folder of this program and the targets     */
    double seconds;          /* sampling lasts no longer than that, nor than half
                              * the limit; 0: no samples                         */
    double limit;            /* seconds after which a profiler is given up       */
    output_folder folder;    /* where the profilers leave their files            */
    int interrupt;           /* the signal that ended the run, or 0              */
    profile result;          /* impl, workload, mode and seed are set before     */
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

/* The caches that callgrind simulates, whatever the machine has: counts can be compared. Size in
 * bytes, ways, bytes a line. */
#define PROFILERS_L1 "32768,8,64"
#define PROFILERS_LL "8388608,16,64"

/*
 * Each returns 0, or a status after saying the reason on stderr. Where a profiler is missing, or
 * cannot serve this job, it returns 0 with the reason in the result.
 */

/* Counts of one pass, with callgrind, twice: functions and lines, then stacks. Both must come to
 * the same total; with threads they need not, for how long these wait is chance. */
int profilers_count(profile_run *run);

/* Instructions of the same pass in the release build beside this one, with callgrind, without the
 * simulated caches: the total alone. */
int profilers_release(profile_run *run);

/* How often each line was executed in the same pass, with gcov, in the build "coverage". Functions'
 * calls must agree with callgrind's. */
int profilers_hits(profile_run *run);

/* What the same pass allocates, with gperftools' heap profiler. */
int profilers_allocations(profile_run *run);

/* Samples of as many passes as it takes, with gperftools. */
int profilers_sample(profile_run *run);

/* ---- for these ------------------------------------------------------------------------------- */

/* In place of a status: the profiler was given up after the limit. */
enum { PROFILER_TIMED_OUT = -1 };

/* Runs a command in the staging folder, what it prints going to the file `log` there. Nothing is
 * said of a program that is not there (STATUS_MISSING) or takes too long (PROFILER_TIMED_OUT). */
int profiler_run(profile_run *run, const char *progress, const char *log,
                 const char *const *arguments);

/* Runs a target under callgrind with these options (NULL ends them), which counts one pass of the
 * job. Returns a status as profiler_run does. */
int profiler_callgrind(profile_run *run, const char *progress, const char *log, const char *target,
                       const char *const *options);

/* The path of a program beside this one; false when it is not there. */
bool profiler_program(const profile_run *run, const char *name, char path[PATH_MAX]);

/* A file of the staging folder, or NULL. */
FILE *profiler_open(const profile_run *run, const char *name);

/* The clone that ran, which the target prints before all else of its own. */
bool profiler_read_clone(FILE *log, char clone[32]);

/* STATUS_PROFILER, after saying the reason. */
int profiler_fail(const char *reason);

/* 0, after noting the reason why something is left out. */
int profiler_leave_out(profile_reason why, const char *reason);

extern const char profiler_too_long[];

/* The path of a file in the staging folder, which is short enough or the folder would not be. */
const char *profiler_file(const profile_run *run, const char *name, char path[PATH_MAX]);

#endif
