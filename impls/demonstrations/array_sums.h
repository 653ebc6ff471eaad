/* SPDX-License-Identifier: MIT */
/*
 * array_sums.h: the mass function as operations on whole arrays, for impl_dispatched.c and
 * impl_boxed.c.
 *
 * The sums and nodes are those of impl_vectorised.c, written as in an array language: one operation
 * after the other. The including file defines, before this one:
 *
 *     element                  a number
 *     machine                  computes with numbers; machine.failed: values may be any number
 *     LOCAL(declaration)       a local variable of elements, which own nothing yet
 *     machine_prepare()        prepares a machine in new memory
 *     number(), value_of()     convert a double to an element and back
 *     clear()                  frees the elements of an array
 *     map()                    to[i] = operation(a[i], b[i]); an operand with step 0 is one number
 *                              for all elements
 *     sum_array()              *to = sum of all a[i]
 */
#ifndef HMF_ARRAY_SUMS_H
#define HMF_ARRAY_SUMS_H

#include "physics.h"
#include "vectorised_nodes.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    MASSES = 64,     /* in a tile */
    REDSHIFTS = 256, /* in a block; each block sums the masses again */
};

typedef struct {
    machine machine;
    hmf_cosmology cosmology;
    nodes_bounds bounds;
    element t[RULE_NODES], middle[RULE_NODES], below[RULE_NODES], difference[RULE_NODES];
    element quartic[5];             /* Q's coefficients, by powers of a = 2.34q      */
    element third, log_x_1;         /* ln x = third ln M + log_x_1                   */
    element minus_third, scale_1;   /* 2.34/x = scale_1 M^minus_third                */
    element index, variance_1;      /* sigma^2 = variance_1 M^index times the middle */
    element density, minus_quarter; /* of amplitude and exponent, see fill_tile      */
} impl_state;

/* map() for one operand. */
static void map_one(machine *m, int which, element *to, const element *a, size_t count) {
    map(m, which, to, a, 1, a, 1, count);
}

/* ---- the sums of a mass ---------------------------------------------------------------------- */

/* Evaluates the quartic of physics.c in a = 2.34q, by Horner's rule. */
static void quartic(impl_state *s, element *to, const element *a, size_t count) {
    machine *m = &s->machine;
    map(m, MULTIPLY, to, a, 1, &s->quartic[4], 0, count);
    for (int power = 3; power > 0; power--) {
        map(m, ADD, to, to, 1, &s->quartic[power], 0, count);
        map(m, MULTIPLY, to, to, 1, a, 1, count);
    }
    map(m, ADD, to, to, 1, &s->quartic[0], 0, count);
}

/* Computes S(1), S(1/2) and S(3/2) - S(1/2) of impl_vectorised.c without the powers of x and 2.34.
 */
static void sum_mass(impl_state *s, element log_x, element scale, element *middle, element *below,
                     element *difference) {
    machine *m = &s->machine;
    const nodes_range nodes =
        m->failed ? (nodes_range){0, 0} : nodes_of(s->bounds, value_of(log_x));
    const size_t first = nodes.first, count = nodes.end - nodes.first;
    LOCAL(element a[RULE_NODES]);
    LOCAL(element g[RULE_NODES]);
    LOCAL(element work[RULE_NODES]);
    map(m, MULTIPLY, a, s->t + first, 1, &scale, 0, count);
    map_one(m, LOG1P, g, a, count);
    map(m, MULTIPLY, g, g, 1, g, 1, count);
    quartic(s, work, a, count);
    map_one(m, SQRT, work, work, count);
    map(m, DIVIDE, g, g, 1, work, 1, count);
    map(m, MULTIPLY, work, g, 1, s->middle + first, 1, count);
    sum_array(m, middle, work, count);
    map(m, MULTIPLY, work, g, 1, s->below + first, 1, count);
    sum_array(m, below, work, count);
    map(m, MULTIPLY, work, g, 1, s->difference + first, 1, count);
    sum_array(m, difference, work, count);
    clear(m, a, count);
    clear(m, g, count);
    clear(m, work, count);
}

/* ---- a tile of masses ------------------------------------------------------------------------ */

/* dn/dlnM = amplitude threshold exp(exponent threshold^2)^2, threshold = delta_c / D(z). */
typedef struct {
    element mass[MASSES], log_x[MASSES], scale[MASSES];
    element middle[MASSES], below[MASSES], difference[MASSES];
    element variance[MASSES], amplitude[MASSES], exponent[MASSES];
} mass_tile;

static void fill_sums(impl_state *s, mass_tile *t, size_t count) {
    machine *m = &s->machine;
    map_one(m, LOG, t->log_x, t->mass, count);
    map(m, MULTIPLY, t->log_x, t->log_x, 1, &s->third, 0, count);
    map(m, ADD, t->log_x, t->log_x, 1, &s->log_x_1, 0, count);
    map(m, POWER, t->scale, t->mass, 1, &s->minus_third, 0, count);
    map(m, MULTIPLY, t->scale, t->scale, 1, &s->scale_1, 0, count);
    for (size_t i = 0; i < count; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): set through a pointer */
        sum_mass(s, t->log_x[i], t->scale[i], &t->middle[i], &t->below[i], &t->difference[i]);
}

/* Fills a new tile with the terms that do not depend on the redshift. */
static void fill_tile(impl_state *s, mass_tile *t, const double *mass, size_t count) {
    machine *m = &s->machine;
    for (size_t i = 0; i < count; i++) t->mass[i] = number(m, mass[i]);
    fill_sums(s, t, count);
    map(m, POWER, t->variance, t->mass, 1, &s->index, 0, count);
    map(m, MULTIPLY, t->variance, t->variance, 1, &s->variance_1, 0, count);
    map(m, MULTIPLY, t->variance, t->variance, 1, t->middle, 1, count);
    map(m, DIVIDE, t->exponent, &s->minus_quarter, 0, t->variance, 1, count);
    map(m, DIVIDE, t->amplitude, t->difference, 1, t->below, 1, count);
    map_one(m, LOG1P, t->amplitude, t->amplitude, count);
    map(m, MULTIPLY, t->amplitude, t->amplitude, 1, &s->density, 0, count);
    map(m, DIVIDE, t->amplitude, t->amplitude, 1, t->mass, 1, count);
    map_one(m, SQRT, t->variance, t->variance, count);
    map(m, DIVIDE, t->amplitude, t->amplitude, 1, t->variance, 1, count);
}

/* Fills the cells at one redshift. The exponential is squared last: alone it may be subnormal where
 * the other factors are large. */
static void fill_row(machine *m, const mass_tile *t, element threshold, double *dn_dlnm,
                     size_t count) {
    LOCAL(element square[1]);
    LOCAL(element half[MASSES]);
    LOCAL(element cells[MASSES]);
    map(m, MULTIPLY, square, &threshold, 0, &threshold, 0, 1);
    map(m, MULTIPLY, half, t->exponent, 1, square, 0, count);
    map_one(m, EXP, half, half, count);
    map(m, MULTIPLY, cells, t->amplitude, 1, &threshold, 0, count);
    map(m, MULTIPLY, cells, cells, 1, half, 1, count);
    map(m, MULTIPLY, cells, cells, 1, half, 1, count);
    for (size_t i = 0; i < count; i++) dn_dlnm[i] = value_of(cells[i]);
    clear(m, square, 1);
    clear(m, half, count);
    clear(m, cells, count);
}

static void fill_block(impl_state *s, const double *z, size_t nz, const double *mass, size_t nmass,
                       double *dn_dlnm) {
    machine *m = &s->machine;
    element threshold[REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = number(m, s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]));
    for (size_t im = 0; im < nmass; im += MASSES) {
        const size_t count = nmass - im < MASSES ? nmass - im : MASSES;
        LOCAL(mass_tile tile);
        fill_tile(s, &tile, mass + im, count);
        for (size_t iz = 0; iz < nz; iz++)
            fill_row(m, &tile, threshold[iz], dn_dlnm + iz * nmass + im, count);
        clear(m, (element *)(void *)&tile, sizeof tile / sizeof(element));
    }
    clear(m, threshold, nz);
}

/* ---- the interface --------------------------------------------------------------------------- */

/* Fills in the nodes, and the weights times t^n_s. */
static void fill_rule(impl_state *s, double n_s) {
    machine *m = &s->machine;
    element index = number(m, n_s);
    LOCAL(element power[RULE_NODES]);
    for (size_t j = 0; j < RULE_NODES; j++) {
        s->t[j] = number(m, rule[j].t);
        s->middle[j] = number(m, rule[j].middle);
        s->below[j] = number(m, rule[j].below);
        s->difference[j] = number(m, rule[j].difference);
    }
    map(m, POWER, power, s->t, 1, &index, 0, RULE_NODES);
    map(m, MULTIPLY, s->middle, s->middle, 1, power, 1, RULE_NODES);
    map(m, MULTIPLY, s->below, s->below, 1, power, 1, RULE_NODES);
    map(m, MULTIPLY, s->difference, s->difference, 1, power, 1, RULE_NODES);
    clear(m, power, RULE_NODES);
    clear(m, &index, 1);
}

/* Fills in the constants. density is the mean density times sqrt(2/pi) times -1/6: ln sigma is 1/2
 * and ln R 1/3 of a logarithm. */
static void fill_constants(impl_state *s, const hmf_cosmology *c) {
    machine *m = &s->machine;
    const double coefficients[] = {1.0, 3.89 / 2.34, 16.1 / 2.34, 5.46 / 2.34, 6.71 / 2.34};
    for (int power = 0; power < 5; power++)
        s->quartic[power] = number(m, pow(coefficients[power], power));
    s->third = number(m, 1.0 / 3.0);
    s->minus_third = number(m, -1.0 / 3.0);
    s->index = number(m, -(1.0 + c->n_s) / 3.0);
    s->density = number(m, -M_2_SQRTPI * M_SQRT1_2 / 6.0 * hmf_mean_density(c));
    s->minus_quarter = number(m, -0.25);
    const double x_1 = hmf_radius(c, 1.0) / hmf_transfer_length(c);
    const double x_8 = hmf_radius_8(c) / hmf_transfer_length(c);
    s->log_x_1 = number(m, log(x_1));
    s->scale_1 = number(m, 2.34 / x_1);
    element at_8[] = {number(m, log(x_8)), number(m, 2.34 / x_8)};
    LOCAL(element sums[3]);
    sum_mass(s, at_8[0], at_8[1], &sums[0], &sums[1], &sums[2]);
    s->variance_1 =
        number(m, c->sigma_8 * c->sigma_8 / value_of(sums[0]) * pow(x_8 / x_1, 1.0 + c->n_s));
    clear(m, sums, 3);
    clear(m, at_8, 2);
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    impl_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    machine_prepare(&s->machine);
    s->cosmology = *cosmology;
    s->bounds = nodes_bound(cosmology->n_s);
    fill_rule(s, cosmology->n_s);
    fill_constants(s, cosmology);
    *state = s;
    return HMF_OK;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    impl_state *s = state;
    for (size_t iz = 0; iz < nz; iz += REDSHIFTS) {
        const size_t n = nz - iz < REDSHIFTS ? nz - iz : REDSHIFTS;
        fill_block(s, z + iz, n, mass, nmass, dn_dlnm + iz * nmass);
    }
    if (!s->machine.failed) return HMF_OK;
    s->machine.failed = false;
    return HMF_NO_MEMORY;
}

static void destroy(void *state) {
    free(state);
}

#endif
