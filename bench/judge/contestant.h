/*
 * contestant.h: one implementation in a jail, asked and timed.
 *
 * The judge holds the clock. A question is posed like this: the output is poisoned with NaNs of a
 * payload drawn for it; the clock starts; the inputs are copied into shared memory and released;
 * the contestant answers; some cells drawn at random are read back; the clock stops. Then every
 * cell is copied and can be looked at. An answer of which one of those cells is still poison was
 * not done when its contestant said so: who leaves a fraction f to be done later is found out with
 * a probability of 1 - (1-f)^64 in each call.
 */
#ifndef JUDGE_CONTESTANT_H
#define JUDGE_CONTESTANT_H

#include "handover.h"
#include "jail_process.h"
#include "outcome.h"
#include "serve.h"
#include "truth.h"

enum {
    CONTESTANT_Z_MAX = 128,
    CONTESTANT_MASS_MAX = 4000,
    CONTESTANT_CELLS_MAX = 65000, /* of a grid */
};

typedef struct {
    contestant_kind kind;
    const char *name; /* borrowed; for messages, and the descriptor's */
    int module;       /* descriptor, or -1                            */
    bool sanitized;   /* the module is                                */
    bool threads;     /* may start some                               */
    bool spinning;    /* both sides look for one another without a pause, on cores of their own */
} contestant_plan;

typedef struct {
    contestant_plan plan;
    const judge_host *host;
    jail_process process;
    judge_handover handover;
    int question_fd, answer_fd;
    uint32_t number; /* of the last question */
    uint64_t poison; /* of the last question */
    bool awake;      /* looks for questions without a pause */
    double *answer;  /* the last one: [nz * nmass] */
    double seconds;  /* that it took               */
} contestant;

/* Starts it and waits until its entry is loaded; false with what was found. Either way the caller
 * gives it to contestant_end. */
bool contestant_start(contestant *c, const judge_host *host, const contestant_plan *plan,
                      finding *found);
void contestant_end(contestant *c);

/* Of the descriptor, as the contestant says. */
unsigned contestant_flags(const contestant *c);

/* Whether it ended because it started a thread and plan.threads is false. */
bool contestant_lacks_threads(const contestant *c);

/* Before and after some questions in a row: it goes on, and looks for them without a pause where it
 * is to spin, or is stopped with all its threads: whatever it does, it does not do it in the turns
 * of others. False when it does not react, with what was found. */
bool contestant_wake(contestant *c, bool awake, finding *found);

/* Poses a question about the grid's cosmology, redshifts and masses, which fit the limits above,
 * and waits as long as the host has patience. c->answer and c->seconds tell the rest. False: it has
 * ended, or was ended, and *found says why. */
bool contestant_ask(contestant *c, judge_command command, const hmf_truth_grid *grid,
                    finding *found);

#endif
