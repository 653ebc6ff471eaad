/* pairing.h: two Google Benchmark programs, the copy of the base, and the benchmarks that are
 * compared; for binaries.c. */
#ifndef HMF_GATE_PAIRING_H
#define HMF_GATE_PAIRING_H

#include "gate_options.h"
#include "gate_report.h"
#include "gbench_program.h"
#include "gbench_time.h"
#include "rounds_of_draws.h"

#include <gsl/gsl_rng.h>
#include <limits.h>

enum { PAIRING_OLD, PAIRING_NEW, PAIRING_COPY, PAIRING_SIDES };

typedef struct {
    const gate_options *options;
    gate_report *report;
    gbench_program program[PAIRING_SIDES];
    char path[PAIRING_SIDES][PATH_MAX];
    char **name;                  /* [report->count], whole where a comparison's is shortened */
    double (*sum)[PAIRING_SIDES]; /* [report->count], seconds of a benchmark in this draw     */
    const char **argument;        /* [report->count], names of the next run                   */
    size_t *which;                /* [report->count], the comparisons that they belong to     */
    gsl_rng *rng;
    double seconds;                  /* of one run of the base with all benchmarks        */
    bool has_timed;                  /* the base has been run once                        */
    bool noted_brief[PAIRING_SIDES]; /* a note says that its runs are too short           */
    int interrupt;                   /* the interrupting signal, or 0                     */
} pairing;

/* ---- messages -------------------------------------------------------------------------------- */

/* Prints the reason, and returns false. */
__attribute__((format(printf, 1, 2))) bool pairing_fail(const char *format, ...);

__attribute__((format(printf, 2, 3))) void pairing_note(gate_report *report, const char *format,
                                                        ...);

/* Sets the outcome of a comparison, and its reason. */
__attribute__((format(printf, 3, 4))) void
pairing_settle(gate_comparison *comparison, gate_outcome outcome, const char *format, ...);

/* Prints why the last run of that side broke, or keeps the interrupt. Returns false. */
bool pairing_give_up(pairing *p, int side, gbench_end end);

/* ---- programs -------------------------------------------------------------------------------- */

/* Sets the programs of the options, which write to the folder `work`. */
void pairing_set_programs(pairing *p, const char *work);

/* Sets the path of the copy, in the folder `work`, as long as the path of the base. */
void pairing_name_copy(pairing *p);

/* Sets the limits of later runs by p->seconds. */
void pairing_set_limits(pairing *p);

/* ---- one run --------------------------------------------------------------------------------- */

/* Returns whether real time is compared for the benchmark of that name, and not cpu time. */
bool pairing_is_real(const pairing *p, const char *name);

/* Returns the time of comparison i in these results. */
gbench_time pairing_time(const pairing *p, size_t i, const gbench_results *results);

/* Adds the time of comparison i in a run of that side. Settles the comparison if the run has no
 * time for it. */
void pairing_take(pairing *p, int side, size_t i, const gbench_results *results);

/* Collects the open comparisons, only those with a sample unless samples is NULL, in p->argument
 * and p->which. Returns how many there are. */
size_t pairing_collect(pairing *p, gate_sample *const *samples);

/* Runs these once on that side and takes the times, without the benchmarks with which the new
 * program breaks. Returns false after pairing_give_up. */
bool pairing_run(pairing *p, int side, gate_sample *const *samples);

#endif
