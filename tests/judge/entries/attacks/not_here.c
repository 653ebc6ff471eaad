/* expect: unavailable */
/* not_here.c: cannot run anywhere */
#include "honest.h"

static const char *why(void) {
    return "the stars are wrong";
}

const hmf_impl hmf_impl_not_here = {.name = "not_here",
                                    .unavailable = why,
                                    .create = honest_create,
                                    .evaluate = honest_evaluate,
                                    .destroy = honest_destroy};
