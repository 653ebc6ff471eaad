/* SPDX-License-Identifier: MIT */
/*
 * impl_boxed.c: dispatched, with every number on the heap behind a pointer: the cost of an
 * interpreter.
 *
 * The operations are those of impl_dispatched.c in the same order (array_sums.h), so that the
 * answers are identical. A number is an object as in CPython: a reference count, a pointer to its
 * type, and the value, 24 bytes. An array is an array of pointers. An addition follows both
 * pointers, looks up the operation in the type of the first, checks the type of the second, takes a
 * new object for the sum, and frees unused objects. There is no byte code here, which would cost
 * extra.
 *
 * As in CPython, freed numbers go to a free list. All objects are in one block that `create`
 * allocates, so that evaluate allocates nothing. Only one thread may use a state, because the
 * reference counts are plain integers: there is no HMF_CONCURRENT.
 *
 * Cost on the default workload: 410,000 objects, 2.7 times the instructions of dispatched and 1.75
 * times its time, or 31 times the time of vectorised with AVX-512 (fastest samples of one run; AMD
 * EPYC, Zen 5, gcc 12).
 *
 * Accuracy: identical to dispatched, 2.1e-15.
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Alive at once: nodes and weights, work of a mass, a tile, redshifts. */
enum { OBJECTS = 4096 };

/* ---- objects --------------------------------------------------------------------------------- */

typedef struct number_object number_object;
typedef struct object_type object_type;

struct number_object {
    size_t references; /* 0: in the list of free objects */
    const object_type *type;
    union {
        double value;
        number_object *next; /* in the list of free objects */
    };
};

/* A reference. */
typedef number_object *element;

typedef struct {
    element free;
    number_object spare; /* handed out when the list is empty */
    bool failed;         /* no object was left, or an operand had the wrong type */
    number_object objects[OBJECTS];
} machine;

#define LOCAL(declaration) declaration = {0}

/* An operation on one element. Returns a new object that the caller owns. An operation with a
 * single operand receives it twice. */
typedef number_object *operation(machine *m, const number_object *a, const number_object *b);

enum { ADD, MULTIPLY, DIVIDE, POWER, SQRT, LOG, LOG1P, EXP, OPERATORS };

struct object_type {
    const char *name;
    operation *operators[OPERATORS];
};

static const object_type double_type;

/* Inlined in every build, because a call costs more than the body. */
#define INLINE static inline __attribute__((always_inline))

/* Returns a new object. */
INLINE element number(machine *m, double value) {
    element object = m->free;
    if (object) {
        m->free = object->next;
    } else {
        object = &m->spare;
        m->failed = true;
    }
    *object = (number_object){object->references + 1, &double_type, {value}};
    return object;
}

/* Drops one reference. */
INLINE void drop(machine *m, number_object *object) {
    if (!object || --object->references > 0 || object == &m->spare) return;
    object->next = m->free;
    m->free = object;
}

/* Stores an object in *to, which takes over the caller's reference. */
INLINE void assign(machine *m, element *to, element object) {
    drop(m, *to);
    *to = object;
}

/* Returns the value of an object that must be a number. */
INLINE double number_value(machine *m, const number_object *object) {
    if (object->type != &double_type) m->failed = true;
    return object->value;
}

static number_object *do_add(machine *m, const number_object *a, const number_object *b) {
    return number(m, a->value + number_value(m, b));
}
static number_object *do_multiply(machine *m, const number_object *a, const number_object *b) {
    return number(m, a->value * number_value(m, b));
}
static number_object *do_divide(machine *m, const number_object *a, const number_object *b) {
    return number(m, a->value / number_value(m, b));
}
static number_object *do_power(machine *m, const number_object *a, const number_object *b) {
    return number(m, pow(a->value, number_value(m, b)));
}
static number_object *do_sqrt(machine *m, const number_object *a, const number_object *b) {
    return (void)b, number(m, sqrt(a->value));
}
static number_object *do_log(machine *m, const number_object *a, const number_object *b) {
    return (void)b, number(m, log(a->value));
}
static number_object *do_log1p(machine *m, const number_object *a, const number_object *b) {
    return (void)b, number(m, log1p(a->value));
}
static number_object *do_exp(machine *m, const number_object *a, const number_object *b) {
    return (void)b, number(m, exp(a->value));
}

static const object_type double_type = {
    .name = "double",
    .operators =
        {
            [ADD] = do_add,
            [MULTIPLY] = do_multiply,
            [DIVIDE] = do_divide,
            [POWER] = do_power,
            [SQRT] = do_sqrt,
            [LOG] = do_log,
            [LOG1P] = do_log1p,
            [EXP] = do_exp,
        },
};

/* ---- operations on arrays -------------------------------------------------------------------- */

static void machine_prepare(machine *m) {
    m->free = NULL;
    m->failed = false;
    m->spare.references = 0;
    for (size_t i = OBJECTS; i-- > 0;) {
        m->objects[i].references = 0;
        m->objects[i].next = m->free;
        m->free = &m->objects[i];
    }
}

static double value_of(element a) {
    return a->value;
}
static void clear(machine *m, element *array, size_t count) {
    for (size_t i = 0; i < count; i++) assign(m, &array[i], NULL);
}

static void map(machine *m, int which, element *to, const element *a, size_t step_a,
                const element *b, size_t step_b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const number_object *left = a[i * step_a], *right = b[i * step_b];
        assign(m, &to[i], left->type->operators[which](m, left, right));
    }
}

static void sum_array(machine *m, element *to, const element *a, size_t count) {
    assign(m, to, number(m, 0.0));
    for (size_t i = 0; i < count; i++) assign(m, to, (*to)->type->operators[ADD](m, *to, a[i]));
}

#include "array_sums.h"

const hmf_impl hmf_impl_boxed = {
    .name = "boxed",
    .summary = "dispatched, with every number on the heap behind a pointer, counted and typed",
    .builds_on = "dispatched",
    .lesson = "the cost of an interpreter: every number is an object",
    .accuracy = 2e-14,
    .flags = HMF_DETOUR,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
