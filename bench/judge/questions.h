/* SPDX-License-Identifier: MIT */
/*
 * questions.h: the questions for entries, the right answers, and the accuracy of an entry's
 * answers.
 *
 * The domain: cosmologies of hmf_domain_promised, redshifts 0 to 30 and masses 1e2 to 1e15 solar
 * masses. The right answers are the certified ones of impls/truth/truth.csv in this domain, and for
 * questions drawn for one run those of `quadrature`, which the tests compare with the certified
 * ones.
 */
#ifndef JUDGE_QUESTIONS_H
#define JUDGE_QUESTIONS_H

#include "finding.h"
#include "machine.h"
#include "truth.h"

/* ---- questions ------------------------------------------------------------------------------- */

/* The cosmologies that are asked for: any, or only the default one. */
typedef enum {
    JUDGE_ANY_COSMOLOGY,
    JUDGE_DEFAULT_COSMOLOGY,
    JUDGE_QUESTION_SETS
} judge_question_set;

extern const char *const judge_question_set_names[JUDGE_QUESTION_SETS]; /* "any", "default" */

/* A list of grids, owned. */
typedef struct {
    hmf_truth_grid *grids;
    size_t count, room;
} judge_questions;

void judge_questions_free(judge_questions *list);

/* These functions append to a list. They die if the table of certified values cannot be read. */

/* Appends the certified cells of the domain. */
void judge_questions_add_certified(judge_questions *list, judge_question_set which);

/* Appends `count` drawn grids of nz - nz/4 to nz + nz/4 redshifts, and the same for masses. Four in
 * a row have the same size, so that caches keyed by sizes or addresses fail. The masses of every
 * third are not sorted. */
void judge_questions_add_drawn(judge_questions *list, const judge_machine *machine,
                               judge_question_set which, size_t count, size_t nz, size_t nmass);

/* Appends shapes and values that break careless code: one cell, one redshift, one mass, equal
 * masses, descending masses, the corners of the domain. */
void judge_questions_add_edges(judge_questions *list, const judge_machine *machine);

/* Appends the corners of the domain that hmf.h accepts, where any answer is right; their right
 * answers are not filled in. */
void judge_questions_add_extremes(judge_questions *list);

/* ---- accuracy -------------------------------------------------------------------------------- */

/*
 * Classes of accuracy. With e = |ln(got/truth)|,
 *
 *     full      e <= 1e-12 (1 + nu^2)   the most that double precision can hold
 *     table     e <= 1e-6 (1 + nu^2)    a good table
 *     workshop  e <= 0.2 (1 + nu^2), and e <= 6e-3 + 2e-4 nu^2 in nine of ten cells
 *
 * Both values count as DBL_MIN if they are below it, so an entry may flush subnormal results to
 * zero: a 0 is in the class of the result it replaces. hmf.h promises more to callers: a 0 is right
 * only if the true value is below DBL_MIN, and truth.h compares that way.
 *
 * Workshop is as accurate as `naive`, the start of the ladder: it promises 0.2, and 1 in 200 of its
 * cells exceeds the other bound in this domain, most of them in a few cosmologies.
 */
typedef enum {
    JUDGE_CLASS_WRONG,
    JUDGE_CLASS_WORKSHOP,
    JUDGE_CLASS_TABLE,
    JUDGE_CLASS_FULL,
    JUDGE_CLASSES
} judge_class;

extern const char *const judge_class_names[JUDGE_CLASSES]; /* "full" and so on */

typedef struct {
    judge_class reached;   /* by all cells so far                          */
    hmf_truth_worst worst; /* of the cells so far; worst.cells counts them */
    size_t loose;          /* cells beyond the tighter bound of workshop   */
} judge_accuracy;

judge_accuracy judge_accuracy_begin(void);

/* Compares got[nz * nmass] with grid->want. Returns false, with the reason in *found, if a cell is
 * not finite or in no class. */
bool judge_accuracy_add(judge_accuracy *a, const hmf_truth_grid *grid, const double *got,
                        judge_finding *found);

/* Call after the last cell. Returns false with the reason if too many cells were loose. */
bool judge_accuracy_finish(judge_accuracy *a, judge_finding *found);

#endif
