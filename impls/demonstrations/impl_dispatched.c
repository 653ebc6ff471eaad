/*
 * impl_dispatched.c: "vectorised" in name only: whole-array operations, each of which calls a
 * function of one element through a pointer, for every element.
 *
 * The sums are those of impl_vectorised.c, over the same nodes, written as in an array language:
 * one operation after the other, each on whole arrays. An operation is one loop (dispatched_map)
 * that is handed the function of an element as data, as numpy.vectorize is handed a function of
 * Python. The compiler cannot see what will be called: nothing is inlined, no two elements share an
 * instruction, and every intermediate result goes through memory. Arrays in the source say nothing
 * about vectors in the machine.
 *
 * What that costs on the job default: 409,000 calls. It takes 20 times the instructions of
 * vectorised with AVX2 (callgrind), and 17 times the time of vectorised with AVX-512 (one run, in
 * turns, of each the fastest samples, for the machine was busy; AMD EPYC, Zen 5, gcc 12).
 *
 * The conditioned error measured is 2.1e-15 over impls/truth/truth.csv, the worst at z = 0, M = 1e6
 * (./hmf test --filter truth.dispatched).
 */
#include "physics.h"
#include "vectorised_nodes.h"

#include <math.h>
#include <stdlib.h>

enum {
    DISPATCHED_MASSES = 64,     /* in a tile */
    DISPATCHED_REDSHIFTS = 256, /* with more, the masses are summed again */
};

/* ---- operations on arrays -------------------------------------------------------------------- */

/* One element; what takes one operand is given it twice. */
typedef double dispatched_operator(double a, double b);

enum {
    DISPATCHED_ADD,
    DISPATCHED_MULTIPLY,
    DISPATCHED_DIVIDE,
    DISPATCHED_POWER,
    DISPATCHED_SQRT,
    DISPATCHED_LOG,
    DISPATCHED_LOG1P,
    DISPATCHED_EXP,
    DISPATCHED_OPERATORS
};

static double dispatched_add(double a, double b) {
    return a + b;
}
static double dispatched_multiply(double a, double b) {
    return a * b;
}
static double dispatched_divide(double a, double b) {
    return a / b;
}
static double dispatched_power(double a, double b) {
    return pow(a, b);
}
static double dispatched_sqrt(double a, double b) {
    return (void)b, sqrt(a);
}
static double dispatched_log(double a, double b) {
    return (void)b, log(a);
}
static double dispatched_log1p(double a, double b) {
    return (void)b, log1p(a);
}
static double dispatched_exp(double a, double b) {
    return (void)b, exp(a);
}

typedef struct {
    dispatched_operator *operators[DISPATCHED_OPERATORS]; /* in memory, where no compiler looks */
    hmf_cosmology cosmology;
    nodes_bounds bounds;
    double t[RULE_NODES], middle[RULE_NODES], below[RULE_NODES], difference[RULE_NODES];
    double quartic[5];             /* Q's coefficients, by powers of a = 2.34q     */
    double third, log_x_1;         /* ln x = third ln M + log_x_1                  */
    double minus_third, scale_1;   /* 2.34/x = scale_1 M^minus_third               */
    double index, variance_1;      /* sigma^2 = variance_1 M^index times the middle */
    double density, minus_quarter; /* of amplitude and exponent, see dispatched_fill */
} dispatched_state;

/* to[i] = operator(a[i], b[i]); an operand with step 0 is one number for all. */
static void dispatched_map(const dispatched_state *s, int which, double *to, const double *a,
                           size_t step_a, const double *b, size_t step_b, size_t count) {
    dispatched_operator *const operator= s->operators[which];
    for (size_t i = 0; i < count; i++) to[i] = operator(a[i * step_a], b[i * step_b]);
}

/* The same for one operand. */
static void dispatched_map_one(const dispatched_state *s, int which, double *to, const double *a,
                               size_t count) {
    dispatched_map(s, which, to, a, 1, a, 1, count);
}

/* *to = the sum of all a[i]. */
static void dispatched_sum(const dispatched_state *s, double *to, const double *a, size_t count) {
    dispatched_operator *const add = s->operators[DISPATCHED_ADD];
    *to = 0.0;
    for (size_t i = 0; i < count; i++) *to = add(*to, a[i]);
}

/* ---- the sums of a mass ---------------------------------------------------------------------- */

/* The quartic of power.c in a = 2.34q, by Horner's rule. */
static void dispatched_quartic(const dispatched_state *s, double *to, const double *a,
                               size_t count) {
    dispatched_map(s, DISPATCHED_MULTIPLY, to, a, 1, &s->quartic[4], 0, count);
    for (int power = 3; power > 0; power--) {
        dispatched_map(s, DISPATCHED_ADD, to, to, 1, &s->quartic[power], 0, count);
        dispatched_map(s, DISPATCHED_MULTIPLY, to, to, 1, a, 1, count);
    }
    dispatched_map(s, DISPATCHED_ADD, to, to, 1, &s->quartic[0], 0, count);
}

/* S(1), S(1/2) and S(3/2) - S(1/2) of impl_vectorised.c without the powers of x and 2.34. */
static void dispatched_sums(const dispatched_state *s, double log_x, double scale, double *middle,
                            double *below, double *difference) {
    const nodes_range nodes = nodes_of(s->bounds, log_x);
    const size_t first = nodes.first, count = nodes.end - nodes.first;
    double a[RULE_NODES], g[RULE_NODES], work[RULE_NODES];
    dispatched_map(s, DISPATCHED_MULTIPLY, a, s->t + first, 1, &scale, 0, count);
    dispatched_map_one(s, DISPATCHED_LOG1P, g, a, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, g, g, 1, g, 1, count);
    dispatched_quartic(s, work, a, count);
    dispatched_map_one(s, DISPATCHED_SQRT, work, work, count);
    dispatched_map(s, DISPATCHED_DIVIDE, g, g, 1, work, 1, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, work, g, 1, s->middle + first, 1, count);
    dispatched_sum(s, middle, work, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, work, g, 1, s->below + first, 1, count);
    dispatched_sum(s, below, work, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, work, g, 1, s->difference + first, 1, count);
    dispatched_sum(s, difference, work, count);
}

/* ---- a tile of masses ------------------------------------------------------------------------ */

/* dn/dlnM = amplitude threshold exp(exponent threshold^2)^2, threshold = delta_c / D(z). */
typedef struct {
    double mass[DISPATCHED_MASSES], log_x[DISPATCHED_MASSES], scale[DISPATCHED_MASSES];
    double middle[DISPATCHED_MASSES], below[DISPATCHED_MASSES], difference[DISPATCHED_MASSES];
    double variance[DISPATCHED_MASSES], amplitude[DISPATCHED_MASSES], exponent[DISPATCHED_MASSES];
} dispatched_tile;

static void dispatched_fill_sums(const dispatched_state *s, dispatched_tile *t, size_t count) {
    dispatched_map_one(s, DISPATCHED_LOG, t->log_x, t->mass, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, t->log_x, t->log_x, 1, &s->third, 0, count);
    dispatched_map(s, DISPATCHED_ADD, t->log_x, t->log_x, 1, &s->log_x_1, 0, count);
    dispatched_map(s, DISPATCHED_POWER, t->scale, t->mass, 1, &s->minus_third, 0, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, t->scale, t->scale, 1, &s->scale_1, 0, count);
    for (size_t i = 0; i < count; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): it is set, through a pointer */
        dispatched_sums(s, t->log_x[i], t->scale[i], &t->middle[i], &t->below[i],
                        &t->difference[i]);
}

/* All that does not depend on the redshift. */
static void dispatched_fill(const dispatched_state *s, dispatched_tile *t, const double *mass,
                            size_t count) {
    for (size_t i = 0; i < count; i++) t->mass[i] = mass[i];
    dispatched_fill_sums(s, t, count);
    dispatched_map(s, DISPATCHED_POWER, t->variance, t->mass, 1, &s->index, 0, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, t->variance, t->variance, 1, &s->variance_1, 0, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, t->variance, t->variance, 1, t->middle, 1, count);
    dispatched_map(s, DISPATCHED_DIVIDE, t->exponent, &s->minus_quarter, 0, t->variance, 1, count);
    dispatched_map(s, DISPATCHED_DIVIDE, t->amplitude, t->difference, 1, t->below, 1, count);
    dispatched_map_one(s, DISPATCHED_LOG1P, t->amplitude, t->amplitude, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, t->amplitude, t->amplitude, 1, &s->density, 0, count);
    dispatched_map(s, DISPATCHED_DIVIDE, t->amplitude, t->amplitude, 1, t->mass, 1, count);
    dispatched_map_one(s, DISPATCHED_SQRT, t->variance, t->variance, count);
    dispatched_map(s, DISPATCHED_DIVIDE, t->amplitude, t->amplitude, 1, t->variance, 1, count);
}

/* One redshift. By halves: the exponential alone may be subnormal where the rest is large. */
static void dispatched_row(const dispatched_state *s, const dispatched_tile *t, double threshold,
                           double *dn_dlnm, size_t count) {
    double square, half[DISPATCHED_MASSES], cells[DISPATCHED_MASSES];
    dispatched_map(s, DISPATCHED_MULTIPLY, &square, &threshold, 0, &threshold, 0, 1);
    dispatched_map(s, DISPATCHED_MULTIPLY, half, t->exponent, 1, &square, 0, count);
    dispatched_map_one(s, DISPATCHED_EXP, half, half, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, cells, t->amplitude, 1, &threshold, 0, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, cells, cells, 1, half, 1, count);
    dispatched_map(s, DISPATCHED_MULTIPLY, cells, cells, 1, half, 1, count);
    for (size_t i = 0; i < count; i++) dn_dlnm[i] = cells[i];
}

/* ---- the methods ----------------------------------------------------------------------------- */

static void dispatched_fill_operators(dispatched_state *s) {
    static dispatched_operator *const operators[DISPATCHED_OPERATORS] = {
        [DISPATCHED_ADD] = dispatched_add,       [DISPATCHED_MULTIPLY] = dispatched_multiply,
        [DISPATCHED_DIVIDE] = dispatched_divide, [DISPATCHED_POWER] = dispatched_power,
        [DISPATCHED_SQRT] = dispatched_sqrt,     [DISPATCHED_LOG] = dispatched_log,
        [DISPATCHED_LOG1P] = dispatched_log1p,   [DISPATCHED_EXP] = dispatched_exp,
    };
    for (int i = 0; i < DISPATCHED_OPERATORS; i++) s->operators[i] = operators[i];
}

/* The nodes, and the weights times t^n_s. */
static void dispatched_fill_rule(dispatched_state *s, double n_s) {
    double power[RULE_NODES];
    for (size_t j = 0; j < RULE_NODES; j++) {
        s->t[j] = rule[j].t;
        s->middle[j] = rule[j].middle;
        s->below[j] = rule[j].below;
        s->difference[j] = rule[j].difference;
    }
    dispatched_map(s, DISPATCHED_POWER, power, s->t, 1, &n_s, 0, RULE_NODES);
    dispatched_map(s, DISPATCHED_MULTIPLY, s->middle, s->middle, 1, power, 1, RULE_NODES);
    dispatched_map(s, DISPATCHED_MULTIPLY, s->below, s->below, 1, power, 1, RULE_NODES);
    dispatched_map(s, DISPATCHED_MULTIPLY, s->difference, s->difference, 1, power, 1, RULE_NODES);
}

/* density is that of the mean times sqrt(2/pi) and -1/6, for ln sigma is half a logarithm of the
 * sums, and ln R a third of that of the mass. */
static void dispatched_fill_constants(dispatched_state *s, const hmf_cosmology *c) {
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
    dispatched_sums(s, log(x_8), 2.34 / x_8, &middle, &below, &difference);
    s->variance_1 = c->sigma_8 * c->sigma_8 / middle * pow(x_8 / x_1, 1.0 + c->n_s);
}

static hmf_status dispatched_create(const hmf_cosmology *cosmology, void **state) {
    dispatched_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    s->bounds = nodes_bound(cosmology->n_s);
    dispatched_fill_operators(s);
    dispatched_fill_rule(s, cosmology->n_s);
    dispatched_fill_constants(s, cosmology);
    *state = s;
    return HMF_OK;
}

static void dispatched_block(const dispatched_state *s, const double *z, size_t nz,
                             const double *mass, size_t nmass, double *dn_dlnm) {
    double threshold[DISPATCHED_REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
    for (size_t im = 0; im < nmass; im += DISPATCHED_MASSES) {
        const size_t count = nmass - im < DISPATCHED_MASSES ? nmass - im : DISPATCHED_MASSES;
        dispatched_tile tile;
        dispatched_fill(s, &tile, mass + im, count);
        for (size_t iz = 0; iz < nz; iz++)
            dispatched_row(s, &tile, threshold[iz], dn_dlnm + iz * nmass + im, count);
    }
}

static hmf_status dispatched_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                      size_t nmass, double *dn_dlnm) {
    for (size_t iz = 0; iz < nz; iz += DISPATCHED_REDSHIFTS) {
        const size_t n = nz - iz < DISPATCHED_REDSHIFTS ? nz - iz : DISPATCHED_REDSHIFTS;
        dispatched_block(state, z + iz, n, mass, nmass, dn_dlnm + iz * nmass);
    }
    return HMF_OK;
}

static void dispatched_destroy(void *state) {
    free(state);
}

const hmf_impl hmf_impl_dispatched = {
    .name = "dispatched",
    .summary = "vectorised in name only: whole arrays, and one call through a pointer an element",
    .builds_on = "vectorised",
    .lesson = "an array operation is no vector if it calls for every element",
    .accuracy = 2e-14,
    .flags = HMF_CONCURRENT | HMF_DETOUR,
    .create = dispatched_create,
    .evaluate = dispatched_evaluate,
    .destroy = dispatched_destroy,
};
