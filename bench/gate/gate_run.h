/* SPDX-License-Identifier: MIT */
/* gate_run.h: a run of the gate: its temporary folder, the commands that run in it, and the layers,
 * which take the builds and return comparisons. All die if they cannot do their work. */
#ifndef HMF_GATE_RUN_H
#define HMF_GATE_RUN_H

#include "gate_report.h"
#include "hmf.h"

#include <limits.h>
#include <stdio.h>

/* Compares options->base and ->head, and adds the comparisons, notes and metric to the report. */
void gate_compare_builds(const gate_options *options, gate_report *report);

/*
 * The same for two Google Benchmark programs. Benchmarks are matched by their whole names.
 *
 * Dies if the base fails. Benchmarks with which the new program crashes or hangs are GATE_WRONG.
 * Benchmarks that the base timed are GATE_VANISHED if the new program skips or lacks them, has
 * several of that name, or gives no time. Benchmarks that the base does not time are not compared.
 * Benchmarks that the base timed once and later does not, or times far below the minimum time, are
 * inconclusive. A run of the base may take 600 seconds, every other run 60 seconds and 20 times as
 * long as that; the environment variable HMF_GATE_LIMIT (seconds) sets another limit for all.
 */
void gate_compare_binaries(const gate_options *options, gate_report *report);

/* ---- the temporary folder and its commands ----------------------------------------------------
 */

/* Makes the folder in $TMPDIR or /tmp, and sets TMPDIR to it. It is removed when the program exits,
 * dies or is interrupted. From here on signals are held (see subprocess.h). */
void gate_work_begin(void);

/* Returns its absolute path. */
const char *gate_work(void);

/* Removes the folder and ends the program as that signal would have. */
_Noreturn void gate_interrupted(int signal_number);

/* Returns the path of a program beside this one; the caller frees it. */
char *gate_program(const char *name);

/* Copies a file; the copy can be executed. Returns false with errno set, also if `to` exists. */
bool gate_copy_file(const char *from, const char *to);

/* Runs a command in the folder, with its standard output in the file `output` there, for at most
 * `limit` seconds. Returns its exit status, or 128 + signal if it was killed, or -1 after printing
 * the reason if it is missing, cannot be started or takes too long. */
int gate_try(const char *const *arguments, const char *output, const char *progress, double limit);

/* As gate_try, but dies with the command's output unless it exits with 0. */
void gate_do(const char *const *arguments, const char *output, const char *progress, double limit);

/* Prints the output of the last command and its standard error. */
void gate_show_output(const char *output);

/* Opens the output for reading, or dies. */
FILE *gate_open_output(const char *output);

/* ---- layers of a run on two builds ----------------------------------------------------------- */

typedef struct {
    const gate_options *options;
    char build[GATE_SIDES][PATH_MAX];         /* build folders, absolute                      */
    char module[GATE_SIDES][PATH_MAX];        /* copies of hmf_module.so in the work folder   */
    const hmf_registry *registry[GATE_SIDES]; /* of the loaded modules                        */
    bool unreadable[GATE_SIDES];              /* the interface is not that of this program    */
} gate_builds;

/* Layer 0: returns the implementations and promises that are settled without timing. */
gate_comparisons gate_check_answers(const gate_builds *builds, gate_notes *notes);

/* Its part for a base with another interface: checks the new build's answers alone. */
gate_comparisons gate_check_head(const gate_builds *builds);

/* Layer 1: returns the comparisons of all implementations that are not settled, with their
 * instructions, and the clone that was counted. Those to be timed are GATE_OPEN. Instructions
 * regress if they grow by more than instruction_margin. */
gate_comparisons gate_count_instructions(const gate_builds *builds, const gate_comparisons *settled,
                                         double instruction_margin, char clone[32]);

/* Layer 2: times the open comparisons and sets their outcomes. */
void gate_time_layouts(const gate_builds *builds, gate_comparisons *comparisons);

/* Finds the function and the line with the largest growth of a comparison that layer 1 counted.
 * Prints a warning if it cannot. */
void gate_find_blame(gate_comparison *comparison);

/* ---- for the layers -------------------------------------------------------------------------- */

/* Returns whether there is an outcome for all comparisons of an implementation, named IMPL/ *. */
bool gate_is_settled(const gate_comparisons *settled, const char *impl);

/* Returns why that implementation is left out unless an option names it, or NULL. */
const char *gate_left_out(const gate_builds *builds, const hmf_impl *impl);

#endif
