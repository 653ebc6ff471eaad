/* SPDX-License-Identifier: MIT */
/*
 * rounds_of_draws.h: draws comparisons until each has its verdict, or the time is spent.
 *
 * A draw times both sides and a second copy of the base, independently of every other draw: in a
 * process that loads three modules, or in six runs of two programs.
 */
#ifndef HMF_GATE_ROUNDS_OF_DRAWS_H
#define HMF_GATE_ROUNDS_OF_DRAWS_H

#include "comparison.h"

typedef struct {
    double ratio, control; /* log ratios: new to base, and a copy of the base to the base */
    double base_seconds;   /* of one call of the base                                     */
} gate_sample;

typedef struct {
    void *data; /* the first argument of draw */
    /* Makes the draw of that number, counted from 0 and unique in the run, of the comparisons whose
     * sample is not NULL. Sets the samples of abandoned comparisons to NaN. */
    void (*draw)(void *data, size_t number, gate_sample *const *samples);
} gate_source;

typedef struct {
    double level;   /* probability of a wrong alarm in the whole run                   */
    size_t most;    /* draws in a round, at most SIGNED_RANK_MAX                       */
    double seconds; /* for both rounds; a third is left for the second if it is needed */
} gate_plan;

/*
 * Draws all comparisons[count] whose outcome is GATE_OPEN by the rule of verdict.h, and sets their
 * outcomes to GATE_SAME, GATE_FASTER, GATE_SLOWER or GATE_INCONCLUSIVE with the reason. Dies if the
 * plan has too few draws for its level to call anything slower.
 */
void gate_draw_rounds(gate_comparison *comparisons, size_t count, const gate_plan *plan,
                      const gate_source *source);

#endif
