/* SPDX-License-Identifier: MIT */
/* clone.c: selects the instruction set of the clones. */
#include "clone.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CLONE_NAME(of, identifier, name) name,
static const char *const names[] = {HMF_CLONE_LIST(CLONE_NAME, )};
enum { CLONES = sizeof names / sizeof *names };

/* Tests the features of the x86-64 psABI levels that __builtin_cpu_supports knows. */
static bool runs_here(int clone) {
#if defined __x86_64__
    switch (clone) {
    case 3:
        return runs_here(2) && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    case 2:
        return runs_here(1) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    case 1: return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
    default: break;
    }
#endif
    return clone == 0;
}

enum { NOT_YET = -4, NO_SUCH_CLONE, NOT_HERE };

static int best(void) {
    int clone = CLONES - 1;
    while (!runs_here(clone)) clone--;
    return clone;
}

static int choose(void) {
    const char *wanted = getenv("HMF_CLONE");
    if (!wanted || !*wanted) return best();
    for (int clone = 0; clone < CLONES; clone++)
        if (strcmp(wanted, names[clone]) == 0) return runs_here(clone) ? clone : NOT_HERE;
    return NO_SUCH_CLONE;
}

/* Caches the choice: getenv takes about as long as a whole call of the fastest implementation on a
 * small grid. Threads that race write the same value. */
static int chosen(void) {
    static _Atomic int cached = NOT_YET;
    int clone = atomic_load_explicit(&cached, memory_order_relaxed);
    if (clone == NOT_YET) {
        clone = choose();
        atomic_store_explicit(&cached, clone, memory_order_relaxed);
    }
    return clone;
}

int hmf_clone_chosen(void) {
    const int clone = chosen();
    return clone < 0 ? -1 : clone;
}

const char *hmf_clone_chosen_name(void) {
    const int clone = chosen();
    return clone < 0 ? "none" : names[clone];
}

const char *const *hmf_clone_names(size_t *count) {
    *count = (size_t)best() + 1;
    return names;
}

const char *hmf_clone_unavailable(void) {
    switch (chosen()) {
    case NO_SUCH_CLONE: return "HMF_CLONE names no clone of this build";
    case NOT_HERE: return "this CPU does not support the instruction set in HMF_CLONE";
    default: return NULL;
    }
}
