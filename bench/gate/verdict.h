/*
 * verdict.h: when enough has been measured of one comparison, and what it says.
 *
 * A comparison is one implementation on one workload in one mode, on two sides. Every draw gives a
 * log ratio of new to base, and one of a second copy of the base to the base, the control. The
 * draws are looked at after 16, 24, 32, ... of them. With the margin m (as a log ratio) and exact
 * bounds on the centre of the log ratios (signed_rank.h):
 *
 *   slower   the lower bound is above m
 *   faster   the upper bound is below -m
 *   same     the upper bound is below m, and the centre not below -m: what may yet turn out to be
 *            faster is drawn on, to the last draw
 *
 * "same" says that it is not slower; a gain near the margin may be called so.
 *
 * The lower bound is taken at level / (comparisons x looks): that any of a run's comparisons is
 * called slower at any look, where none is slower than the margin, has a probability of at most
 * `level` (Bonferroni). What is slower must be so in a second round of fresh draws, judged in the
 * same way with only those comparisons: both rounds are wrong with at most level^2, if whatever was
 * bad luck in the first is drawn anew in the second, memory layouts included. The upper bound is
 * taken at 1 % / looks: a slow-down of the margin and more is passed over with at most 1 % for a
 * comparison and round, and wrongly called faster with at most as much.
 *
 * With no change at all both sides are exchangeable, which is all that the bounds need. With one
 * below the margin they need log ratios symmetric about their centre, or no larger than such ones
 * are; noise that grows or shrinks as time goes by does no harm, noise that remembers does: draws
 * must be independent (tests/test_verdict.c shows by how much they fail otherwise).
 *
 * When the control's centre is, at 1 % / looks on each side, not within the margin the machine was
 * not fit to tell, and nothing is concluded; nor is it when the draws are spent.
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
} verdict;

/* "same", "faster", "slower", "inconclusive", "open". */
const char *verdict_name(verdict v);

typedef struct {
    double margin;      /* log ratio, above 0                                 */
    double level;       /* of wrong alarms, for all comparisons together      */
    size_t comparisons; /* that are judged in this round                      */
    size_t most;        /* draws, at most SIGNED_RANK_MAX                     */
} verdict_rule;

enum { VERDICT_FIRST_LOOK = 16, VERDICT_LOOK_EVERY = 8 };

/* How many looks there are at most under this rule. */
size_t verdict_looks(const verdict_rule *rule);

/* Whether the draws are looked at after so many. */
bool verdict_is_look(const verdict_rule *rule, size_t count);

/* What is known after count draws; the lower bound of ratio is at the level of an
 * alarm, all others at 1 % / looks. */
typedef struct {
    verdict verdict;
    signed_rank ratio, control; /* log ratios */
    const char *reason;         /* why inconclusive: static, or "" */
} verdict_findings;

verdict_findings verdict_judge(const verdict_rule *rule, const double *ratio, const double *control,
                               size_t count);

#endif
