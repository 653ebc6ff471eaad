/* SPDX-License-Identifier: MIT */
#include "report_fixture.h"

#define IMPL(its_name, its_predecessor, its_accuracy)                                              \
    {                                                                                              \
        .name = its_name, .summary = "invented", .builds_on = its_predecessor,                     \
        .lesson = "the lesson of " its_name, .accuracy = its_accuracy                              \
    }
static const hmf_impl invented[] = {
    IMPL("naive", NULL, 0.25),
    IMPL("memoised", "naive", 0.25),
    IMPL("quadrature", "memoised", 2e-14),
    IMPL("universal", "quadrature", 1e-13),
};
static const hmf_impl *const impls[] = {&invented[1], &invented[0], &invented[2], &invented[3]};

const hmf_registry fixture_registry = {
    .abi_version = HMF_ABI_VERSION, .count = sizeof impls / sizeof *impls, .impls = impls};
