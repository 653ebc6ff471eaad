/* SPDX-License-Identifier: MIT */
/* results.c: reads bench.json and the profiles, and orders the ladder by builds_on. */
#include "results.h"

#include "die.h"
#include "format.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes the reason of a rejection and returns false. */
__attribute__((format(printf, 3, 4))) static bool reject(char *reason, size_t size,
                                                         const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, size, format, arguments);
    va_end(arguments);
    return false;
}

/* Reads a JSON file. Returns NULL with an empty message if the file does not exist, and NULL with
 * the file, the line and the reason if it cannot be read. */
static json_t *load_json(const char *path, char *message, size_t size) {
    message[0] = '\0';
    FILE *file = fopen(path, "r");
    if (!file) {
        if (errno != ENOENT) reject(message, size, "%s: %s", path, strerror(errno));
        return NULL;
    }
    json_error_t error;
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    const int reason = ferror(file) ? errno : 0;
    fclose(file);
    if (!root && reason) reject(message, size, "%s: %s", path, strerror(reason));
    if (!root && !reason) reject(message, size, "%s:%d: %s", path, error.line, error.text);
    return root;
}

/* ---- timings --------------------------------------------------------------------------------- */

/* Returns NaN for a unit that Google Benchmark does not have. */
static double seconds_per(const char *unit) {
    if (strcmp(unit, "ns") == 0) return 1e-9;
    if (strcmp(unit, "us") == 0) return 1e-6;
    if (strcmp(unit, "ms") == 0) return 1e-3;
    if (strcmp(unit, "s") == 0) return 1.0;
    return NAN;
}

/* Cuts IMPL/WORKLOAD/MODE at the slashes. Google Benchmark may append further parts. */
static bool split_name(report_timing *timing) {
    char *rest = timing->name;
    timing->impl = strsep(&rest, "/");
    timing->workload = strsep(&rest, "/");
    timing->mode = strsep(&rest, "/");
    return timing->mode && *timing->impl && *timing->workload && *timing->mode;
}

const report_timing *report_find_timing(const report_bench *bench, const char *impl,
                                        const char *workload, const char *mode) {
    for (size_t i = 0; i < bench->count; i++) {
        const report_timing *timing = &bench->timings[i];
        if (strcmp(timing->impl, impl) == 0 && strcmp(timing->workload, workload) == 0 &&
            strcmp(timing->mode, mode) == 0)
            return timing;
    }
    return NULL;
}

/* Returns the timing of that run, added if it is new, or NULL if the name is malformed. */
static report_timing *find_or_add(report_bench *bench, const char *run_name) {
    report_timing timing = {.name = xstrdup(run_name), .conditioned_error = NAN, .accuracy = NAN};
    const bool good = split_name(&timing);
    const report_timing *known =
        good ? report_find_timing(bench, timing.impl, timing.workload, timing.mode) : NULL;
    if (!good || known) {
        free(timing.name);
        return known ? &bench->timings[known - bench->timings] : NULL;
    }
    bench->timings = xrealloc(bench->timings, (bench->count + 1) * sizeof *bench->timings);
    bench->timings[bench->count] = timing;
    return &bench->timings[bench->count++];
}

/* Reads one entry of "benchmarks": a repetition, an error, or an aggregate, which is skipped. */
static bool read_run(report_bench *bench, json_t *run, char *reason, size_t size) {
    const char *run_name, *run_type, *unit = "", *error_message = "no reason given";
    int failed = 0;
    double time = NAN, conditioned_error = NAN, accuracy = NAN;
    json_error_t error;
    if (json_unpack_ex(run, &error, 0, "{s:s, s:s, s?b, s?s, s?F, s?s, s?F, s?F}", "run_name",
                       &run_name, "run_type", &run_type, "error_occurred", &failed, "error_message",
                       &error_message, "real_time", &time, "time_unit", &unit, "conditioned_error",
                       &conditioned_error, "accuracy", &accuracy) != 0)
        return reject(reason, size, "%s", error.text);
    if (strcmp(run_type, "iteration") != 0) return true;
    report_timing *timing = find_or_add(bench, run_name);
    if (!timing) return reject(reason, size, "run_name '%s' is not IMPL/WORKLOAD/MODE", run_name);
    if (failed) {
        if (!timing->error) timing->error = error_message;
        return true;
    }
    const double seconds = time * seconds_per(unit);
    if (!(seconds > 0.0))
        return reject(reason, size, "real_time %g, time_unit '%s': not a time", time, unit);
    timing->conditioned_error = fmax(timing->conditioned_error, conditioned_error);
    timing->accuracy = accuracy;
    timing->seconds = xrealloc(timing->seconds, (timing->count + 1) * sizeof *timing->seconds);
    timing->seconds[timing->count++] = seconds;
    return true;
}

/* The runner's order is random; comparable timings become neighbours. */
static int compare_timings(const void *left, const void *right) {
    const report_timing *a = left, *b = right;
    const int workload = strcmp(a->workload, b->workload);
    const int mode = strcmp(a->mode, b->mode);
    return workload ? workload : mode ? mode : strcmp(a->impl, b->impl);
}

static bool read_bench(report_bench *bench, char *reason, size_t size) {
    bench->context = json_object_get(bench->root, "context");
    /* Google Benchmark writes custom context as text. */
    const char *schema = json_string_value(json_object_get(bench->context, "hmfbench_schema"));
    if (!schema || atoi(schema) != REPORT_SCHEMA)
        return reject(reason, size,
                      "context.hmfbench_schema is %s, this program reads %d; run ./hmf bench again",
                      schema ? schema : "missing", REPORT_SCHEMA);
    size_t index;
    json_t *run;
    char why[256];
    json_array_foreach(json_object_get(bench->root, "benchmarks"), index, run) {
        if (!read_run(bench, run, why, sizeof why))
            return reject(reason, size, "benchmarks[%zu]: %s", index, why);
    }
    if (bench->count == 0)
        return reject(reason, size, "no repetitions in it; run ./hmf bench again");
    qsort(bench->timings, bench->count, sizeof *bench->timings, compare_timings);
    return true;
}

bool report_load_bench(const char *path, report_bench *bench, char *message, size_t size) {
    char reason[512];
    *bench = (report_bench){.root = load_json(path, message, size)};
    if (!bench->root) return false;
    if (read_bench(bench, reason, sizeof reason)) return true;
    report_free_bench(bench);
    return reject(message, size, "%s: %s", path, reason);
}

void report_free_bench(report_bench *bench) {
    for (size_t i = 0; i < bench->count; i++) {
        free(bench->timings[i].name);
        free(bench->timings[i].seconds);
    }
    free(bench->timings);
    json_decref(bench->root);
    *bench = (report_bench){0};
}

/* ---- profiles -------------------------------------------------------------------------------- */

static int is_profile(const struct dirent *entry) {
    return strncmp(entry->d_name, "profile-", strlen("profile-")) == 0;
}

/* Adds the profile in that folder. Skips a folder without profile.json: its run has not finished.
 */
static bool add_profile(const char *folder, report_profiles *all, char *message, size_t size) {
    char *path = xasprintf("%s/profile.json", folder);
    const bool exists = access(path, F_OK) == 0;
    free(path);
    if (!exists) return true;
    all->profiles = xrealloc(all->profiles, (all->count + 1) * sizeof *all->profiles);
    if (!stored_profile_read(folder, &all->profiles[all->count], message, size)) return false;
    all->count++;
    return true;
}

bool report_load_profiles(const char *folder, report_profiles *profiles, char *message,
                          size_t size) {
    *profiles = (report_profiles){0};
    struct dirent **entries;
    const int count = scandir(folder, &entries, is_profile, alphasort);
    if (count < 0)
        return errno == ENOENT || reject(message, size, "%s: %s", folder, strerror(errno));
    bool good = true;
    for (int i = 0; i < count; i++) {
        char *path = xasprintf("%s/%s", folder, entries[i]->d_name);
        good = good && add_profile(path, profiles, message, size);
        free(path);
        free(entries[i]);
    }
    free(entries);
    if (!good) report_free_profiles(profiles);
    return good;
}

void report_free_profiles(report_profiles *profiles) {
    for (size_t i = 0; i < profiles->count; i++) stored_profile_free(&profiles->profiles[i]);
    free(profiles->profiles);
    *profiles = (report_profiles){0};
}

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

/* ---- all data of a report -------------------------------------------------------------------- */

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
