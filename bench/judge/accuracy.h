/*
 * accuracy.h: how right an answer is, as one of three classes. With e = |ln(got/truth)|,
 *
 *     full      e <= 1e-12 (1 + nu^2)   all that double precision can be expected to hold
 *     table     e <= 1e-6 (1 + nu^2)    a good table
 *     workshop  e <= 0.2 (1 + nu^2), and e <= 6e-3 + 2e-4 nu^2 in nine of ten cells
 *
 * Both values count as DBL_MIN where they are below it. An entry may therefore flush subnormal
 * results to zero: a 0 is then in the class of the result it replaces. hmf.h promises callers more:
 * a 0 is right only where the true value is below DBL_MIN, and truth.h compares that way.
 *
 * Workshop is as good as the start of the ladder, `naive`: 0.2 is its promise, and one of 200 of
 * its cells exceeds the other bound in the domain of the competition, most in few cosmologies.
 */
#ifndef JUDGE_ACCURACY_H
#define JUDGE_ACCURACY_H

#include "outcome.h"
#include "truth.h"

typedef enum { CLASS_WRONG, CLASS_WORKSHOP, CLASS_TABLE, CLASS_FULL, CLASS_COUNT } accuracy_class;

/* "full"; static. */
const char *accuracy_class_name(accuracy_class which);

typedef struct {
    accuracy_class class;  /* that the cells so far keep                       */
    hmf_truth_worst worst; /* of the cells so far; worst.cells counts them     */
    size_t loose;          /* cells that workshop has to put up with           */
} accuracy;

accuracy accuracy_begin(void);

/* Compares got[nz * nmass] with grid->want; false, with what was found, when a cell is not finite
 * or in no class. */
bool accuracy_look(accuracy *a, const hmf_truth_grid *grid, const double *got, finding *found);

/* When there are no more cells: false, likewise, when too many were loose. */
bool accuracy_settle(accuracy *a, finding *found);

#endif
