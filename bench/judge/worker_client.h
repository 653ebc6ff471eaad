/* SPDX-License-Identifier: MIT */
/*
 * worker_client.h: the judge's side of a worker: starting it, asking questions and measuring
 * answers.
 *
 * The judge holds the clock. For each question it fills the output with NaNs of a drawn payload,
 * starts the clock, copies the inputs to shared memory and releases them, waits for the answer,
 * reads back some cells drawn at random, and stops the clock. Then it copies and checks every cell.
 * If one of those cells still held the fill value, the answer was not finished when the worker said
 * so. An entry that leaves a fraction f for later is detected with probability 1 - (1-f)^64 in each
 * call.
 */
#ifndef JUDGE_WORKER_CLIENT_H
#define JUDGE_WORKER_CLIENT_H

#include "finding.h"
#include "machine.h"
#include "shared_memory.h"
#include "truth.h"

/* Limits of a grid. */
enum { JUDGE_GRID_Z_MAX = 128, JUDGE_GRID_MASSES_MAX = 4000, JUDGE_GRID_CELLS_MAX = 65000 };

typedef struct {
    judge_worker_kind kind;
    const char *name; /* of the descriptor, and for messages; borrowed       */
    int module;       /* descriptor, or -1                                   */
    bool sanitized;   /* the module was built with sanitizers                */
    bool threads;     /* it may start threads                                */
    bool spinning;    /* both sides poll without a pause, on their own cores */
} judge_worker_plan;

typedef struct {
    judge_worker_plan plan;
    const judge_machine *machine;
    judge_jail process;
    judge_shared_memory shared;
    int question_fd, answer_fd;
    uint32_t number; /* of the last question                    */
    uint64_t fill;   /* value of the output before it was asked */
    bool awake;      /* polls for questions without a pause     */
    double *answer;  /* the last one: [nz * nmass]              */
    double seconds;  /* the time it took                        */
} judge_worker;

/* Starts a worker and waits until its entry is loaded. Returns false with the reason in *found.
 * Release it with judge_worker_end in either case. */
bool judge_worker_start(judge_worker *c, const judge_machine *machine,
                        const judge_worker_plan *plan, judge_finding *found);
void judge_worker_end(judge_worker *c);

/* Returns whether it ended because it started a thread without plan.threads. */
bool judge_worker_lacks_threads(const judge_worker *c);

/* Call with true before some questions in a row, and with false after them. The worker continues,
 * and polls without a pause if the plan says so; or it is stopped with all its threads, so that it
 * cannot work in the turns of others. Returns false with the reason if it does not react. */
bool judge_worker_wake(judge_worker *c, bool awake, judge_finding *found);

/* Asks a question about the grid's cosmology, redshifts and masses, and waits for at most the
 * machine's patience. Sets c->answer and c->seconds. Returns false with the reason in *found if the
 * worker failed; it has then ended, except after an error status or a wrong cell. */
bool judge_worker_ask(judge_worker *c, judge_command command, const hmf_truth_grid *grid,
                      judge_finding *found);

#endif
