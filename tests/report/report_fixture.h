/* SPDX-License-Identifier: MIT */
/* report_fixture.h: an invented registry for the tests of report/. */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include "report.h"

/* Four implementations, each of which builds on the one before. They cannot run. */
#define IMPL(its_name, its_predecessor, its_accuracy)                                              \
    {                                                                                              \
        .name = its_name, .summary = "invented", .builds_on = its_predecessor,                     \
        .lesson = "the lesson of " its_name, .accuracy = its_accuracy                              \
    }
static const hmf_impl fixture_impls[] = {
    IMPL("naive", NULL, 0.25),
    IMPL("memoised", "naive", 0.25),
    IMPL("quadrature", "memoised", 2e-14),
    IMPL("universal", "quadrature", 1e-13),
};
static const hmf_impl *const fixture_pointers[] = {&fixture_impls[1], &fixture_impls[0],
                                                   &fixture_impls[2], &fixture_impls[3]};

static const hmf_registry fixture_registry = {.abi_version = HMF_ABI_VERSION,
                                              .count = sizeof fixture_pointers /
                                                       sizeof *fixture_pointers,
                                              .impls = fixture_pointers};

#endif
