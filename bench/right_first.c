/* right_first.c: the table of certified values, once for all. */
#include "right_first.h"

#include "truth.h"

#include <stdio.h>

static bool is_right(const hmf_truth_table *table, const hmf_impl *impl, double *worst_error) {
    hmf_truth_worst worst;
    hmf_error error;
    if (hmf_truth_check(table, impl, &worst, &error) != HMF_OK) {
        fprintf(stderr, "hmf bench: %s\n", error.message);
        return false;
    }
    if (worst_error) *worst_error = worst.error;
    if (hmf_truth_kept(impl, &worst)) return true;
    fprintf(stderr, "hmf bench: %s gives a wrong answer: ", impl->name);
    hmf_truth_print(stderr, &worst);
    return false;
}

bool hmf_right_first(const hmf_impl *const *impls, size_t count, double *errors) {
    char message[512];
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    if (!table) {
        fprintf(stderr, "hmf bench: %s\n", message);
        return false;
    }
    bool right = true;
    for (size_t i = 0; right && i < count; i++)
        right = is_right(table, impls[i], errors ? &errors[i] : NULL);
    hmf_truth_free(table);
    return right;
}
