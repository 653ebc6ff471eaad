/* SPDX-License-Identifier: MIT */
/* broken.c: the sound wrapper and the list of broken implementations. */
#include "broken.h"

#include <stdlib.h>

hmf_status broken_create(const hmf_cosmology *cosmology, void **state) {
    hmf_model *inner = malloc(sizeof *inner);
    if (!inner) return HMF_NO_MEMORY;
    const hmf_status status =
        hmf_create(inner, hmf_find(hmf_get_registry(), "quadrature"), cosmology, NULL);
    if (status != HMF_OK) {
        free(inner);
        return status;
    }
    *state = inner;
    return HMF_OK;
}

hmf_status broken_evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    return hmf_evaluate(state, z, nz, mass, nmass, dn_dlnm, NULL);
}

void broken_destroy(void *state) {
    hmf_destroy(state);
    free(state);
}

BROKEN_IMPL(sound, "not broken", broken_create, broken_evaluate, broken_destroy);

#define IMPL(name)     #name, &broken_##name, &check_wrappers_true
#define WRAPPERS(name) #name, &broken_sound, &broken_##name

static const broken_case cases[] = {
    {IMPL(no_destroy), "descriptor", "destroy is NULL"},
    {IMPL(boastful), "descriptor", "accuracy"},
    {WRAPPERS(refuses_empty), "empty_grid", "nz = 0"},
    {IMPL(in_pairs), "one_point", "one cell"},
    {IMPL(no_tail), "every_length", "a row of 7 masses"},
    {IMPL(sorted_only), "any_order", "unsorted"},
    {IMPL(aligned_only), "any_alignment", "offset 8 bytes"},
    {IMPL(by_position), "scalar_equals_batch", "single"},
    {IMPL(between_blocks), "large_grids", "2 redshifts and 5003 masses"},
    {IMPL(one_for_all), "states_apart", "of two"},
    {IMPL(unrepeatable), "repeatable", "again"},
    {IMPL(ignores_z), "inputs_used", "z ="},
    {IMPL(ignores_mass), "inputs_used", "mass ="},
    {IMPL(ignores_omega_m), "inputs_used", "omega_m"},
    {IMPL(ignores_omega_lambda), "inputs_used", "omega_lambda"},
    {IMPL(ignores_h0), "inputs_used", "h0"},
    {IMPL(ignores_sigma_8), "inputs_used", "sigma_8"},
    {IMPL(ignores_n_s), "inputs_used", "n_s"},
    {IMPL(ignores_delta_c), "inputs_used", "delta_c"},
    {IMPL(writes_mass), "inputs_kept", "mass[0]"},
    {IMPL(one_too_many), "output_whole", "outside"},
    {IMPL(last_unwritten), "output_whole", "first call: cell 39 of 40"},
    {IMPL(stale), "output_whole", "second call"},
    {IMPL(thread_unsafe), "threads", "threads"},
    {WRAPPERS(lets_nan_through), "errors", "z[1] = nan"},
    {WRAPPERS(leaves_output), "errors", "NaN"},
    {WRAPPERS(says_nothing), "errors", "message"},
    {IMPL(nan_at_the_edge), "edges", "z = 100"},
    {IMPL(rounds_upwards), "fp_environment", "rounding"},
    {IMPL(flushes_to_zero), "fp_environment", "control register"},
    {IMPL(leaks_in_evaluate), "leaks", "bytes more"},
    {IMPL(leaks_in_destroy), "leaks", "bytes more"},
    {IMPL(allocates), "no_allocation", "got 1"},
    {IMPL(loses_when_starved), "no_memory", "bytes more"},
    {IMPL(misnames_starvation), "no_memory", "got 'no convergence'"},
    {IMPL(tenth_digit), "truth", "error 9.9"},
    {IMPL(nan_in_one_cell), "truth", "error inf"},
};

const broken_case *broken_cases(size_t *count) {
    *count = sizeof cases / sizeof *cases;
    return cases;
}
