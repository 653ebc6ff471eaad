/* SPDX-License-Identifier: MIT */
/* check_bounds.c: hmf_check_bounds, compiled for each instruction set. The wrappers scan every mass
 * of every call, and baseline x86-64 code would add 20 % to the time of the fastest implementation.
 */
#include "check_bounds.h"

#include "clone.h"
#include "vector.h"

typedef bool check_function(const double *values, size_t count, hmf_bounds bounds);

#define CHECK_DECLARE(of, identifier, name) check_function of##_##identifier;
HMF_CLONE_LIST(CHECK_DECLARE, hmf_check_bounds)

bool HMF_CLONE_PASTE(hmf_check_bounds, HMF_CLONE)(const double *values, size_t count,
                                                  hmf_bounds bounds) {
    const vec min = vec_all(bounds.min), max = vec_all(bounds.max);
    ivec outside = ivec_all(0);
    for (size_t i = 0; i < count; i += HMF_LANES) {
        const vec v =
            i + HMF_LANES <= count ? vec_load(values + i) : vec_load_some(values + i, count - i);
        outside |= v != vec_min(vec_max(v, min), max);
    }
    return !vec_any(outside);
}

#if HMF_CLONE_IS_PORTABLE
bool hmf_check_bounds(const double *values, size_t count, hmf_bounds bounds) {
    static check_function *const clones[] = {HMF_CLONE_LIST(HMF_CLONE_ENTRY, hmf_check_bounds)};
    const int clone = hmf_clone_chosen();
    return clones[clone < 0 ? 0 : clone](values, count, bounds);
}
#endif
