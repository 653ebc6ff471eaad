/* SPDX-License-Identifier: MIT */
/*
 * vectorised_nodes.h: the range of nodes of vectorised_rule.h that count for a mass (formulas in
 * impl_vectorised.c).
 *
 * The integrand is below 2e-16 of its sum for ln t < min(ln x, 1) - 40/(3 + n), where it falls off
 * as t^(3+n), and for ln t > 45/(5 - n) + 0.65 max(ln x, 0), where it falls off as t^(n-5) times
 * the square of a logarithm. Both bounds were found numerically, for ln x from -18 to 7 and n_s
 * from 0.5 to 1.5.
 */
#ifndef HMF_VECTORISED_NODES_H
#define HMF_VECTORISED_NODES_H

#include "vectorised_rule.h"

#include <math.h>
#include <stddef.h>

/* The bounds at ln x = 0, in nodes. */
typedef struct {
    double first, last;
} nodes_bounds;

typedef struct {
    size_t first, end;
} nodes_range;

/* Returns the fractional number of the node at ln t, in one of the two ranges where the rule is
 * coarse. */
static inline double nodes_place(double log_t, double bend) {
    return 0.5 * (log_t + log(bend)) / rule_step - (double)RULE_FIRST;
}

static inline nodes_bounds nodes_bound(double n_s) {
    return (nodes_bounds){
        .first = nodes_place(-40.0 / (3.0 + n_s), rule_below),
        .last = nodes_place(45.0 / (5.0 - n_s), rule_above),
    };
}

static inline nodes_range nodes_of(nodes_bounds bounds, double log_x) {
    const double per_ln = 0.5 / rule_step; /* nodes for each unit of ln t */
    const double first = bounds.first + per_ln * fmin(log_x, 1.0);
    const double last = bounds.last + per_ln * 0.65 * fmax(log_x, 0.0);
    return (nodes_range){
        .first = first > 0.0 ? (size_t)first : 0,
        .end = last < (double)RULE_NODES ? (size_t)last : RULE_NODES,
    };
}

#endif
