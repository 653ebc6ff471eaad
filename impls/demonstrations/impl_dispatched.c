/* SPDX-License-Identifier: MIT */
/*
 * impl_dispatched.c: "vectorised" in name only: whole-array operations that call a function through
 * a pointer for every element.
 *
 * array_sums.h has the formulas, one operation after the other on whole arrays. An operation is one
 * loop, map(), that receives the element's function as data, as numpy.vectorize receives a Python
 * function. The compiler cannot see the callee: nothing is inlined, no two elements share an
 * instruction, and every intermediate result goes through memory.
 *
 * Cost on the default workload: 409,000 calls, 20 times the instructions of vectorised with AVX2
 * (callgrind) and 17 times its time with AVX-512 (fastest samples of one run; AMD EPYC, Zen 5, gcc
 * 12).
 *
 * Accuracy: a conditioned error of 2.1e-15 over impls/truth/truth.csv, the worst at z = 0 and M =
 * 1e6.
 */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

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

typedef double element;

typedef struct {
    operation *operators[OPERATORS]; /* in memory, where the compiler cannot see them */
    bool failed;                     /* never */
} machine;

#define LOCAL(declaration) declaration

static void machine_prepare(machine *m) {
    *m = (machine){.operators = {
                       [ADD] = do_add,
                       [MULTIPLY] = do_multiply,
                       [DIVIDE] = do_divide,
                       [POWER] = do_power,
                       [SQRT] = do_sqrt,
                       [LOG] = do_log,
                       [LOG1P] = do_log1p,
                       [EXP] = do_exp,
                   }};
}

static element number(machine *m, double value) {
    return (void)m, value;
}
static double value_of(element a) {
    return a;
}
static void clear(machine *m, element *array, size_t count) {
    (void)m, (void)array, (void)count;
}

static void map(const machine *m, int which, element *to, const element *a, size_t step_a,
                const element *b, size_t step_b, size_t count) {
    operation *const operator= m->operators[which];
    for (size_t i = 0; i < count; i++) to[i] = operator(a[i * step_a], b[i * step_b]);
}

static void sum_array(const machine *m, element *to, const element *a, size_t count) {
    operation *const add = m->operators[ADD];
    *to = 0.0;
    for (size_t i = 0; i < count; i++) *to = add(*to, a[i]);
}

#include "array_sums.h"

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
