/* gate_format.h: the numbers and sentences that all writers of the gate share. They hold what was
 * written elsewhere as it is: names, reasons, lines of source. See escaped.h. */
#ifndef HMF_GATE_FORMAT_H
#define HMF_GATE_FORMAT_H

#include "gate_report.h"

/* ---- numbers --------------------------------------------------------------------------------- */

typedef struct {
    char text[64];
} gate_text;

/* "1.234 ms", from ns to s; "-" where it is not finite. */
gate_text gate_seconds(double seconds);

/* "58,873,890" */
gate_text gate_count(uint64_t count);

/* "0.5 %" */
gate_text gate_percent(double share);

/* Of the instructions: "+0.512 %"; "0 %" only where they are the same. */
gate_text gate_change(const uint64_t instructions[2]);

/* "1.052 [1.031, 1.070]" from log ratios; "?" for what is not finite: "1.004 [?, 1.012]". */
gate_text gate_ratio(const signed_rank *log_ratio);

/* The median of one call of the base; NaN where there was no round. */
double gate_base_seconds(const gate_round *round);

/* ---- a row of a table ------------------------------------------------------------------------ */

enum { CELL_INSTRUCTIONS, CELL_CHANGE, CELL_SECONDS, CELL_RATIO, CELL_DRAWS, CELL_COUNT };

typedef struct {
    gate_text cell[CELL_COUNT]; /* "-" for what was not measured */
} gate_cells;

gate_cells gate_cells_of(const gate_comparison *comparison);

/* The first of them to show: where instructions are not counted at all, that of the time. */
int gate_first_cell(const gate_report *report);

/* The titles of these columns. */
const char *gate_cell_title(const gate_report *report, int cell);

/* ---- sentences ------------------------------------------------------------------------------- */

typedef struct {
    char text[1024];
} gate_sentence;

/* "inconclusive: two copies of the base differ" */
gate_sentence gate_verdict_sentence(const gate_comparison *comparison);

/* "wall time 1.052 [1.031, 1.070] of the base's 1.234 ms in 24 draws; instructions +0.512 %,
 * 58,873,890 to 59,175,324"; "" where nothing was measured. */
gate_sentence gate_numbers_sentence(const gate_report *report, const gate_comparison *comparison);

/* "impls/window.c:17 (hmf_window_top_hat): +301,434 instructions: term *= x;", or "" where it is
 * not known. */
gate_sentence gate_blame_sentence(const gate_comparison *comparison);

/* Both rounds, where there were two: "first round 1.049 [1.020, 1.071] in 16 draws, second ...";
 * of what is inconclusive "control, a copy of the base to the base, 1.013 [1.010, 1.016]"; "its
 * margin is 3 %" where that is not the report's. */
gate_sentence gate_details_sentence(const gate_report *report, const gate_comparison *comparison);

/* "universal/default/cold 1.218 [1.153, 1.281]", of the round with the largest centre. */
gate_sentence gate_suspect_sentence(const gate_comparison *comparison);

/* "instructions (of clone x86-64-v3) and wall time are of one call of the base" */
gate_sentence gate_legend_sentence(const gate_report *report);

/* "21 comparisons: 18 same, 1 faster, 2 slower" */
gate_sentence gate_tally_sentence(const gate_report *report);

/* "margin 1 % of wall time, 0.5 % of instructions; wrong alarms 0.1 %; seed 17" */
gate_sentence gate_rule_sentence(const gate_report *report);

#endif
