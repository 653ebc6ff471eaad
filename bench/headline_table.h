/* headline_table.h: the measured headline, as a table and as JSON. */
#ifndef HMF_HEADLINE_TABLE_H
#define HMF_HEADLINE_TABLE_H

#include "job.h"
#include "rounds.h"

#include <jansson.h>
#include <stdbool.h>

/* A contestant and what it is: an implementation's job, or something else in words. */
typedef struct {
    const hmf_impl *impl;
    const hmf_workload *workload;
    hmf_mode mode;
    const char *what;
    hmf_job *job;
    const hmf_contestant *contestant; /* NULL: it is not there */
} headline_entry;

/* create and destroy of one cosmology after the other, or of one again and again. */
typedef struct {
    const hmf_impl *impl;
    size_t made; /* other cosmologies so far */
    bool again;
} headline_setup;

typedef struct {
    const hmf_impl *impl;
    double error;  /* conditioned, the worst over the certified values */
    size_t memory; /* bytes of a state */
    headline_setup making, finding;
    headline_entry cold, warm, setup;
    headline_entry found; /* setup where files hold what is made; of HMF_FILES only */
} headline_rung;

typedef struct {
    double *exponent, *dn_dlnm;
    size_t nz, nmass;
} light_grid;

enum { HEADLINE_RUNGS = 32, HEADLINE_ENTRIES = 4 * HEADLINE_RUNGS + 16 };

typedef struct {
    uint64_t seed;
    size_t rounds, rungs, entered;
    double expected;                    /* seconds of all rounds */
    headline_rung rung[HEADLINE_RUNGS]; /* each after the one that it builds on */
    const headline_rung *fastest;       /* the last without threads, no detour   */
    const headline_rung *threaded;      /* the first with threads, no detour, or NULL */
    headline_entry start, ctypes, light;
    headline_entry point, chain, chain_ns, survey; /* of the fastest  */
    headline_entry threaded_survey, threaded_point;
    light_grid grid;
    const char *start_command[5], *ctypes_command[6]; /* ended by NULL */
    hmf_contestant contestants[HEADLINE_ENTRIES];
    headline_entry *entries[HEADLINE_ENTRIES];
} headline;

void headline_print(const headline *h);

/* Every sample, with the context of context.h. Owned by the caller; NULL when memory is short. */
json_t *headline_json(const headline *h);

#endif
