/* SPDX-License-Identifier: MIT */
/*
 * broken.h: implementations broken on purpose, each in one way, and the check that must catch it.
 * They wrap `quadrature`. Global variables, leaks and casts that remove const imitate mistakes in
 * real code.
 */
#ifndef HMF_BROKEN_H
#define HMF_BROKEN_H

#include "checks.h"

typedef struct {
    const char *name;
    const hmf_impl *impl;
    const check_wrappers *wrappers;
    const char *caught_by; /* the name of a check                      */
    const char *says;      /* text in the check's message              */
} broken_case;

/* All broken implementations, static. */
const broken_case *broken_cases(size_t *count);

/* The sound wrapper, which must pass every check. */
extern const hmf_impl broken_sound;

/* The functions of that wrapper, which broken ones replace. */
hmf_status broken_create(const hmf_cosmology *cosmology, void **state);
hmf_status broken_evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm);
void broken_destroy(void *state);

/* The descriptor broken_TAG: that of quadrature with other functions. */
#define BROKEN_IMPL(tag, says, create_function, evaluate_function, destroy_function)               \
    const hmf_impl broken_##tag = {                                                                \
        .name = #tag,                                                                              \
        .summary = says,                                                                           \
        .builds_on = "quadrature",                                                                 \
        .lesson = "what a check must catch",                                                       \
        .accuracy = 2e-14,                                                                         \
        .flags = HMF_CONCURRENT,                                                                   \
        .create = create_function,                                                                 \
        .evaluate = evaluate_function,                                                             \
        .destroy = destroy_function,                                                               \
    }

/* Define broken_TAG with another evaluate or create, whose body follows. */
#define BROKEN_EVALUATE(tag, says)                                                                 \
    static hmf_status tag##_evaluate(void *state, const double *z, size_t nz, const double *mass,  \
                                     size_t nmass, double *dn_dlnm);                               \
    BROKEN_IMPL(tag, says, broken_create, tag##_evaluate, broken_destroy);                         \
    static hmf_status tag##_evaluate(void *state, const double *z, size_t nz, const double *mass,  \
                                     size_t nmass, double *dn_dlnm)
#define BROKEN_CREATE(tag, says)                                                                   \
    static hmf_status tag##_create(const hmf_cosmology *cosmology, void **state);                  \
    BROKEN_IMPL(tag, says, tag##_create, broken_evaluate, broken_destroy);                         \
    static hmf_status tag##_create(const hmf_cosmology *cosmology, void **state)

/* broken_answers.c */
extern const hmf_impl broken_tenth_digit, broken_nan_in_one_cell, broken_nan_at_the_edge,
    broken_sorted_only, broken_between_blocks, broken_in_pairs, broken_no_tail, broken_aligned_only,
    broken_by_position, broken_ignores_z, broken_ignores_mass, broken_ignores_omega_m,
    broken_ignores_omega_lambda, broken_ignores_h0, broken_ignores_sigma_8, broken_ignores_n_s,
    broken_ignores_delta_c;

/* broken_arguments.c */
extern const hmf_impl broken_no_destroy, broken_boastful, broken_one_too_many,
    broken_last_unwritten, broken_stale, broken_writes_mass;
extern const check_wrappers broken_refuses_empty, broken_lets_nan_through, broken_leaves_output,
    broken_says_nothing;

/* broken_state.c */
extern const hmf_impl broken_unrepeatable, broken_one_for_all, broken_thread_unsafe,
    broken_rounds_upwards, broken_flushes_to_zero, broken_leaks_in_evaluate,
    broken_leaks_in_destroy, broken_allocates, broken_loses_when_starved,
    broken_misnames_starvation;

#endif
