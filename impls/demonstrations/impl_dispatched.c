/* SPDX-License-Identifier: MIT */
/*
 * impl_dispatched.c: "vectorised" in name only: whole-array operations that call a function through
 * a pointer for every element.
 *
 * The sums and nodes are those of impl_vectorised.c, written as in an array language: one operation
 * after the other on whole arrays. An operation is one loop, map(), that receives the element's
 * function as data, as numpy.vectorize receives a Python function. The compiler cannot see the
 * callee: nothing is inlined, no two elements share an instruction, and every intermediate result
 * goes through memory.
 *
 * Cost on the default job: 409,000 calls, 20 times the instructions of vectorised with AVX2
 * (callgrind) and 17 times its time with AVX-512 (fastest samples of one run; AMD EPYC, Zen 5, gcc
 * 12).
 *
 * Accuracy: a conditioned error of 2.1e-15 over impls/truth/truth.csv, the worst at z = 0 and M =
 * 1e6.
 */
#include "physics.h"
#include "vectorised_nodes.h"

#include <math.h>
#include <stdlib.h>

enum {
    MASSES = 64,     /* in a tile */
    REDSHIFTS = 256, /* in a block; each block sums the masses again */
};

/* ---- operations on arrays -------------------------------------------------------------------- */

/* An operation on one element; one with a single operand receives it twice. */
typedef double operation(double a, double b);

enum { ADD, MULTIPLY, DIVIDE, POWER, SQRT, LOG, LOG1P, EXP, OPERATORS };

static double do_add(double a, double b) {
    return a + b;
}
static double do_multiply(double a, double b) {
    return a * b;
}
static double do_divide(double a, double b) {
    return a / b;
}
static double do_power(double a, double b) {
    return pow(a, b);
}
static double do_sqrt(double a, double b) {
    return (void)b, sqrt(a);
}
static double do_log(double a, double b) {
    return (void)b, log(a);
}
static double do_log1p(double a, double b) {
    return (void)b, log1p(a);
}
static double do_exp(double a, double b) {
    return (void)b, exp(a);
}

typedef struct {
    operation *operators[OPERATORS]; /* in memory, where the compiler cannot see them */
    hmf_cosmology cosmology;
    nodes_bounds bounds;
    double t[RULE_NODES], middle[RULE_NODES], below[RULE_NODES], difference[RULE_NODES];
    double quartic[5];             /* Q's coefficients, by powers of a = 2.34q     */
    double third, log_x_1;         /* ln x = third ln M + log_x_1                  */
    double minus_third, scale_1;   /* 2.34/x = scale_1 M^minus_third               */
    double index, variance_1;      /* sigma^2 = variance_1 M^index times the middle */
    double density, minus_quarter; /* of amplitude and exponent, see fill_tile */
} impl_state;

/* to[i] = operation(a[i], b[i]); an operand with step 0 is one number for all elements. */
static void map(const impl_state *s, int which, double *to, const double *a, size_t step_a,
                const double *b, size_t step_b, size_t count) {
    operation *const operator= s->operators[which];
    for (size_t i = 0; i < count; i++) to[i] = operator(a[i * step_a], b[i * step_b]);
}

/* map() for one operand. */
static void map_one(const impl_state *s, int which, double *to, const double *a, size_t count) {
    map(s, which, to, a, 1, a, 1, count);
}

/* *to = sum of all a[i]. */
static void sum_array(const impl_state *s, double *to, const double *a, size_t count) {
    operation *const add = s->operators[ADD];
    *to = 0.0;
    for (size_t i = 0; i < count; i++) *to = add(*to, a[i]);
}

/* ---- the sums of a mass ---------------------------------------------------------------------- */

/* Evaluates the quartic of physics.c in a = 2.34q, by Horner's rule. */
static void quartic(const impl_state *s, double *to, const double *a, size_t count) {
    map(s, MULTIPLY, to, a, 1, &s->quartic[4], 0, count);
    for (int power = 3; power > 0; power--) {
        map(s, ADD, to, to, 1, &s->quartic[power], 0, count);
        map(s, MULTIPLY, to, to, 1, a, 1, count);
    }
    map(s, ADD, to, to, 1, &s->quartic[0], 0, count);
}

/* Computes S(1), S(1/2) and S(3/2) - S(1/2) of impl_vectorised.c without the powers of x and 2.34.
 */
static void sum_mass(const impl_state *s, double log_x, double scale, double *middle, double *below,
                     double *difference) {
    const nodes_range nodes = nodes_of(s->bounds, log_x);
    const size_t first = nodes.first, count = nodes.end - nodes.first;
    double a[RULE_NODES], g[RULE_NODES], work[RULE_NODES];
    map(s, MULTIPLY, a, s->t + first, 1, &scale, 0, count);
    map_one(s, LOG1P, g, a, count);
    map(s, MULTIPLY, g, g, 1, g, 1, count);
    quartic(s, work, a, count);
    map_one(s, SQRT, work, work, count);
    map(s, DIVIDE, g, g, 1, work, 1, count);
    map(s, MULTIPLY, work, g, 1, s->middle + first, 1, count);
    sum_array(s, middle, work, count);
    map(s, MULTIPLY, work, g, 1, s->below + first, 1, count);
    sum_array(s, below, work, count);
    map(s, MULTIPLY, work, g, 1, s->difference + first, 1, count);
    sum_array(s, difference, work, count);
}

/* ---- a tile of masses ------------------------------------------------------------------------ */

/* dn/dlnM = amplitude threshold exp(exponent threshold^2)^2, threshold = delta_c / D(z). */
typedef struct {
    double mass[MASSES], log_x[MASSES], scale[MASSES];
    double middle[MASSES], below[MASSES], difference[MASSES];
    double variance[MASSES], amplitude[MASSES], exponent[MASSES];
} mass_tile;

static void fill_sums(const impl_state *s, mass_tile *t, size_t count) {
    map_one(s, LOG, t->log_x, t->mass, count);
    map(s, MULTIPLY, t->log_x, t->log_x, 1, &s->third, 0, count);
    map(s, ADD, t->log_x, t->log_x, 1, &s->log_x_1, 0, count);
    map(s, POWER, t->scale, t->mass, 1, &s->minus_third, 0, count);
    map(s, MULTIPLY, t->scale, t->scale, 1, &s->scale_1, 0, count);
    for (size_t i = 0; i < count; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): set through a pointer */
        sum_mass(s, t->log_x[i], t->scale[i], &t->middle[i], &t->below[i], &t->difference[i]);
}

/* Fills a tile with the terms that do not depend on the redshift. */
static void fill_tile(const impl_state *s, mass_tile *t, const double *mass, size_t count) {
    for (size_t i = 0; i < count; i++) t->mass[i] = mass[i];
    fill_sums(s, t, count);
    map(s, POWER, t->variance, t->mass, 1, &s->index, 0, count);
    map(s, MULTIPLY, t->variance, t->variance, 1, &s->variance_1, 0, count);
    map(s, MULTIPLY, t->variance, t->variance, 1, t->middle, 1, count);
    map(s, DIVIDE, t->exponent, &s->minus_quarter, 0, t->variance, 1, count);
    map(s, DIVIDE, t->amplitude, t->difference, 1, t->below, 1, count);
    map_one(s, LOG1P, t->amplitude, t->amplitude, count);
    map(s, MULTIPLY, t->amplitude, t->amplitude, 1, &s->density, 0, count);
    map(s, DIVIDE, t->amplitude, t->amplitude, 1, t->mass, 1, count);
    map_one(s, SQRT, t->variance, t->variance, count);
    map(s, DIVIDE, t->amplitude, t->amplitude, 1, t->variance, 1, count);
}

/* Fills the cells at one redshift. The exponential is squared last: alone it may be subnormal where
 * the other factors are large. */
static void fill_row(const impl_state *s, const mass_tile *t, double threshold, double *dn_dlnm,
                     size_t count) {
    double square, half[MASSES], cells[MASSES];
    map(s, MULTIPLY, &square, &threshold, 0, &threshold, 0, 1);
    map(s, MULTIPLY, half, t->exponent, 1, &square, 0, count);
    map_one(s, EXP, half, half, count);
    map(s, MULTIPLY, cells, t->amplitude, 1, &threshold, 0, count);
    map(s, MULTIPLY, cells, cells, 1, half, 1, count);
    map(s, MULTIPLY, cells, cells, 1, half, 1, count);
    for (size_t i = 0; i < count; i++) dn_dlnm[i] = cells[i];
}

/* ---- the interface --------------------------------------------------------------------------- */

static void fill_operators(impl_state *s) {
    static operation *const operators[OPERATORS] = {
        [ADD] = do_add,   [MULTIPLY] = do_multiply, [DIVIDE] = do_divide, [POWER] = do_power,
        [SQRT] = do_sqrt, [LOG] = do_log,           [LOG1P] = do_log1p,   [EXP] = do_exp,
    };
    for (int i = 0; i < OPERATORS; i++) s->operators[i] = operators[i];
}

/* Fills in the nodes, and the weights times t^n_s. */
static void fill_rule(impl_state *s, double n_s) {
    double power[RULE_NODES];
    for (size_t j = 0; j < RULE_NODES; j++) {
        s->t[j] = rule[j].t;
        s->middle[j] = rule[j].middle;
        s->below[j] = rule[j].below;
        s->difference[j] = rule[j].difference;
    }
    map(s, POWER, power, s->t, 1, &n_s, 0, RULE_NODES);
    map(s, MULTIPLY, s->middle, s->middle, 1, power, 1, RULE_NODES);
    map(s, MULTIPLY, s->below, s->below, 1, power, 1, RULE_NODES);
    map(s, MULTIPLY, s->difference, s->difference, 1, power, 1, RULE_NODES);
}

/* Fills in the constants. density is the mean density times sqrt(2/pi) times -1/6: ln sigma is 1/2
 * and ln R 1/3 of a logarithm. */
static void fill_constants(impl_state *s, const hmf_cosmology *c) {
    const double coefficients[] = {1.0, 3.89 / 2.34, 16.1 / 2.34, 5.46 / 2.34, 6.71 / 2.34};
    for (int power = 0; power < 5; power++) s->quartic[power] = pow(coefficients[power], power);
    s->third = 1.0 / 3.0;
    s->minus_third = -1.0 / 3.0;
    s->index = -(1.0 + c->n_s) / 3.0;
    s->density = -M_2_SQRTPI * M_SQRT1_2 / 6.0 * hmf_mean_density(c);
    s->minus_quarter = -0.25;
    const double x_1 = hmf_radius(c, 1.0) / hmf_transfer_length(c);
    const double x_8 = hmf_radius_8(c) / hmf_transfer_length(c);
    s->log_x_1 = log(x_1);
    s->scale_1 = 2.34 / x_1;
    double middle, below, difference;
    sum_mass(s, log(x_8), 2.34 / x_8, &middle, &below, &difference);
    s->variance_1 = c->sigma_8 * c->sigma_8 / middle * pow(x_8 / x_1, 1.0 + c->n_s);
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    impl_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    s->bounds = nodes_bound(cosmology->n_s);
    fill_operators(s);
    fill_rule(s, cosmology->n_s);
    fill_constants(s, cosmology);
    *state = s;
    return HMF_OK;
}

static void fill_block(const impl_state *s, const double *z, size_t nz, const double *mass,
                       size_t nmass, double *dn_dlnm) {
    double threshold[REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
    for (size_t im = 0; im < nmass; im += MASSES) {
        const size_t count = nmass - im < MASSES ? nmass - im : MASSES;
        mass_tile tile;
        fill_tile(s, &tile, mass + im, count);
        for (size_t iz = 0; iz < nz; iz++)
            fill_row(s, &tile, threshold[iz], dn_dlnm + iz * nmass + im, count);
    }
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    for (size_t iz = 0; iz < nz; iz += REDSHIFTS) {
        const size_t n = nz - iz < REDSHIFTS ? nz - iz : REDSHIFTS;
        fill_block(state, z + iz, n, mass, nmass, dn_dlnm + iz * nmass);
    }
    return HMF_OK;
}

static void destroy(void *state) {
    free(state);
}

const hmf_impl hmf_impl_dispatched = {
    .name = "dispatched",
    .summary = "vectorised in name only: whole arrays, with one call through a pointer per element",
    .builds_on = "vectorised",
    .lesson = "array syntax is not vector code: one call per element costs a factor of 17",
    .accuracy = 2e-14,
    .flags = HMF_CONCURRENT | HMF_DETOUR,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
