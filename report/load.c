/* SPDX-License-Identifier: MIT */
/* load.c: loads the results, and orders the ladder by builds_on. */
#include "report.h"

#include "die.h"
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the ladder ------------------------------------------------------------------------------ */

typedef struct {
    const hmf_impl *impl;
    size_t below, above; /* implementations that it builds on, and that build on it */
    bool detour;
} rung;

/* Counts the implementations that impl builds on. Stops in a cycle after registry->count steps. */
static size_t count_below(const hmf_registry *registry, const hmf_impl *impl) {
    size_t steps = 0;
    while (steps < registry->count && (impl = hmf_find(registry, impl->builds_on))) steps++;
    return steps;
}

static bool builds_on(const hmf_registry *registry, const hmf_impl *impl, const hmf_impl *base) {
    for (size_t steps = 0; steps < registry->count; steps++) {
        impl = hmf_find(registry, impl->builds_on);
        if (!impl || impl == base) return impl == base;
    }
    return false;
}

static size_t count_above(const hmf_registry *registry, const hmf_impl *base) {
    size_t count = 0;
    for (size_t i = 0; i < registry->count; i++)
        count += builds_on(registry, registry->impls[i], base);
    return count;
}

static int compare_rungs(const void *left, const void *right) {
    const rung *a = left, *b = right;
    if (a->below != b->below) return a->below < b->below ? -1 : 1;
    if (a->above != b->above) return a->above > b->above ? -1 : 1;
    if (a->detour != b->detour) return a->detour ? 1 : -1;
    return strcmp(a->impl->name, b->impl->name);
}

const hmf_impl **report_ladder(const hmf_registry *registry) {
    rung *rungs = xcalloc(registry->count, sizeof *rungs);
    const hmf_impl **ladder = xcalloc(registry->count, sizeof *ladder);
    for (size_t i = 0; i < registry->count; i++) {
        const hmf_impl *impl = registry->impls[i];
        rungs[i] = (rung){impl, count_below(registry, impl), count_above(registry, impl),
                          impl->flags & HMF_DETOUR};
    }
    qsort(rungs, registry->count, sizeof *rungs, compare_rungs);
    for (size_t i = 0; i < registry->count; i++) ladder[i] = rungs[i].impl;
    free(rungs);
    return ladder;
}

/* ---- the results ----------------------------------------------------------------------------- */

bool report_load_sources(const hmf_registry *registry, const char *folder, const char *bench,
                         report_sources *sources, char *message, size_t size) {
    *sources = (report_sources){.registry = registry, .ladder = report_ladder(registry)};
    char *path = bench ? xstrdup(bench) : xasprintf("%s/bench.json", folder);
    bool loaded = report_load_bench(path, &sources->bench, message, size);
    const bool missing = !loaded && *message == '\0';
    if (missing && bench) snprintf(message, size, "%s: no such file; run ./hmf bench", path);
    if (missing && !bench) loaded = true;
    free(path);
    return loaded;
}

void report_free_sources(report_sources *sources) {
    free(sources->ladder);
    report_free_bench(&sources->bench);
    report_free_profiles(&sources->profiles);
}

/* The median of one or more repetitions is NaN only if its computation had no memory. */
static hmf_interval with_memory(hmf_interval interval, size_t repetitions) {
    if (repetitions > 0 && isnan(interval.median)) die(EXIT_ERROR, "out of memory");
    return interval;
}

hmf_interval report_median(const report_timing *timing) {
    return with_memory(hmf_median_interval(timing->seconds, timing->count, format_confidence),
                       timing->count);
}

hmf_interval report_times_as_long(const report_timing *slow, const report_timing *fast) {
    return with_memory(hmf_ratio_interval(slow->seconds, slow->count, fast->seconds, fast->count,
                                          format_confidence),
                       slow->count < fast->count ? slow->count : fast->count);
}

const report_timing *report_default(const report_sources *sources, const hmf_impl *impl,
                                    const char *mode) {
    return report_find_timing(&sources->bench, impl->name, "default", mode);
}

static bool is_default(const report_timing *timing, const hmf_impl *impl) {
    return strcmp(timing->impl, impl->name) == 0 && strcmp(timing->workload, "default") == 0;
}

double report_error(const report_sources *sources, const hmf_impl *impl) {
    double worst = NAN;
    for (size_t i = 0; i < sources->bench.count; i++)
        if (is_default(&sources->bench.timings[i], impl))
            worst = fmax(worst, sources->bench.timings[i].conditioned_error);
    return worst;
}

double report_promise(const report_sources *sources, const hmf_impl *impl) {
    for (size_t i = 0; i < sources->bench.count; i++)
        if (is_default(&sources->bench.timings[i], impl) &&
            !isnan(sources->bench.timings[i].accuracy))
            return sources->bench.timings[i].accuracy;
    return impl->accuracy;
}

static bool is_known(const char *commit) {
    return commit && strcmp(commit, "unknown") != 0;
}

bool report_same_commit(const report_sources *sources, const stored_profile *profile) {
    if (!sources->bench.root) return true;
    const char *timed = json_string_value(json_object_get(sources->bench.context, "git_commit"));
    if (!is_known(timed)) return !is_known(profile->commit);
    return strcmp(timed, profile->commit) == 0;
}
