/* SPDX-License-Identifier: MIT */
/* profile.c: the memory of a profile, and conclusions from its counts. */
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
    heap_profile_free(&p->allocations);
    free(p->stripped);
}

/* ---- bottlenecks ----------------------------------------------------------------------------- */

static const double least_share = 0.01, far_above = 2.0, deviations = 4.0, notable = 0.2;

bool profile_waits(const profile_part *part) {
    if (part->all_instructions == 0 || part->all_samples == 0) return false;
    const double all = (double)part->all_samples, samples = (double)part->samples;
    const double expected =
        all * ((double)part->self.instructions / (double)part->all_instructions);
    return samples > least_share * all && samples > far_above * expected &&
           samples - expected > deviations * sqrt(fmax(1.0, expected));
}

const char *profile_bottleneck(const profile_part *part) {
    const profile_cost *self = &part->self;
    if (part->all_instructions == 0) return "unknown: not counted";
    const double branches = 10.0 * (double)self->mispredicted;
    const double memory = 10.0 * (double)self->l1_misses + 100.0 * (double)self->ll_misses;
    const double cycles = (double)self->instructions + branches + memory;
    if (memory > notable * cycles && memory >= branches) return "memory";
    if (branches > notable * cycles) return "mispredicted branches";
    return profile_waits(part) ? "waiting (division, chain, store)" : "instructions";
}
