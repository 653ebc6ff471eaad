/* SPDX-License-Identifier: MIT */
/* vector_math_clone.c: compiled once for every instruction set (impls/clone.h). */
#include "vector_math_clone.h"

#include "vector_exp2.h"
#include "vector_math.h"

#define OVER_ARRAYS(name, expression)                                                              \
    static void name(const double *at_x, const double *at_y, double *out, size_t count) {          \
        for (size_t i = 0; i < count; i += HMF_LANES) {                                            \
            const vec x = vec_load(at_x + i), y = vec_load(at_y + i);                              \
            vec_store(out + i, expression);                                                        \
            (void)y;                                                                               \
        }                                                                                          \
    }

static vec pow_of(vec x, double power) {
    const vec_parts parts = vec_split(x);
    return vec_pow(parts, vec_log_fraction(parts), power);
}

OVER_ARRAYS(log_arrays, vec_log(x))
OVER_ARRAYS(log1p_arrays, vec_log1p(x))
OVER_ARRAYS(exp_times_arrays, vec_exp_times(y, x))
OVER_ARRAYS(pow_arrays, pow_of(x, y[0]))
OVER_ARRAYS(exp2_scaled_arrays, vec_exp2_scaled(vec_exp2_prepare(y[0]), x))

const vector_math_functions HMF_CLONE_PASTE(vector_math, HMF_CLONE) = {
    .log = log_arrays,
    .log1p = log1p_arrays,
    .exp_times = exp_times_arrays,
    .pow = pow_arrays,
    .exp2_scaled = exp2_scaled_arrays,
};
