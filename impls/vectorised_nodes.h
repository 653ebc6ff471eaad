/*
 * vectorised_nodes.h: which nodes of vectorised_rule.h count for a mass, for the implementations
 * that sum over them (impl_vectorised.c has the formulas).
 *
 * The integrand is below 2e-16 of its sum to the left of ln t = min(ln x, 1) - 40/(3 + n), where it
 * falls off as t^(3+n), and to the right of 45/(5 - n) + 0.65 max(ln x, 0), where it does as
 * t^(n-5) times a square of a logarithm. Found by looking, for ln x from -18 to 7 and n_s from 0.5
 * to 1.5.
 */
#ifndef HMF_VECTORISED_NODES_H
#define HMF_VECTORISED_NODES_H

#include "vectorised_rule.h"

#include <math.h>
#include <stddef.h>

/* Of a mass with ln x = 0, as fractions of a node. */
typedef struct {
    double first, last;
} nodes_bounds;

typedef struct {
    size_t first, end;
} nodes_range;

/* The number of the node at ln t, a fraction, where the rule is coarse: below or above its bend. */
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
