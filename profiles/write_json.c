/* SPDX-License-Identifier: MIT */
/* write_json.c: profile.json. */
#include "die.h"
#include "profile.h"
#include "result_file.h"

#include <string.h>

/* A row is NULL if one of its texts is not UTF-8. */
static void append(json_t *rows, json_t *row) {
    if (!row) die(EXIT_ERROR, "profile.json: the name of a function or file is not UTF-8");
    json_array_append_new(rows, row);
}

static void put_cost(json_t *row, const profile_cost *cost) {
    json_t *counts = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I}", "instructions_self", (json_int_t)cost->instructions,
        "data_accesses", (json_int_t)cost->accesses, "first_cache_misses",
        (json_int_t)cost->l1_misses, "last_cache_misses", (json_int_t)cost->ll_misses, "branches",
        (json_int_t)cost->branches, "mispredicted", (json_int_t)cost->mispredicted);
    json_object_update(row, counts);
    json_decref(counts);
}

static json_t *function_json(const profile_function *f) {
    json_t *row = json_pack(
        "{s:s, s:s, s:I, s:s, s:I, s:I, s:I, s:I, s:I}", "name", f->name, "file", f->file, "line",
        (json_int_t)f->line, "object", f->object, "calls", (json_int_t)f->calls, "primitive_calls",
        (json_int_t)f->primitive_calls, "instructions_inclusive",
        (json_int_t)f->instructions_inclusive, "samples_self", (json_int_t)f->samples_self,
        "samples_inclusive", (json_int_t)f->samples_inclusive);
    put_cost(row, &f->self);
    return row;
}

static json_t *line_json(const profile_line *line, const char *text) {
    json_t *row = json_pack(
        "{s:s, s:I, s:s, s:s?, s:I, s:I, s:I, s:o?}", "file", line->file, "line",
        (json_int_t)line->line, "text", text, "function", line->function, "instructions_inclusive",
        (json_int_t)line->instructions_inclusive, "samples_self", (json_int_t)line->samples_self,
        "samples_inclusive", (json_int_t)line->samples_inclusive, "hits",
        line->hits ? json_integer((json_int_t)line->hits) : NULL);
    put_cost(row, &line->self);
    return row;
}

static json_t *allocation_json(const heap_call *a) {
    return json_pack("{s:s, s:s, s:I, s:s, s:I, s:I, s:I, s:I}", "function", a->function, "file",
                     a->file, "line", (json_int_t)a->line, "caller", a->caller, "count",
                     (json_int_t)a->count, "bytes", (json_int_t)a->bytes, "kept",
                     (json_int_t)a->kept, "kept_bytes", (json_int_t)a->kept_bytes);
}

static json_t *functions_json(const profile *p) {
    json_t *functions = json_array();
    for (size_t i = 0; i < p->functions.count; i++)
        append(functions, function_json(&p->functions.rows[i]));
    return functions;
}

/* Leaves out the text of a source that is not UTF-8. */
static json_t *lines_json(const profile *p) {
    json_t *lines = json_array();
    source_text source = {0};
    for (size_t i = 0; i < p->lines.count; i++) {
        const profile_line *line = &p->lines.rows[i];
        if (i == 0 || strcmp(line->file, line[-1].file) != 0) {
            source_text_free(&source);
            source = source_text_read(line->file);
        }
        json_t *row = line_json(line, source_text_line(&source, line->line));
        append(lines, row ? row : line_json(line, ""));
    }
    source_text_free(&source);
    return lines;
}

static json_t *allocations_json(const profile *p) {
    if (p->no_allocations[0]) return NULL;
    json_t *allocations = json_array();
    for (size_t i = 0; i < p->allocations.count; i++)
        append(allocations, allocation_json(&p->allocations.rows[i]));
    return allocations;
}

static json_t *counted_json(const profile *p) {
    if (p->not_counted[0]) return NULL;
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:i, s:f, s:b, s:I}", "tool", "callgrind",
                     "version", p->counted_by, "clone", p->counted_clone, "instructions",
                     (json_int_t)p->instructions, "instructions_in_stacks",
                     (json_int_t)profile_stacks_total(&p->counted_stacks), "calls_profiled", 1,
                     "slowdown", profile_counting_slowdown(p), "has_hits", p->no_gcov[0] == '\0',
                     "hits_checked", (json_int_t)p->gcov_checked);
}

static json_t *sampled_json(const profile *p) {
    if (p->not_sampled[0]) return NULL;
    return json_pack("{s:s, s:s, s:I, s:I, s:f, s:f, s:I, s:f, s:f, s:s}", "tool", "gperftools",
                     "clone", p->sampled_clone, "samples", (json_int_t)p->samples, "main_samples",
                     (json_int_t)p->main_samples, "rate_hz", p->rate, "seconds", p->seconds,
                     "passes", (json_int_t)p->passes, "lost", profile_samples_lost(p), "overhead",
                     profile_sampling_overhead(p), "stripped", p->stripped ? p->stripped : "");
}

static json_t *release_json(const profile *p) {
    if (p->not_compared[0]) return NULL;
    return json_pack("{s:s, s:I, s:f, s:b}", "preset", HMF_RELEASE_PRESET, "instructions",
                     (json_int_t)p->release_instructions, "ratio", profile_release_ratio(p),
                     "differs", profile_differs_from_release(p));
}

/* Returns the counters for one pass, null for missing ones. */
static json_t *counters_json(const profile *p) {
    json_t *counters = json_object();
    for (size_t i = 0; i < p->ncounters; i++) {
        const profile_counter *c = &p->counters[i];
        json_object_set_new(counters, c->name,
                            c->reason[0] ? json_null()
                                         : json_real(c->value / (double)p->plain_passes));
    }
    return counters;
}

/* Adds the reasons why profilers were left out. */
static void put_reasons(json_t *root, const profile *p) {
    const struct {
        const char *key, *reason;
    } reasons[] = {{"not_counted", p->not_counted},
                   {"not_compared", p->not_compared},
                   {"no_hits", p->no_gcov},
                   {"not_sampled", p->not_sampled},
                   {"no_allocations", p->no_allocations}};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].reason[0])
            json_object_set_new(root, reasons[i].key, json_string(reasons[i].reason));
}

void profile_write_json(FILE *stream, const profile *p) {
    json_t *root = result_begin("profile", p->seed);
    json_t *rest = json_pack(
        "{s:s, s:s, s:s, s:o?, s:o?, s:o?, s:o, s:o, s:o, s:o?}", "implementation", p->impl->name,
        "workload", p->workload->name, "mode", p->mode, "counted", counted_json(p), "release",
        release_json(p), "sampled", sampled_json(p), "counters", counters_json(p), "functions",
        functions_json(p), "lines", lines_json(p), "allocations", allocations_json(p));
    json_object_update(root, rest);
    json_decref(rest);
    put_reasons(root, p);
    json_dumpf(root, stream, JSON_INDENT(1));
    fputc('\n', stream);
    json_decref(root);
}
