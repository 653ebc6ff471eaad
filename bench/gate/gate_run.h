/*
 * gate_run.h: a run of the gate on two builds, layer by layer. Each layer adds what it finds to the
 * report's comparisons, and leaves alone what has an outcome already.
 */
#ifndef HMF_GATE_RUN_H
#define HMF_GATE_RUN_H

#include "gate_options.h"
#include "gate_report.h"
#include "hmf.h"

#include <limits.h>

enum { GATE_BASE, GATE_HEAD, GATE_SIDES };

typedef struct {
    const gate_options *options;
    gate_report *report;
    const char *work;                         /* folder for what the run needs, absolute       */
    char programs[PATH_MAX - 64];             /* folder of this program and those beside it    */
    char build[GATE_SIDES][PATH_MAX];         /* their build folders, absolute                 */
    char module[GATE_SIDES][PATH_MAX];        /* hmf_module.so of both, copies in work         */
    const hmf_registry *registry[GATE_SIDES]; /* loaded                                        */
    bool unreadable[GATE_SIDES];              /* its interface is not that of this program     */
    int interrupt;                            /* the signal that ended the run, or 0           */
} gate_run;

/*
 * Judges the builds of options->base and ->head. The report's comparisons, notes and clone are
 * added to, and the caller's to free. Returns 0, or GATE_FAILED having said why, with *interrupt
 * set if a signal did it.
 */
int gate_compare_builds(const gate_options *options, const char *work, gate_report *report,
                        int *interrupt);

/* The layers, in this order. False: the run is over, and the reason has been said. */
bool gate_layer_right(gate_run *run);        /* 0: answers                            */
bool gate_layer_instructions(gate_run *run); /* 1: makes the comparisons, and counts  */
bool gate_layer_time(gate_run *run);         /* 2: draws                              */

/* Adds lower promises and changed answers, except of implementations that have an outcome already.
 * A part of layer 0. */
bool gate_compare_answers(gate_run *run);

/* Of every regression, the function and the line with the largest gain, from what layer 1 left;
 * what cannot be found is told. False: interrupted. */
bool gate_find_blame(gate_run *run);

/* Puts the layers together: instructions into the outcomes that time came to, and what the tree
 * accepts. */
void gate_conclude(const gate_options *options, gate_report *report);

/* ---- for the layers -------------------------------------------------------------------------- */

/* A comparison, or all of an implementation's as IMPL/ *, added to the report; NULL when memory is
 * short, having said so. Pointers to others may not be kept across a call. */
gate_comparison *gate_add(gate_run *run, const char *name, gate_outcome outcome,
                          const char *reason);

/* Adds a note to the report, as printf has it; false when memory is short, having said so. */
__attribute__((format(printf, 2, 3))) bool gate_note(gate_run *run, const char *format, ...);

/* Whether an outcome for all of that implementation stands in the report, as IMPL/ *. */
bool gate_is_settled(const gate_run *run, const char *impl);

/* Why that implementation is not compared unless something else is said, a static string, or NULL.
 */
const char *gate_left_out(const gate_run *run, const hmf_impl *impl);

/* Where layer 1 leaves what callgrind counted for that comparison: path.base, path.head. */
void gate_count_path(const gate_run *run, size_t comparison, char path[PATH_MAX]);

/* Runs a program with its standard output in the file work/output, and its errors apart. Its exit
 * status, 128 + signal when it was killed; -1 when the run is over (missing, too long,
 * interrupted), having said why. */
int gate_command(gate_run *run, const char *const *arguments, const char *output,
                 const char *progress, double limit);

/* Prints what the last command left in work/output, and its errors. */
void gate_show_output(const gate_run *run, const char *output);

/* work/output, opened for reading; NULL having said why. */
FILE *gate_open_output(const gate_run *run, const char *output);

#endif
