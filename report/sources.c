/* sources.c: from the folder of results to the sources of the report. */
#include "sources.h"

#include "format.h"
#include "ladder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool load_default_bench(const char *folder, report_bench *bench, char *message,
                               size_t size) {
    char *path;
    if (asprintf(&path, "%s/bench.json", folder) < 0) {
        snprintf(message, size, "out of memory");
        return false;
    }
    const bool loaded = report_load_bench(path, bench, message, size);
    free(path);
    return loaded || *message == '\0';
}

static bool load_named_bench(const char *path, report_bench *bench, char *message, size_t size) {
    if (report_load_bench(path, bench, message, size)) return true;
    if (*message == '\0') snprintf(message, size, "%s: no such file; ./hmf bench makes one", path);
    return false;
}

bool report_load_sources(const hmf_registry *registry, const char *folder, const char *bench,
                         report_sources *sources, char *message, size_t size) {
    *sources = (report_sources){.registry = registry, .ladder = report_ladder(registry)};
    if (!sources->ladder) {
        snprintf(message, size, "out of memory");
        return false;
    }
    return bench ? load_named_bench(bench, &sources->bench, message, size)
                 : load_default_bench(folder, &sources->bench, message, size);
}

void report_free_sources(report_sources *sources) {
    free(sources->ladder);
    report_free_bench(&sources->bench);
    report_free_profiles(&sources->profiles);
}

hmf_interval report_median(const report_timing *timing) {
    return hmf_median_interval(timing->seconds, timing->count, format_confidence);
}

hmf_interval report_times_as_long(const report_timing *slow, const report_timing *fast) {
    return hmf_ratio_interval(slow->seconds, slow->count, fast->seconds, fast->count,
                              format_confidence);
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

const char *report_context(const json_t *context, const char *key) {
    const char *value = json_string_value(json_object_get(context, key));
    return value && strcmp(value, "unknown") != 0 ? value : NULL;
}

bool report_is_dirty(const json_t *context) {
    const char *dirty = report_context(context, "git_dirty");
    return dirty && strcmp(dirty, "yes") == 0;
}

bool report_same_commit(const report_sources *sources, const report_profile *profile) {
    if (!sources->bench.root) return true;
    const char *timed = report_context(sources->bench.context, "git_commit");
    const char *profiled = report_context(profile->context, "git_commit");
    if (!timed || !profiled) return timed == profiled;
    return strcmp(timed, profiled) == 0;
}
