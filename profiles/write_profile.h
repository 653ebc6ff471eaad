/* write_profile.h: a finished profile as text and as JSON. */
#ifndef HMF_PROFILE_WRITE_PROFILE_H
#define HMF_PROFILE_WRITE_PROFILE_H

#include "context.h"
#include "functions.h"
#include "workloads.h"

#include <stdio.h>

typedef struct {
    const hmf_impl *impl;
    const hmf_workload *workload;
    const char *mode; /* "cold" or "warm" */
    uint64_t seed;    /* of the workload  */

    size_t context_count;
    hmf_context_entry context[HMF_CONTEXT_MAX];

    char counted_by[64];                       /* "valgrind-3.19.0" */
    char counted_clone[32], sampled_clone[32]; /* hmf_clone_name in each process */
    uint64_t instructions;

    char not_sampled[512]; /* why not; empty: it was */
    uint64_t samples;
    unsigned long passes;
    double rate;    /* asked for, Hz                                     */
    double seconds; /* processor time that the passes took, all threads  */

    profile_functions functions; /* sorted; owned */
} profile;

/* What was measured, in a few lines. */
void profile_write_heading(FILE *stream, const profile *p);

/* In the shape of Python's cProfile; at most `rows` functions. */
void profile_write_table(FILE *stream, const profile *p, size_t rows);

/* Schema 1, as profiles/README.md lists it. False when it could not be written or made. */
bool profile_write_json(FILE *stream, const profile *p);

#endif
