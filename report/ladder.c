/* ladder.c: ordering by builds_on. */
#include "ladder.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const hmf_impl *impl;
    size_t below, above; /* how many it stands on, how many stand on it */
    bool detour;
} ladder_rung;

/* A circle of builds_on ends after as many steps as there are rungs. */
static size_t rungs_below(const hmf_registry *registry, const hmf_impl *impl) {
    size_t steps = 0;
    while (steps < registry->count && (impl = hmf_find(registry, impl->builds_on))) steps++;
    return steps;
}

static bool stands_on(const hmf_registry *registry, const hmf_impl *impl, const hmf_impl *base) {
    for (size_t steps = 0; steps < registry->count; steps++) {
        impl = hmf_find(registry, impl->builds_on);
        if (!impl || impl == base) return impl == base;
    }
    return false;
}

static size_t rungs_above(const hmf_registry *registry, const hmf_impl *base) {
    size_t count = 0;
    for (size_t i = 0; i < registry->count; i++)
        if (stands_on(registry, registry->impls[i], base)) count++;
    return count;
}

static int compare_rungs(const void *left, const void *right) {
    const ladder_rung *a = left, *b = right;
    if (a->below != b->below) return a->below < b->below ? -1 : 1;
    if (a->above != b->above) return a->above > b->above ? -1 : 1;
    if (a->detour != b->detour) return a->detour ? 1 : -1;
    return strcmp(a->impl->name, b->impl->name);
}

const hmf_impl **report_ladder(const hmf_registry *registry) {
    ladder_rung *rungs = calloc(registry->count, sizeof *rungs);
    const hmf_impl **ladder = calloc(registry->count, sizeof *ladder);
    if (rungs && ladder) {
        for (size_t i = 0; i < registry->count; i++) {
            const hmf_impl *impl = registry->impls[i];
            rungs[i] = (ladder_rung){impl, rungs_below(registry, impl), rungs_above(registry, impl),
                                     impl->flags & HMF_DETOUR};
        }
        qsort(rungs, registry->count, sizeof *rungs, compare_rungs);
        for (size_t i = 0; i < registry->count; i++) ladder[i] = rungs[i].impl;
    } else {
        free(ladder);
        ladder = NULL;
    }
    free(rungs);
    return ladder;
}
