/*
 * honest.h: right answers by the rung `quadrature`, for entries that must fail for another reason.
 *
 *     #include "honest.h"
 *     static hmf_status NAME_evaluate(...) { ...; return honest_evaluate(...); }
 *     HONEST_ENTRY(NAME, 0)
 */
#include "hmf.h"

#include "impl_quadrature.c"
#include "physics.c"
#include "variance.c"

#define honest_create   create
#define honest_evaluate evaluate
#define honest_destroy  destroy

#define HONEST_DESCRIPTOR(entry, what)                                                             \
    .name = #entry, .summary = "for the tests", .accuracy = 1e-12, .flags = (what),                \
    .create = honest_create, .evaluate = entry##_evaluate, .destroy = honest_destroy

#define HONEST_ENTRY(entry, what)                                                                  \
    const hmf_impl hmf_impl_##entry = {HONEST_DESCRIPTOR(entry, what)};

/* The arguments of evaluate. */
#define HONEST_ARGUMENTS                                                                           \
    void *state, const double *z, size_t nz, const double *mass, size_t nmass, double *dn_dlnm
