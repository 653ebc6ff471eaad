/* SPDX-License-Identifier: MIT */
/*
 * rounds_of_draws.h: draws comparisons until each has its verdict, or the time is spent.
 *
 * A draw times both sides and a second copy of the base, independently of every other draw: in a
 * process that loads three modules, or in six runs of two programs.
 */
#ifndef HMF_GATE_ROUNDS_OF_DRAWS_H
#define HMF_GATE_ROUNDS_OF_DRAWS_H

#include "gate_options.h"

typedef struct {
    double ratio, control; /* log ratios: new to base, and a copy of the base to the base */
    double base_seconds;   /* of one call of the base                                     */
} gate_sample;

/* Makes the draw of that number, counted from 0 and unique in the run, of the comparisons whose
 * sample is not NULL. Sets the samples of abandoned comparisons to NaN. */
typedef void gate_draw(void *data, size_t number, gate_sample *const *samples);

/*
 * Draws all comparisons[count] whose outcome is GATE_OPEN by the rule of verdict.h, and sets their
 * outcomes to GATE_SAME, GATE_FASTER, GATE_SLOWER or GATE_INCONCLUSIVE with the reason. Uses the
 * level, the most draws in a round and the seconds of the options; a third of the time is left for
 * the second round if it is needed. Dies if so few draws cannot show anything at that level.
 */
void gate_draw_rounds(gate_comparison *comparisons, size_t count, const gate_options *options,
                      gate_draw *draw, void *data);

#endif
