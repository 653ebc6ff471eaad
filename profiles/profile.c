/* profile.c: the memory of a profile, and what follows from its counts. */
#include "profile.h"

#include <math.h>
#include <stdlib.h>

double profile_release_ratio(const profile *p) {
    if (p->not_compared[0] || p->release_instructions == 0) return 0.0;
    return (double)p->instructions / (double)p->release_instructions;
}

bool profile_differs_from_release(const profile *p) {
    const double ratio = profile_release_ratio(p);
    return ratio > 0.0 && fabs(ratio - 1.0) > PROFILE_RELEASE_MARGIN;
}

void profile_free(profile *p) {
    profile_functions_free(&p->functions);
    profile_lines_free(&p->lines);
    profile_stacks_free(&p->counted_stacks);
    profile_stacks_free(&p->sampled_stacks);
    allocations_free(&p->allocations);
    free(p->stripped);
}
