/* profile.c: what a profile owns. */
#include "profile.h"

#include <stdlib.h>

void profile_free(profile *p) {
    profile_functions_free(&p->functions);
    profile_lines_free(&p->lines);
    profile_stacks_free(&p->counted_stacks);
    profile_stacks_free(&p->sampled_stacks);
    allocations_free(&p->allocations);
    free(p->stripped);
}
