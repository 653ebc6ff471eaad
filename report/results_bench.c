/* results_bench.c: from Google Benchmark's JSON to repetitions. */
#include "results.h"

#include "json_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NaN for a unit that Google Benchmark does not know. */
static double seconds_per(const char *unit) {
    if (strcmp(unit, "ns") == 0) return 1e-9;
    if (strcmp(unit, "us") == 0) return 1e-6;
    if (strcmp(unit, "ms") == 0) return 1e-3;
    if (strcmp(unit, "s") == 0) return 1.0;
    return NAN;
}

/* Cuts IMPL/WORKLOAD/MODE, and what Google Benchmark appends to it, at the slashes. */
static bool split_name(report_timing *timing) {
    char *rest = timing->name;
    timing->impl = strsep(&rest, "/");
    timing->workload = strsep(&rest, "/");
    timing->mode = strsep(&rest, "/");
    return timing->mode && *timing->impl && *timing->workload && *timing->mode;
}

static report_timing *add_timing(report_bench *bench, const report_timing *timing) {
    report_timing *timings = realloc(bench->timings, (bench->count + 1) * sizeof *timings);
    if (!timings) return NULL;
    bench->timings = timings;
    bench->timings[bench->count] = *timing;
    return &bench->timings[bench->count++];
}

/* On failure reason is filled. */
static report_timing *find_or_add(report_bench *bench, const char *run_name, char *reason,
                                  size_t size) {
    report_timing timing = {.name = strdup(run_name), .conditioned_error = NAN, .accuracy = NAN};
    report_timing *found = NULL;
    if (!timing.name) {
        snprintf(reason, size, "out of memory");
    } else if (!split_name(&timing)) {
        snprintf(reason, size, "run_name '%s' is not IMPL/WORKLOAD/MODE", run_name);
    } else {
        const report_timing *known =
            report_find_timing(bench, timing.impl, timing.workload, timing.mode);
        if (!known && (found = add_timing(bench, &timing))) return found;
        if (known) found = &bench->timings[known - bench->timings];
        if (!found) snprintf(reason, size, "out of memory");
    }
    free(timing.name);
    return found;
}

static bool add_sample(report_timing *timing, double seconds) {
    double *samples = realloc(timing->seconds, (timing->count + 1) * sizeof *samples);
    if (!samples) return false;
    timing->seconds = samples;
    timing->seconds[timing->count++] = seconds;
    return true;
}

/* One entry of "benchmarks": a repetition, an aggregate (passed over) or an error. */
static bool read_run(report_bench *bench, json_t *run, char *reason, size_t size) {
    const char *run_name, *run_type, *unit = "", *error_message = "no reason given";
    int failed = 0;
    double time = NAN, conditioned_error = NAN, accuracy = NAN;
    json_error_t error;
    if (json_unpack_ex(run, &error, 0, "{s:s, s:s, s?b, s?s, s?F, s?s, s?F, s?F}", "run_name",
                       &run_name, "run_type", &run_type, "error_occurred", &failed, "error_message",
                       &error_message, "real_time", &time, "time_unit", &unit, "conditioned_error",
                       &conditioned_error, "accuracy", &accuracy) != 0) {
        snprintf(reason, size, "%s", error.text);
        return false;
    }
    if (strcmp(run_type, "iteration") != 0) return true;
    report_timing *timing = find_or_add(bench, run_name, reason, size);
    if (!timing) return false;
    if (failed) {
        if (!timing->error) timing->error = error_message;
        return true;
    }
    const double seconds = time * seconds_per(unit);
    if (!(seconds > 0.0)) {
        snprintf(reason, size, "real_time %g, time_unit '%s': not a time", time, unit);
        return false;
    }
    timing->conditioned_error = fmax(timing->conditioned_error, conditioned_error);
    timing->accuracy = accuracy;
    if (add_sample(timing, seconds)) return true;
    snprintf(reason, size, "out of memory");
    return false;
}

/* What can be compared stands together; the runner's order is random. */
static int compare_timings(const void *left, const void *right) {
    const report_timing *a = left, *b = right;
    const int workload = strcmp(a->workload, b->workload);
    const int mode = strcmp(a->mode, b->mode);
    return workload ? workload : mode ? mode : strcmp(a->impl, b->impl);
}

/* Google Benchmark writes all custom context as text. */
static bool check_schema(const json_t *context, const char *path, char *message, size_t size) {
    const char *schema = json_string_value(json_object_get(context, "hmfbench_schema"));
    if (schema && atoi(schema) == REPORT_SCHEMA) return true;
    snprintf(message, size,
             "%s: context.hmfbench_schema is %s, this program reads %d; run ./hmf bench again",
             path, schema ? schema : "missing", REPORT_SCHEMA);
    return false;
}

static bool read_bench(report_bench *bench, const char *path, char *message, size_t size) {
    bench->context = json_object_get(bench->root, "context");
    if (!check_schema(bench->context, path, message, size)) return false;
    size_t index;
    json_t *run;
    char reason[256];
    json_array_foreach(json_object_get(bench->root, "benchmarks"), index, run) {
        if (read_run(bench, run, reason, sizeof reason)) continue;
        snprintf(message, size, "%s: benchmarks[%zu]: %s", path, index, reason);
        return false;
    }
    if (bench->count == 0) {
        snprintf(message, size, "%s: no repetitions in it; run ./hmf bench again", path);
        return false;
    }
    qsort(bench->timings, bench->count, sizeof *bench->timings, compare_timings);
    return true;
}

bool report_load_bench(const char *path, report_bench *bench, char *message, size_t size) {
    *bench = (report_bench){.root = report_load_json(path, message, size)};
    if (!bench->root) return false;
    if (read_bench(bench, path, message, size)) return true;
    report_free_bench(bench);
    return false;
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
