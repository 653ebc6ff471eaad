/* SPDX-License-Identifier: MIT */
/* gate_report.h: the result of a run, its exit status, and the sentences and files that report it.
 */
#ifndef HMF_GATE_REPORT_H
#define HMF_GATE_REPORT_H

#include "comparison.h"
#include "format.h"
#include "gate_options.h"

#include <jansson.h>
#include <stdio.h>

/* Remarks for the reader: expired entries of accepted.txt, a dirty tree, omitted comparisons. */
typedef struct {
    char **text; /* [count] */
    size_t count;
} gate_notes;

/* Adds a note. */
__attribute__((format(printf, 2, 3))) void gate_note(gate_notes *notes, const char *format, ...);

typedef struct {
    const char *base, *head;   /* "1a2b3c4 (HEAD~1)", "working tree"                        */
    const char *metric;        /* that is timed: "wall time", "real time", "cpu time"       */
    double margin;             /* of most comparisons, as a ratio: 0.01                     */
    double instruction_margin; /* ratio: 0.005; 0: instructions are not counted             */
    double level;              /* probability of a wrong alarm in the whole run             */
    gate_fail_on fail_on;
    uint64_t seed;
    double seconds;               /* duration of the run                          */
    char clone[32];               /* whose instructions were counted, or ""       */
    gate_comparison *comparisons; /* [count]                                      */
    size_t count;
    gate_notes notes;
} gate_report;

/* Frees the comparisons and the notes. */
void gate_report_free(gate_report *report);

/* ---- the verdict on the run ------------------------------------------------------------------ */

/* Returns the exit status: wrong answers before regressions before vanished comparisons before
 * inconclusive ones. EXIT_ERROR also if no comparison was made; otherwise comparisons that were not
 * made do not fail the run. */
int gate_report_status(const gate_report *report);

/* Returns that status, or EXIT_SUCCESS if the run is inconclusive by noise alone and fail_on lets
 * that pass. An unmeasured comparison or another interface never passes. */
int gate_report_exit(const gate_report *report);

/* Returns "pass", "cannot be judged", "regression", "inconclusive" or "wrong answer". */
const char *gate_status_name(int status);

/* Returns whether a comparison is inconclusive and perhaps slower: the centre of one of its rounds
 * is beyond its margin. */
bool gate_is_suspect(const gate_comparison *comparison);

/* Returns the number of suspects. */
size_t gate_report_suspects(const gate_report *report);

/* Returns whether no comparison was made. */
bool gate_report_nothing_compared(const gate_report *report);

/* Returns the number of comparisons with that outcome. */
size_t gate_report_tally(const gate_report *report, gate_outcome outcome);

/* ---- sentences and cells --------------------------------------------------------------------- */

/* They hold names, reasons and source lines unescaped (see text.h). */
typedef struct {
    char text[1024];
} gate_sentence;

/* "inconclusive: two copies of the base differ" */
gate_sentence gate_verdict_sentence(const gate_comparison *comparison);

/* "wall time 1.052 [1.031, 1.070] of the base's 1.23 ms in 24 draws; instructions +0.512 %,
 * 58,873,890 to 59,175,324"; "" if nothing was measured. */
gate_sentence gate_numbers_sentence(const gate_report *report, const gate_comparison *comparison);

/* "impls/window.c:17 (hmf_window_top_hat): +301,434 instructions: term *= x;"; "" if unknown. */
gate_sentence gate_blame_sentence(const gate_comparison *comparison);

/* Both rounds, if there were two; the control, if inconclusive; the margin, if it is not the
 * report's. */
gate_sentence gate_details_sentence(const gate_report *report, const gate_comparison *comparison);

/* "universal/default/cold 1.218 [1.153, 1.281]", of the round with the larger centre. */
gate_sentence gate_suspect_sentence(const gate_comparison *comparison);

/* "instructions (of clone x86-64-v3) and wall time are of one call of the base" */
gate_sentence gate_legend_sentence(const gate_report *report);

/* "21 comparisons: 18 same, 1 faster, 2 slower" */
gate_sentence gate_tally_sentence(const gate_report *report);

/* "margin 1 % of wall time, 0.5 % of instructions; wrong alarms 0.1 %; seed 17" */
gate_sentence gate_rule_sentence(const gate_report *report);

/* The columns of a table after the name of the comparison. */
enum {
    GATE_CELL_INSTRUCTIONS,
    GATE_CELL_CHANGE,
    GATE_CELL_SECONDS,
    GATE_CELL_RATIO,
    GATE_CELL_DRAWS,
    GATE_CELLS
};

typedef struct {
    format_text cell[GATE_CELLS]; /* "-" if not measured */
} gate_cells;

gate_cells gate_cells_of(const gate_comparison *comparison);

/* Returns the first column to show: that of the time if instructions are not counted. */
int gate_first_cell(const gate_report *report);

/* Returns the title of a column. */
const char *gate_cell_title(const gate_report *report, int cell);

/* Returns the median time of one call of the base (seconds). */
double gate_base_seconds(const gate_round *round);

/* ---- formats --------------------------------------------------------------------------------- */

/* Writes the table for a terminal; its last line is the verdict. */
void gate_write_table(FILE *stream, const gate_report *report, bool colour);

/* Writes GitHub's Markdown, for a comment on a pull request. */
void gate_write_markdown(FILE *stream, const gate_report *report);

/* Writes JUnit XML with one test case a comparison: a regression is a failure, a wrong answer an
 * error, an inconclusive comparison is skipped. If no comparison was made, each is an error. */
void gate_write_junit(FILE *stream, const gate_report *report);

/* Writes GitHub's workflow commands: ::error for regressions, wrong answers and a run without a
 * comparison, ::warning for inconclusive comparisons. */
void gate_write_annotations(FILE *stream, const gate_report *report);

/* Returns "kind": "gate", gate_schema 1, with all samples; the caller owns it. */
json_t *gate_report_json(const gate_report *report);

#endif
