/*
 * impl_boxed.c: dispatched, with every number on the heap behind a pointer: what an interpreter
 * costs.
 *
 * The operations are those of impl_dispatched.c, one by one and in the same order, so that the
 * answers are the same to the bit; only the elements are others. A number is an object, as CPython
 * has them: a count of the references to it, a pointer to its type, and the value, 24 bytes. An
 * array is an array of pointers. To add two elements is to follow both pointers, to look up in the
 * type of the first what adding is, to check the type of the second, to take a new object for the
 * sum, and to give back the objects that nobody refers to any more. There is no byte code here:
 * that would come on top.
 *
 * Like CPython's, freed numbers go to a list from which the next ones are taken, and all of them
 * lie in one block, here from create to destroy: evaluate asks the system for nothing. As in
 * CPython only one thread at a time may use the objects of a state, for their counts are plain
 * integers: there is no HMF_CONCURRENT.
 *
 * What that costs on the job default: 410,000 objects. It takes 2.7 times the instructions of
 * dispatched and 1.75 times its time: 31 times the time of vectorised with AVX-512, for the same
 * sums (one run, in turns, of each the fastest samples, for the machine was busy; AMD EPYC, Zen 5,
 * gcc 12).
 *
 * The conditioned error measured is that of dispatched, 2.1e-15.
 */
#include "physics.h"
#include "vectorised_nodes.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    BOXED_MASSES = 64,     /* in a tile */
    BOXED_REDSHIFTS = 256, /* with more, the masses are summed again */
    BOXED_OBJECTS = 4096,  /* alive at once: nodes and weights, a mass's work, a tile, redshifts */
};

/* ---- objects --------------------------------------------------------------------------------- */

typedef struct boxed_object boxed_object;
typedef struct boxed_type boxed_type;

struct boxed_object {
    size_t references; /* 0: it is in the list of free objects */
    const boxed_type *type;
    union {
        double value;
        boxed_object *next; /* free object */
    };
};

typedef struct {
    boxed_object *free;
    boxed_object spare; /* handed out when there is none left */
    bool failed;        /* that has happened, or an operand was of the wrong type */
} boxed_heap;

/* One element: a new object, whose reference is the caller's. What takes one operand is given it
 * twice. */
typedef boxed_object *boxed_operator(boxed_heap *heap, const boxed_object *a,
                                     const boxed_object *b);

enum {
    BOXED_ADD,
    BOXED_MULTIPLY,
    BOXED_DIVIDE,
    BOXED_POWER,
    BOXED_SQRT,
    BOXED_LOG,
    BOXED_LOG1P,
    BOXED_EXP,
    BOXED_OPERATORS
};

struct boxed_type {
    const char *name;
    boxed_operator *operators[BOXED_OPERATORS];
};

static const boxed_type boxed_double;

/* Inlines a function in every build, the profiled one too: a call costs more than its body. */
#define BOXED_INLINE static inline __attribute__((always_inline))

BOXED_INLINE boxed_object *boxed_new(boxed_heap *heap, double value) {
    boxed_object *object = heap->free;
    if (object) {
        heap->free = object->next;
    } else {
        object = &heap->spare;
        heap->failed = true;
    }
    *object = (boxed_object){object->references + 1, &boxed_double, {value}};
    return object;
}

/* One reference less. */
BOXED_INLINE void boxed_drop(boxed_heap *heap, boxed_object *object) {
    if (!object || --object->references > 0 || object == &heap->spare) return;
    object->next = heap->free;
    heap->free = object;
}

/* *to becomes that object, whose reference is handed over. */
BOXED_INLINE void boxed_assign(boxed_heap *heap, boxed_object **to, boxed_object *object) {
    boxed_drop(heap, *to);
    *to = object;
}

/* The value of something that must be a number. */
BOXED_INLINE double boxed_value(boxed_heap *heap, const boxed_object *object) {
    if (object->type != &boxed_double) heap->failed = true;
    return object->value;
}

static boxed_object *boxed_add(boxed_heap *heap, const boxed_object *a, const boxed_object *b) {
    return boxed_new(heap, a->value + boxed_value(heap, b));
}
static boxed_object *boxed_multiply(boxed_heap *heap, const boxed_object *a,
                                    const boxed_object *b) {
    return boxed_new(heap, a->value * boxed_value(heap, b));
}
static boxed_object *boxed_divide(boxed_heap *heap, const boxed_object *a, const boxed_object *b) {
    return boxed_new(heap, a->value / boxed_value(heap, b));
}
static boxed_object *boxed_power(boxed_heap *heap, const boxed_object *a, const boxed_object *b) {
    return boxed_new(heap, pow(a->value, boxed_value(heap, b)));
}
static boxed_object *boxed_sqrt(boxed_heap *heap, const boxed_object *a, const boxed_object *b) {
    return (void)b, boxed_new(heap, sqrt(a->value));
}
static boxed_object *boxed_log(boxed_heap *heap, const boxed_object *a, const boxed_object *b) {
    return (void)b, boxed_new(heap, log(a->value));
}
static boxed_object *boxed_log1p(boxed_heap *heap, const boxed_object *a, const boxed_object *b) {
    return (void)b, boxed_new(heap, log1p(a->value));
}
static boxed_object *boxed_exp(boxed_heap *heap, const boxed_object *a, const boxed_object *b) {
    return (void)b, boxed_new(heap, exp(a->value));
}

static const boxed_type boxed_double = {
    .name = "double",
    .operators =
        {
            [BOXED_ADD] = boxed_add,
            [BOXED_MULTIPLY] = boxed_multiply,
            [BOXED_DIVIDE] = boxed_divide,
            [BOXED_POWER] = boxed_power,
            [BOXED_SQRT] = boxed_sqrt,
            [BOXED_LOG] = boxed_log,
            [BOXED_LOG1P] = boxed_log1p,
            [BOXED_EXP] = boxed_exp,
        },
};

/* ---- operations on arrays -------------------------------------------------------------------- */

typedef boxed_object *boxed_reference;

typedef struct {
    boxed_heap heap;
    hmf_cosmology cosmology;
    nodes_bounds bounds;
    boxed_reference t[RULE_NODES], middle[RULE_NODES], below[RULE_NODES], difference[RULE_NODES];
    boxed_reference quartic[5];             /* Q's coefficients, by powers of a = 2.34q      */
    boxed_reference third, log_x_1;         /* ln x = third ln M + log_x_1                   */
    boxed_reference minus_third, scale_1;   /* 2.34/x = scale_1 M^minus_third                */
    boxed_reference index, variance_1;      /* sigma^2 = variance_1 M^index times the middle */
    boxed_reference density, minus_quarter; /* of amplitude and exponent, see boxed_fill     */
    boxed_object objects[BOXED_OBJECTS];
} boxed_state;

/* to[i] = operator(a[i], b[i]); an operand with step 0 is one number for all. */
static void boxed_map(boxed_state *s, int which, boxed_reference *to, const boxed_reference *a,
                      size_t step_a, const boxed_reference *b, size_t step_b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const boxed_object *left = a[i * step_a], *right = b[i * step_b];
        boxed_assign(&s->heap, &to[i], left->type->operators[which](&s->heap, left, right));
    }
}

/* The same for one operand. */
static void boxed_map_one(boxed_state *s, int which, boxed_reference *to, const boxed_reference *a,
                          size_t count) {
    boxed_map(s, which, to, a, 1, a, 1, count);
}

/* *to = the sum of all a[i]. */
static void boxed_sum(boxed_state *s, boxed_reference *to, const boxed_reference *a, size_t count) {
    boxed_assign(&s->heap, to, boxed_new(&s->heap, 0.0));
    for (size_t i = 0; i < count; i++)
        boxed_assign(&s->heap, to, (*to)->type->operators[BOXED_ADD](&s->heap, *to, a[i]));
}

static void boxed_clear(boxed_state *s, boxed_reference *array, size_t count) {
    for (size_t i = 0; i < count; i++) boxed_assign(&s->heap, &array[i], NULL);
}

/* ---- the sums of a mass ---------------------------------------------------------------------- */

/* The quartic of power.c in a = 2.34q, by Horner's rule. */
static void boxed_quartic(boxed_state *s, boxed_reference *to, const boxed_reference *a,
                          size_t count) {
    boxed_map(s, BOXED_MULTIPLY, to, a, 1, &s->quartic[4], 0, count);
    for (int power = 3; power > 0; power--) {
        boxed_map(s, BOXED_ADD, to, to, 1, &s->quartic[power], 0, count);
        boxed_map(s, BOXED_MULTIPLY, to, to, 1, a, 1, count);
    }
    boxed_map(s, BOXED_ADD, to, to, 1, &s->quartic[0], 0, count);
}

/* None once the heap has failed, for log_x may then be any number. */
static nodes_range boxed_nodes(const boxed_state *s, boxed_reference log_x) {
    return s->heap.failed ? (nodes_range){0, 0} : nodes_of(s->bounds, log_x->value);
}

/* S(1), S(1/2) and S(3/2) - S(1/2) of impl_vectorised.c without the powers of x and 2.34. */
static void boxed_sums(boxed_state *s, boxed_reference log_x, boxed_reference scale,
                       boxed_reference *middle, boxed_reference *below,
                       boxed_reference *difference) {
    const nodes_range nodes = boxed_nodes(s, log_x);
    const size_t first = nodes.first, count = nodes.end - nodes.first;
    boxed_reference a[RULE_NODES] = {NULL}, g[RULE_NODES] = {NULL}, work[RULE_NODES] = {NULL};
    boxed_map(s, BOXED_MULTIPLY, a, s->t + first, 1, &scale, 0, count);
    boxed_map_one(s, BOXED_LOG1P, g, a, count);
    boxed_map(s, BOXED_MULTIPLY, g, g, 1, g, 1, count);
    boxed_quartic(s, work, a, count);
    boxed_map_one(s, BOXED_SQRT, work, work, count);
    boxed_map(s, BOXED_DIVIDE, g, g, 1, work, 1, count);
    boxed_map(s, BOXED_MULTIPLY, work, g, 1, s->middle + first, 1, count);
    boxed_sum(s, middle, work, count);
    boxed_map(s, BOXED_MULTIPLY, work, g, 1, s->below + first, 1, count);
    boxed_sum(s, below, work, count);
    boxed_map(s, BOXED_MULTIPLY, work, g, 1, s->difference + first, 1, count);
    boxed_sum(s, difference, work, count);
    boxed_clear(s, a, count);
    boxed_clear(s, g, count);
    boxed_clear(s, work, count);
}

/* ---- a tile of masses ------------------------------------------------------------------------ */

/* dn/dlnM = amplitude threshold exp(exponent threshold^2)^2, threshold = delta_c / D(z). */
typedef struct {
    boxed_reference mass[BOXED_MASSES], log_x[BOXED_MASSES], scale[BOXED_MASSES];
    boxed_reference middle[BOXED_MASSES], below[BOXED_MASSES], difference[BOXED_MASSES];
    boxed_reference variance[BOXED_MASSES], amplitude[BOXED_MASSES], exponent[BOXED_MASSES];
} boxed_tile;

static void boxed_fill_sums(boxed_state *s, boxed_tile *t, size_t count) {
    boxed_map_one(s, BOXED_LOG, t->log_x, t->mass, count);
    boxed_map(s, BOXED_MULTIPLY, t->log_x, t->log_x, 1, &s->third, 0, count);
    boxed_map(s, BOXED_ADD, t->log_x, t->log_x, 1, &s->log_x_1, 0, count);
    boxed_map(s, BOXED_POWER, t->scale, t->mass, 1, &s->minus_third, 0, count);
    boxed_map(s, BOXED_MULTIPLY, t->scale, t->scale, 1, &s->scale_1, 0, count);
    for (size_t i = 0; i < count; i++)
        boxed_sums(s, t->log_x[i], t->scale[i], &t->middle[i], &t->below[i], &t->difference[i]);
}

/* All that does not depend on the redshift. */
static void boxed_fill(boxed_state *s, boxed_tile *t, const double *mass, size_t count) {
    for (size_t i = 0; i < count; i++)
        boxed_assign(&s->heap, &t->mass[i], boxed_new(&s->heap, mass[i]));
    boxed_fill_sums(s, t, count);
    boxed_map(s, BOXED_POWER, t->variance, t->mass, 1, &s->index, 0, count);
    boxed_map(s, BOXED_MULTIPLY, t->variance, t->variance, 1, &s->variance_1, 0, count);
    boxed_map(s, BOXED_MULTIPLY, t->variance, t->variance, 1, t->middle, 1, count);
    boxed_map(s, BOXED_DIVIDE, t->exponent, &s->minus_quarter, 0, t->variance, 1, count);
    boxed_map(s, BOXED_DIVIDE, t->amplitude, t->difference, 1, t->below, 1, count);
    boxed_map_one(s, BOXED_LOG1P, t->amplitude, t->amplitude, count);
    boxed_map(s, BOXED_MULTIPLY, t->amplitude, t->amplitude, 1, &s->density, 0, count);
    boxed_map(s, BOXED_DIVIDE, t->amplitude, t->amplitude, 1, t->mass, 1, count);
    boxed_map_one(s, BOXED_SQRT, t->variance, t->variance, count);
    boxed_map(s, BOXED_DIVIDE, t->amplitude, t->amplitude, 1, t->variance, 1, count);
}

/* One redshift. By halves: the exponential alone may be subnormal where the rest is large. */
static void boxed_row(boxed_state *s, const boxed_tile *t, boxed_reference threshold,
                      double *dn_dlnm, size_t count) {
    boxed_reference square = NULL, half[BOXED_MASSES] = {NULL}, cells[BOXED_MASSES] = {NULL};
    boxed_map(s, BOXED_MULTIPLY, &square, &threshold, 0, &threshold, 0, 1);
    boxed_map(s, BOXED_MULTIPLY, half, t->exponent, 1, &square, 0, count);
    boxed_map_one(s, BOXED_EXP, half, half, count);
    boxed_map(s, BOXED_MULTIPLY, cells, t->amplitude, 1, &threshold, 0, count);
    boxed_map(s, BOXED_MULTIPLY, cells, cells, 1, half, 1, count);
    boxed_map(s, BOXED_MULTIPLY, cells, cells, 1, half, 1, count);
    for (size_t i = 0; i < count; i++) dn_dlnm[i] = cells[i]->value;
    boxed_clear(s, &square, 1);
    boxed_clear(s, half, count);
    boxed_clear(s, cells, count);
}

/* ---- the methods ----------------------------------------------------------------------------- */

static void boxed_fill_heap(boxed_state *s) {
    s->heap = (boxed_heap){.free = NULL};
    for (size_t i = BOXED_OBJECTS; i-- > 0;) {
        s->objects[i].references = 0;
        s->objects[i].next = s->heap.free;
        s->heap.free = &s->objects[i];
    }
}

/* The nodes, and the weights times t^n_s. */
static void boxed_fill_rule(boxed_state *s, double n_s) {
    boxed_reference index = boxed_new(&s->heap, n_s), power[RULE_NODES] = {NULL};
    for (size_t j = 0; j < RULE_NODES; j++) {
        s->t[j] = boxed_new(&s->heap, rule[j].t);
        s->middle[j] = boxed_new(&s->heap, rule[j].middle);
        s->below[j] = boxed_new(&s->heap, rule[j].below);
        s->difference[j] = boxed_new(&s->heap, rule[j].difference);
    }
    boxed_map(s, BOXED_POWER, power, s->t, 1, &index, 0, RULE_NODES);
    boxed_map(s, BOXED_MULTIPLY, s->middle, s->middle, 1, power, 1, RULE_NODES);
    boxed_map(s, BOXED_MULTIPLY, s->below, s->below, 1, power, 1, RULE_NODES);
    boxed_map(s, BOXED_MULTIPLY, s->difference, s->difference, 1, power, 1, RULE_NODES);
    boxed_clear(s, power, RULE_NODES);
    boxed_drop(&s->heap, index);
}

/* density is that of the mean times sqrt(2/pi) and -1/6, for ln sigma is half a logarithm of the
 * sums, and ln R a third of that of the mass. */
static void boxed_fill_constants(boxed_state *s, const hmf_cosmology *c) {
    const double coefficients[] = {1.0, 3.89 / 2.34, 16.1 / 2.34, 5.46 / 2.34, 6.71 / 2.34};
    for (int power = 0; power < 5; power++)
        s->quartic[power] = boxed_new(&s->heap, pow(coefficients[power], power));
    s->third = boxed_new(&s->heap, 1.0 / 3.0);
    s->minus_third = boxed_new(&s->heap, -1.0 / 3.0);
    s->index = boxed_new(&s->heap, -(1.0 + c->n_s) / 3.0);
    s->density = boxed_new(&s->heap, -M_2_SQRTPI * M_SQRT1_2 / 6.0 * hmf_mean_density(c));
    s->minus_quarter = boxed_new(&s->heap, -0.25);
    const double x_1 = hmf_radius(c, 1.0) / hmf_transfer_length(c);
    const double x_8 = hmf_radius_8(c) / hmf_transfer_length(c);
    s->log_x_1 = boxed_new(&s->heap, log(x_1));
    s->scale_1 = boxed_new(&s->heap, 2.34 / x_1);
    boxed_reference log_x = boxed_new(&s->heap, log(x_8));
    boxed_reference scale = boxed_new(&s->heap, 2.34 / x_8);
    boxed_reference sums[3] = {NULL};
    boxed_sums(s, log_x, scale, &sums[0], &sums[1], &sums[2]);
    s->variance_1 = boxed_new(&s->heap, c->sigma_8 * c->sigma_8 / sums[0]->value *
                                            pow(x_8 / x_1, 1.0 + c->n_s));
    boxed_clear(s, sums, 3);
    boxed_drop(&s->heap, log_x);
    boxed_drop(&s->heap, scale);
}

static hmf_status boxed_create(const hmf_cosmology *cosmology, void **state) {
    boxed_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    boxed_fill_heap(s);
    s->cosmology = *cosmology;
    s->bounds = nodes_bound(cosmology->n_s);
    boxed_fill_rule(s, cosmology->n_s);
    boxed_fill_constants(s, cosmology);
    *state = s;
    return HMF_OK;
}

static void boxed_block(boxed_state *s, const double *z, size_t nz, const double *mass,
                        size_t nmass, double *dn_dlnm) {
    boxed_reference threshold[BOXED_REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] =
            boxed_new(&s->heap, s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]));
    for (size_t im = 0; im < nmass; im += BOXED_MASSES) {
        const size_t count = nmass - im < BOXED_MASSES ? nmass - im : BOXED_MASSES;
        boxed_tile tile = {0};
        boxed_fill(s, &tile, mass + im, count);
        for (size_t iz = 0; iz < nz; iz++)
            boxed_row(s, &tile, threshold[iz], dn_dlnm + iz * nmass + im, count);
        boxed_clear(s, (boxed_reference *)(void *)&tile, sizeof tile / sizeof(boxed_reference));
    }
    boxed_clear(s, threshold, nz);
}

static hmf_status boxed_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                 size_t nmass, double *dn_dlnm) {
    boxed_state *s = state;
    for (size_t iz = 0; iz < nz; iz += BOXED_REDSHIFTS) {
        const size_t n = nz - iz < BOXED_REDSHIFTS ? nz - iz : BOXED_REDSHIFTS;
        boxed_block(s, z + iz, n, mass, nmass, dn_dlnm + iz * nmass);
    }
    const bool failed = s->heap.failed;
    s->heap.failed = false;
    return failed ? HMF_NO_MEMORY : HMF_OK;
}

static void boxed_destroy(void *state) {
    free(state);
}

const hmf_impl hmf_impl_boxed = {
    .name = "boxed",
    .summary = "dispatched, with every number on the heap behind a pointer, counted and typed",
    .builds_on = "dispatched",
    .lesson = "what an interpreter costs: each number is an object before it is a number",
    .accuracy = 2e-14,
    .flags = HMF_DETOUR,
    .create = boxed_create,
    .evaluate = boxed_evaluate,
    .destroy = boxed_destroy,
};
