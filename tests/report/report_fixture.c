/* report_fixture.c: a ladder of implementations that cannot be run. */
#include "report_fixture.h"

static const hmf_impl naive = {.name = "naive",
                               .summary = "invented, does nothing",
                               .lesson = "the lesson of naive",
                               .accuracy = 0.25};
static const hmf_impl memoised = {.name = "memoised",
                                  .summary = "invented, does it once",
                                  .builds_on = "naive",
                                  .lesson = "the lesson of memoised",
                                  .accuracy = 0.25};
static const hmf_impl quadrature = {.name = "quadrature",
                                    .summary = "invented, does it well",
                                    .builds_on = "memoised",
                                    .lesson = "the lesson of quadrature",
                                    .accuracy = 2e-14};
static const hmf_impl universal = {.name = "universal",
                                   .summary = "invented, knows it already",
                                   .builds_on = "quadrature",
                                   .lesson = "the lesson of universal",
                                   .accuracy = 1e-13};

static const hmf_impl *const impls[] = {&memoised, &naive, &quadrature, &universal};

const hmf_registry fixture_registry = {
    .abi_version = HMF_ABI_VERSION, .count = sizeof impls / sizeof *impls, .impls = impls};
