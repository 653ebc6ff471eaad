/* SPDX-License-Identifier: MIT */
/*
 * comparison.h: one job on two sides, the base and the new build, with all results of a run.
 *
 * A comparison is named IMPL/WORKLOAD/MODE, "universal/default/cold"; IMPL/ * stands for all
 * comparisons of an implementation. For Google Benchmark programs it has the benchmark's name.
 */
#ifndef HMF_GATE_COMPARISON_H
#define HMF_GATE_COMPARISON_H

#include "verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    GATE_OPEN,         /* not decided yet                                      */
    GATE_UNCHANGED,    /* the same machine code on both sides, not timed       */
    GATE_SAME,         /* not slower by the margin                             */
    GATE_FASTER,       /* faster by more than the margin                       */
    GATE_TRADE,        /* faster, with more instructions                       */
    GATE_SLOWER,       /* a regression of time                                 */
    GATE_INSTRUCTIONS, /* a regression of instructions that is not faster      */
    GATE_ACCEPTED,     /* a regression that accepted.txt lists as intended     */
    GATE_INCONCLUSIVE, /* too much noise, or too little time                   */
    GATE_NOT_COMPARED, /* one side does not have it                            */
    GATE_VANISHED,     /* in the base, but missing from the new build          */
    GATE_WRONG,        /* the new build's answer is wrong                      */
    GATE_ANSWERS,      /* answers changed beyond rounding, within the promise  */
    GATE_PROMISE,      /* the new build promises less than the base            */
    GATE_INTERFACE,    /* the two sides have different interfaces              */
    GATE_OUTCOMES
} gate_outcome;

/* The two sides of a comparison. */
enum { GATE_BASE, GATE_HEAD, GATE_SIDES };

/* Returns "unchanged", "more instructions", "changed answers" and so on. */
const char *gate_outcome_name(gate_outcome outcome);

/* Returns the exit status (die.h) of a run whose only outcome this is. */
int gate_outcome_status(gate_outcome outcome);

/* One round of draws. */
typedef struct {
    size_t draws;                                            /* 0: there was no such round      */
    double ratio[SIGNED_RANK_MAX], control[SIGNED_RANK_MAX]; /* log ratios: new to base, and a
                                                              * copy of the base to the base    */
    double base_seconds[SIGNED_RANK_MAX];                    /* seconds of one call of the base */
    verdict_findings findings;
} gate_round;

/* The source line with most of the additional instructions. */
typedef struct {
    bool known;
    char function[128], file[256];    /* file: relative to the root of the sources     */
    unsigned line;                    /* 0: unknown                                    */
    char text[160];                   /* the line itself, "" if unknown                */
    int64_t function_gain, line_gain; /* additional instructions, calls not included   */
} gate_blame;

typedef struct {
    char name[128];
    double margin; /* ratio: 0.01 */
    gate_outcome outcome;
    gate_outcome accepted; /* the outcome before it was accepted                          */
    char reason[256];      /* of inconclusive, not compared, wrong, accepted ...; or ""   */
    bool counted;          /* `instructions` is set                                       */
    uint64_t instructions[GATE_SIDES]; /* of one call                                     */
    double change;       /* of answers (conditioned) or of a promise: 0.5 is 50 % more    */
    gate_round round[2]; /* the second confirms a slower first one                        */
    gate_blame blame;    /* of a regression                                               */
} gate_comparison;

/* A growing list; a pointer to an item is valid until the next item is added. */
typedef struct {
    gate_comparison *item; /* [count], freed by the owner */
    size_t count;
    double margin; /* of items that are added */
} gate_comparisons;

/* Adds an open comparison of that name, and returns it. */
__attribute__((format(printf, 2, 3))) gate_comparison *gate_add(gate_comparisons *list,
                                                                const char *format, ...);

/* Sets the outcome of a comparison, and its reason. */
__attribute__((format(printf, 3, 4))) void
gate_settle(gate_comparison *comparison, gate_outcome outcome, const char *format, ...);

/* Returns whether the list has an item of that name. */
bool gate_has(const gate_comparisons *list, const char *name);

/* ---- the verdict on a comparison ------------------------------------------------------------- */

/* An accepted regression: a line of accepted.txt. */
typedef struct {
    char pattern[128]; /* of names of comparisons, a shell pattern                              */
    char metric[16];   /* "time", "instructions", "removed", "answers", "promise", "interface"  */
    double limit;      /* the largest accepted growth, as a ratio: 0.03                         */
    const char *why;
} gate_accepted;

/* Parses "PATTERN METRIC PERCENT WHY"; accepted->why points into the text. Returns false for
 * malformed entries, which would otherwise match nothing or accept any slow-down. */
bool gate_parse_accepted(const char *text, gate_accepted *accepted);

/* Combines time and instructions of comparisons[count], then applies accepted[accepts].
 * Instructions regress if they grow by more than instruction_margin (a ratio). */
void gate_classify(gate_comparison *comparisons, size_t count, double instruction_margin,
                   const gate_accepted *accepted, size_t accepts);

#endif
