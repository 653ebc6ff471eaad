/* honest.h: right answers by `quadrature`, for entries that must fail for another reason. */
#define _GNU_SOURCE
#include "hmf.h"

#include "impl_quadrature.c"
#include "physics.c"
#include "variance.c"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define honest_create   create
#define honest_evaluate evaluate
#define honest_destroy  destroy

#define HONEST_ENTRY(entry, its_create, its_destroy, what)                                         \
    const hmf_impl hmf_impl_##entry = {.name = #entry,                                             \
                                       .summary = "for the tests",                                 \
                                       .accuracy = 1e-12,                                          \
                                       .flags = (what),                                            \
                                       .create = its_create,                                       \
                                       .evaluate = entry##_evaluate,                               \
                                       .destroy = its_destroy};

/* Whether this is the build that the judge checks first. */
#if defined __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* The arguments of evaluate. */
#define HONEST_ARGUMENTS                                                                           \
    void *state, const double *z, size_t nz, const double *mass, size_t nmass, double *dn_dlnm
