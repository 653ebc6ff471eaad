/* SPDX-License-Identifier: MIT */
/*
 * verdict.h: the rule that turns the draws of one comparison into a verdict.
 *
 * A comparison is one implementation on one workload in one mode, on two sides. Every draw gives
 * three times: of the base, of a second copy of the base, and of the new build. Their log ratios
 * are new to base (the ratio), copy to base (the control), and new to copy, the difference of the
 * two. They are examined after 16, 24, 32, ... draws. With the margin m (a log ratio) and exact
 * bounds on the centres of the log ratios (signed_rank.h):
 *
 *   slower   new to base and new to copy have their lower bounds above m
 *   faster   both have their upper bounds below -m
 *   same     the control is within the margin, the upper bound of the ratio is below m, and its
 *            centre is not below -m (a comparison that may still turn out faster is drawn to the
 *            end)
 *
 * If the whole interval of the control is beyond the margin, its excess is added to m for "slower"
 * and "faster". These two verdicts need no narrow control: noise does not hide a large slow-down.
 * "Same" excludes a slow-down by the margin; a gain near the margin may be called the same.
 *
 * The lower bounds are taken at level / (comparisons x looks). A disturbance that favours one of
 * the two copies does not affect the other; a comparison that is not slower than the margin is
 * called slower only if the bound against that other copy is wrong. The probability that any
 * comparison of a run is called slower at any look is therefore at most `level` (Bonferroni). Such
 * a comparison must be slower again in a second round of fresh draws, judged in the same way with
 * only those comparisons. Both rounds are wrong with a probability of at most level^2, because
 * layouts and all other random effects are drawn again. The upper bounds and those of the control
 * are taken at 1 % / looks: the probability of missing a slow-down by the margin or more is at most
 * 1 % for each comparison and round, as is that of wrongly calling it faster.
 *
 * Without a change, the sides are exchangeable, and the bounds need no other assumption. With a
 * change below the margin they need log ratios that are symmetric about their centre, or
 * stochastically smaller. Noise may grow or shrink over time, but draws must be independent
 * (tests/gate/test_signed_rank.c shows how far the levels fail otherwise).
 *
 * "Inconclusive" means that no draws are left, or that the bounds of the control, at 1 % / looks on
 * each side, are not within the margin, which "same" requires.
 */
#ifndef HMF_VERDICT_H
#define HMF_VERDICT_H

#include "signed_rank.h"

#include <stdbool.h>

typedef enum {
    VERDICT_OPEN, /* more draws are needed */
    VERDICT_SAME,
    VERDICT_FASTER,
    VERDICT_SLOWER,
    VERDICT_INCONCLUSIVE,
} verdict_kind;

/* Returns "same", "faster", "slower", "inconclusive" or "open". */
const char *verdict_name(verdict_kind v);

typedef struct {
    double margin;      /* log ratio, above 0                                 */
    double level;       /* probability of a wrong alarm in all comparisons    */
    size_t comparisons; /* judged in this round                               */
    size_t most;        /* draws, at most SIGNED_RANK_MAX                     */
    bool ended;         /* no more draws follow: the verdict must not be open */
} verdict_rule;

enum { VERDICT_FIRST_LOOK = 16, VERDICT_LOOK_EVERY = 8 };

/* Returns the largest number of looks under this rule. */
size_t verdict_looks(const verdict_rule *rule);

/* Returns whether the draws are examined after this number of them. */
bool verdict_is_look(const verdict_rule *rule, size_t count);

/* The state of a comparison after some draws. The lower bound of the ratio is at the level of an
 * alarm, all other bounds are at 1 % / looks. */
typedef struct {
    verdict_kind verdict;
    signed_rank ratio, control; /* log ratios */
    const char *reason;         /* of inconclusive: static, or "" */
} verdict_findings;

/* Judges the log ratios ratio[count] and control[count]. */
verdict_findings verdict_judge(const verdict_rule *rule, const double *ratio, const double *control,
                               size_t count);

#endif
