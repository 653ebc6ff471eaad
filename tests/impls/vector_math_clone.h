/* SPDX-License-Identifier: MIT */
/* vector_math_clone.h: the functions of vector_math.h and vector_exp2.h over arrays, in every
 * clone, for test_vector_math.c. */
#ifndef HMF_VECTOR_MATH_CLONE_H
#define HMF_VECTOR_MATH_CLONE_H

#include "clone.h"

/* Sets out[i] = function(x[i], y[i]) for i < count, a multiple of 8. Functions of one argument
 * ignore y. */
typedef void vector_math_function(const double *x, const double *y, double *out, size_t count);

typedef struct {
    vector_math_function *log, *log1p;
    vector_math_function *exp_times;   /* y e^x */
    vector_math_function *pow;         /* x^y, with the same y in each group of eight */
    vector_math_function *exp2_scaled; /* y 2^x, with the same y in each group of eight */
} vector_math_functions;

#define VECTOR_MATH_DECLARE(of, identifier, name)                                                  \
    extern const vector_math_functions of##_##identifier;
HMF_CLONE_LIST(VECTOR_MATH_DECLARE, vector_math)

#endif
