/*
 * comparison.h: one job on two sides, the base and the new build, and all that a run of the gate
 * finds out about it.
 *
 * The names that stand for it everywhere are IMPL/WORKLOAD/MODE, "universal/default/cold", or what
 * a Google Benchmark program calls its own benchmark.
 */
#ifndef HMF_GATE_COMPARISON_H
#define HMF_GATE_COMPARISON_H

#include "verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    OUTCOME_OPEN,      /* nothing has been concluded yet                                        */
    OUTCOME_UNCHANGED, /* the same machine code on both sides, not timed                        */
    OUTCOME_SAME,      /* not slower than the margin                                            */
    OUTCOME_FASTER,    /* faster than the margin                                                */
    OUTCOME_TRADE,     /* faster, with more instructions                                        */
    OUTCOME_SLOWER,    /* a regression of time                                                  */
    OUTCOME_INSTRUCTIONS, /* a regression of instructions, and not faster */
    OUTCOME_ACCEPTED, /* a regression that the tree says is intended                           */
    OUTCOME_INCONCLUSIVE, /* the machine or the budget did not do */
    OUTCOME_NOT_COMPARED, /* one side does not have it */
    OUTCOME_VANISHED,  /* the base has it, the new build has not                                */
    OUTCOME_WRONG,     /* the new build's answer is wrong                                       */
    OUTCOME_ANSWERS,   /* answers changed beyond rounding, within the promise                   */
    OUTCOME_PROMISE,   /* the new build promises less than the base                             */
    OUTCOME_INTERFACE, /* the two sides have different interfaces                               */
    OUTCOME_COUNT
} gate_outcome;

/* "unchanged", "same", "faster", "trade", "slower", "more instructions", "accepted",
 * "inconclusive", "not compared", "vanished", "wrong answer", "changed answers", "lower promise",
 * "other interface", "open". */
const char *gate_outcome_name(gate_outcome outcome);

/* One round of layer 2. */
typedef struct {
    size_t draws; /* 0: there was no such round                                                */
    double ratio[SIGNED_RANK_MAX], control[SIGNED_RANK_MAX]; /* log ratios, of new to base and of
                                                              * the base's copy to the base    */
    double base_seconds[SIGNED_RANK_MAX];                    /* of one call of the base        */
    verdict_findings findings;
} gate_round;

/* Where most of the additional instructions are. */
typedef struct {
    bool known;
    char function[128], file[256]; /* file: from the root of the sources, "impls/window.c"      */
    unsigned line;
    char text[160]; /* of that line, "" where unknown                            */
    int64_t function_gain, line_gain; /* instructions of their own                             */
} gate_blame;

typedef struct {
    char name[128];
    double margin; /* of this comparison, as a ratio: 0.01                                  */
    gate_outcome outcome;
    gate_outcome accepted;    /* the outcome before, if outcome is OUTCOME_ACCEPTED             */
    char reason[256];         /* why inconclusive, not compared, wrong, accepted; or ""         */
    bool counted;             /* layer 1 was                                                    */
    uint64_t instructions[2]; /* of one call, base and new                                      */
    double change;       /* of answers, conditioned, or of a promise: 0.5 is half as much again */
    gate_round round[2]; /* the second confirms a slower first one                         */
    gate_blame blame;    /* of a regression                                                */
} gate_comparison;

#endif
