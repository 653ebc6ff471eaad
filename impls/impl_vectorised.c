/* SPDX-License-Identifier: MIT */
/*
 * impl_vectorised.c: one sum over shared nodes for all variances of a mass, several nodes at a
 * time.
 *
 * With q = k c, c the transfer length, x = R/c and q = t/x, the variance at the radius lambda R is
 * a constant times
 *
 *     S(lambda) = integral over ln t of (t/x)^(3+n) T(t/x)^2 W(lambda t)^2.
 *
 * In ln t the window does not depend on the mass; the mass only shifts T, which is smooth. So the
 * oscillating window goes into weights (generate_vectorised_rule.c), and a mass needs T at about a
 * hundred real nodes, for the radii R/2, R and 3R/2 together. With T(q) = log(1 + 2.34q)/(2.34q)
 * Q(q)^(-1/4), Q the quartic, and v_j = w_j t_j^n,
 *
 *     S(lambda) = x^-(1+n) 2.34^-2  sum of v_j(lambda) log(1 + 2.34 t_j/x)^2 / sqrt Q(t_j/x).
 *
 * The weights of S(3/2) - S(1/2) are generated as a difference, so that two large sums do not
 * cancel. Vectors hold nodes in the sums and masses elsewhere.
 *
 * Accuracy: a conditioned error of 1.7e-15 over impls/truth/truth.csv, the worst of all clones, at
 * z = 1.43 and M = 1.8e16. Outside the promised domain it is 6e-14 where sigma hardly depends on
 * the mass (M = 1e-6, n_s = 0.5). Above x = 40 there are too few nodes: 5e-13 at x = 200, 3e-10 at
 * the largest x, 1800.
 */
#include "clone.h"
#include "physics.h"
#include "vector_math.h"
#include "vectorised_nodes.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
    NODES = (RULE_NODES + 7) / 8 * 8, /* whole vectors in every clone */
    MASSES = 64,                      /* in a tile; whole vectors again */
    REDSHIFTS = 512,                  /* in a block, on the stack */
};

typedef struct {
    _Alignas(64) double t[NODES]; /* and v_j: */
    _Alignas(64) double middle[NODES], below[NODES];
    _Alignas(64) double difference[NODES];
    hmf_cosmology cosmology;
    nodes_bounds bounds;
    double log_x_1, scale_1; /* of one solar mass */
    double variance_1;       /* sigma^2 = variance_1 M^-(1+n)/3 times the middle sum */
} impl_state;

/* ---- the sums -------------------------------------------------------------------------------- */

/* The nodes that count for one mass. */
typedef struct {
    double scale; /* 2.34/x */
    size_t first, end;
} node_place;

typedef struct {
    double middle, below, difference;
} mass_sums;

static node_place place_at(const impl_state *s, double log_x, double scale) {
    const nodes_range nodes = nodes_of(s->bounds, log_x);
    return (node_place){
        .scale = scale,
        .first = nodes.first - nodes.first % HMF_LANES, /* no vector crosses a cache line */
        .end = nodes.end,
    };
}

static mass_sums sum_nodes(const impl_state *s, node_place at) {
    /* Coefficients of the quartic (physics.c) in a = 2.34q. */
    const double q1 = 3.89 / 2.34, q2 = (16.1 / 2.34) * (16.1 / 2.34),
                 q3 = (5.46 / 2.34) * (5.46 / 2.34) * (5.46 / 2.34),
                 q4 = (6.71 / 2.34) * (6.71 / 2.34) * (6.71 / 2.34) * (6.71 / 2.34);
    vec middle = vec_all(0.0), below = vec_all(0.0), difference = vec_all(0.0);
    for (size_t j = at.first; j < at.end; j += HMF_LANES) {
        const vec a = vec_load(s->t + j) * at.scale;
        const vec a2 = a * a, quartic = (1.0 + a * q1) + a2 * (q2 + a * q3 + a2 * q4);
        const vec_parts parts = vec_split_1p(a);
        const vec log_term = vec_log_parts(parts, vec_log_fraction(parts));
        const vec g = log_term * log_term / vec_sqrt(quartic);
        middle += g * vec_load(s->middle + j);
        below += g * vec_load(s->below + j);
        difference += g * vec_load(s->difference + j);
    }
    return (mass_sums){vec_sum(middle), vec_sum(below), vec_sum(difference)};
}

/* ---- a tile of masses ------------------------------------------------------------------------ */

/* dn/dlnM = amplitude threshold exp(exponent threshold^2), threshold = delta_c / D(z). The last
 * mass is repeated up to a whole vector. */
typedef struct {
    _Alignas(64) double mass[MASSES];
    _Alignas(64) double log_x[MASSES], scale[MASSES];
    _Alignas(64) double middle[MASSES], below[MASSES];
    _Alignas(64) double difference[MASSES];
    _Alignas(64) double amplitude[MASSES], exponent[MASSES];
} mass_tile;

static void fill_sums(const impl_state *s, mass_tile *tile, size_t count, size_t whole) {
    mass_sums sums = {0};
    for (size_t i = 0; i < whole; i++) {
        if (i < count) sums = sum_nodes(s, place_at(s, tile->log_x[i], tile->scale[i]));
        tile->middle[i] = sums.middle;
        tile->below[i] = sums.below;
        tile->difference[i] = sums.difference;
    }
}

/* Fills a tile with the terms of count masses that do not depend on the redshift. */
static void fill_tile(const impl_state *s, mass_tile *tile, const double *mass, size_t count) {
    const size_t whole = (count + HMF_LANES - 1) / HMF_LANES * HMF_LANES;
    const double index = -(1.0 + s->cosmology.n_s) / 3.0; /* of the mass in sigma^2 */
    const double density =                                /* times sqrt(2/pi) */
        M_2_SQRTPI * M_SQRT1_2 * hmf_mean_density(&s->cosmology);
    for (size_t i = 0; i < whole; i++) tile->mass[i] = mass[i < count ? i : count - 1];
    for (size_t i = 0; i < whole; i += HMF_LANES) {
        const vec_parts parts = vec_split(vec_load(tile->mass + i));
        const vec log_fraction = vec_log_fraction(parts);
        const vec log_mass = vec_log_parts(parts, log_fraction);
        vec_store(tile->log_x + i, s->log_x_1 + log_mass * (1.0 / 3.0));
        vec_store(tile->scale + i, s->scale_1 * vec_pow(parts, log_fraction, -1.0 / 3.0));
        vec_store(tile->exponent + i, s->variance_1 * vec_pow(parts, log_fraction, index));
    }
    fill_sums(s, tile, count, whole);
    for (size_t i = 0; i < whole; i += HMF_LANES) {
        const vec variance = vec_load(tile->exponent + i) * vec_load(tile->middle + i);
        /* ln sigma is 1/2, ln R 1/3 of it */
        const vec dln_sigma_dln_mass =
            vec_log1p(vec_load(tile->difference + i) / vec_load(tile->below + i)) / 6.0;
        vec_store(tile->amplitude + i,
                  density / vec_load(tile->mass + i) * -dln_sigma_dln_mass / vec_sqrt(variance));
        vec_store(tile->exponent + i, -0.5 / variance);
    }
}

/* Fills the cells of a tile at one redshift. */
static void fill_row(const mass_tile *tile, double threshold, double *dn_dlnm, size_t count) {
    for (size_t i = 0; i < count; i += HMF_LANES) {
        const vec cells = vec_exp_times(threshold * vec_load(tile->amplitude + i),
                                        threshold * threshold * vec_load(tile->exponent + i));
        if (count - i >= HMF_LANES)
            vec_store(dn_dlnm + i, cells);
        else
            vec_store_some(dn_dlnm + i, count - i, cells);
    }
}

/* ---- the interface --------------------------------------------------------------------------- */

static void fill_rule(impl_state *s) {
    for (size_t j = 0; j < NODES; j++) {
        const bool real = j < RULE_NODES; /* the padding has weight 0 */
        s->t[j] = real ? rule[j].t : 1.0;
        s->middle[j] = real ? rule[j].middle : 0.0;
        s->below[j] = real ? rule[j].below : 0.0;
        s->difference[j] = real ? rule[j].difference : 0.0;
    }
    for (size_t j = 0; j < NODES; j += HMF_LANES) {
        const vec_parts t = vec_split(vec_load(s->t + j));
        const vec power = vec_pow(t, vec_log_fraction(t), s->cosmology.n_s);
        vec_store(s->middle + j, vec_load(s->middle + j) * power);
        vec_store(s->below + j, vec_load(s->below + j) * power);
        vec_store(s->difference + j, vec_load(s->difference + j) * power);
    }
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    impl_state *s = aligned_alloc(_Alignof(impl_state), sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    fill_rule(s);
    s->bounds = nodes_bound(cosmology->n_s);
    const double x_1 = hmf_radius(cosmology, 1.0) / hmf_transfer_length(cosmology);
    const double x_8 = hmf_radius_8(cosmology) / hmf_transfer_length(cosmology);
    s->log_x_1 = log(x_1);
    s->scale_1 = 2.34 / x_1;
    const mass_sums sums = sum_nodes(s, place_at(s, log(x_8), 2.34 / x_8));
    s->variance_1 = cosmology->sigma_8 * cosmology->sigma_8 / sums.middle *
                    pow(x_8 / x_1, 1.0 + cosmology->n_s);
    *state = s;
    return HMF_OK;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    const impl_state *s = state;
    double threshold[REDSHIFTS];
    for (size_t z0 = 0; z0 < nz; z0 += REDSHIFTS) {
        const size_t rows = nz - z0 < REDSHIFTS ? nz - z0 : REDSHIFTS;
        for (size_t i = 0; i < rows; i++)
            threshold[i] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[z0 + i]);
        for (size_t m0 = 0; m0 < nmass; m0 += MASSES) {
            const size_t count = nmass - m0 < MASSES ? nmass - m0 : MASSES;
            mass_tile tile;
            fill_tile(s, &tile, mass + m0, count);
            for (size_t i = 0; i < rows; i++)
                fill_row(&tile, threshold[i], dn_dlnm + (z0 + i) * nmass + m0, count);
        }
    }
    return HMF_OK;
}

static void destroy(void *state) {
    free(state);
}

HMF_CLONE_METHODS(vectorised)

#if HMF_CLONE_IS_PORTABLE
HMF_CLONE_DISPATCH(vectorised)
const hmf_impl hmf_impl_vectorised = {
    .name = "vectorised",
    .summary = "one sum over shared nodes for all radii of a mass, in vectors",
    .builds_on = "tabulated",
    .lesson = "data layout and vector math, compiled for each instruction set",
    .accuracy = 2e-14,
    .flags = HMF_CONCURRENT,
    HMF_CLONE_DISPATCHED,
};
#endif
