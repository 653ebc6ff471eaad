/*
 * profilers.h: puts the target under one profiler after the other. Another profiler is another
 * function here that fills columns of the table.
 */
#ifndef HMF_PROFILE_PROFILERS_H
#define HMF_PROFILE_PROFILERS_H

#include "output_folder.h"
#include "write_profile.h"

/* What a profiler's end means for the tool: its exit status. */
enum {
    STATUS_OUTPUT = 1,    /* usage error or failed output                   */
    STATUS_NO_ANSWER = 2, /* the implementation could not compute           */
    STATUS_PROFILER = 3,  /* a profiler failed or took too long             */
    STATUS_MISSING = 69,  /* a profiler is not installed                    */
};

/* A run under way. */
typedef struct {
    char target[PATH_MAX]; /* the program that is profiled                     */
    double seconds;        /* sampling lasts no longer than that, nor than half
                            * the limit; 0: no samples                         */
    double limit;          /* seconds after which a profiler is given up       */
    output_folder folder;  /* where the profilers leave their files            */
    int interrupt;         /* the signal that ended the run, or 0              */
    profile result;        /* impl, workload, mode and seed are set before     */
} profile_run;

/* Both return 0, or a status after saying the reason on stderr. */

/* Exact counts of one pass, with callgrind: empties the table and fills it. */
int profilers_count(profile_run *run);

/* Samples of as many passes as it takes, with gperftools; adds to the table. Where there can be no
 * samples it returns 0 with the reason in result.not_sampled. */
int profilers_sample(profile_run *run);

#endif
