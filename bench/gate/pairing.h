/* SPDX-License-Identifier: MIT */
/* pairing.h: two Google Benchmark programs, a copy of the base, and the benchmarks that are
 * compared; the part of binaries.c that runs one program once. */
#ifndef HMF_GATE_PAIRING_H
#define HMF_GATE_PAIRING_H

#include "gate_report.h"
#include "gbench_program.h"
#include "rounds_of_draws.h"

#include <gsl/gsl_rng.h>
#include <limits.h>

enum { PAIRING_OLD, PAIRING_NEW, PAIRING_COPY, PAIRING_SIDES };

typedef struct {
    const gate_options *options;
    gate_report *report;
    gbench_program program[PAIRING_SIDES];
    char path[PAIRING_SIDES][PATH_MAX];
    char **name;                  /* [report->count] whole names                       */
    double (*sum)[PAIRING_SIDES]; /* [report->count] seconds of a benchmark in a draw  */
    const char **argument;        /* [report->count] names for the next run            */
    size_t *which;                /* [report->count] their comparisons                 */
    gsl_rng *rng;
    double seconds;                  /* of one run of the base with all benchmarks        */
    bool has_timed;                  /* the base has run once                             */
    bool noted_brief[PAIRING_SIDES]; /* a note says that its runs are too short           */
} pairing;

/* Dies with the reason, escaped for the terminal. */
__attribute__((format(printf, 1, 2))) _Noreturn void pairing_fail(const char *format, ...);

/* Dies with the reason for which the last run of that side failed. */
_Noreturn void pairing_give_up(const pairing *p, int side);

/* Sets the programs of the options. */
void pairing_set_programs(pairing *p);

/* Sets the path of the copy, of the same length as that of the base. */
void pairing_name_copy(pairing *p);

/* Sets the time limits of later runs from p->seconds. */
void pairing_set_limits(pairing *p);

/* Returns whether real time is compared for the benchmark of that name, rather than CPU time. */
bool pairing_is_real(const pairing *p, const char *name);

/* Returns the time of comparison i in these results. */
gbench_time pairing_time(const pairing *p, size_t i, const gbench_results *results);

/* Adds the time of comparison i in a run of that side, or settles the comparison if the run has no
 * time for it. */
void pairing_take(pairing *p, int side, size_t i, const gbench_results *results);

/* Collects the open comparisons in p->argument and p->which, only those with a sample unless
 * samples is NULL. Returns their number. */
size_t pairing_collect(pairing *p, gate_sample *const *samples);

/* Runs these once on that side and takes the times. Settles the benchmarks with which the new
 * program fails. Dies if another side fails. */
void pairing_run(pairing *p, int side, gate_sample *const *samples);

#endif
