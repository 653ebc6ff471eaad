/*
 * rounds_of_draws.h: draws comparisons until each has its verdict, or the time is spent.
 *
 * A draw may be anything that times both sides and a second copy of the base independently of every
 * other draw: a process that loads three modules, or six runs of somebody's programs.
 */
#ifndef HMF_GATE_ROUNDS_OF_DRAWS_H
#define HMF_GATE_ROUNDS_OF_DRAWS_H

#include "comparison.h"

typedef struct {
    double ratio, control; /* log ratios, of new to base and of the base's copy to the base */
    double base_seconds;   /* of one call of the base                                       */
} gate_sample;

typedef struct {
    void *what; /* handed to draw */
    /* Makes the draw of that number, from 0 and never the same in a run, of those comparisons whose
     * sample is not NULL. A comparison that one cannot go on with gets NaN. False: the run is over,
     * and the reason has been said. */
    bool (*draw)(void *what, size_t number, gate_sample *const *samples);
} gate_source;

typedef struct {
    double level;   /* of wrong alarms, for the whole run                              */
    size_t most;    /* draws in a round, at most SIGNED_RANK_MAX                       */
    double seconds; /* for both rounds; the second gets a third if it has work to do */
} gate_plan;

/*
 * Makes the rounds of all comparisons[count] whose outcome is OUTCOME_OPEN, as verdict.h says, and
 * sets their outcomes: OUTCOME_SAME, _FASTER, _SLOWER or _INCONCLUSIVE, with the reason. False when
 * a draw said so, what was drawn until then stays; and, having said so, when the plan has too few
 * draws for its level to call anything slower.
 */
bool gate_draw_rounds(gate_comparison *comparisons, size_t count, const gate_plan *plan,
                      const gate_source *source);

#endif
