/* write_profile.c: a profile as text and as JSON. */
#include "write_profile.h"

#include "result_json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* How many samples the rate makes of the passes' time, and the share of them that is missing: the
 * kernel delivers no more than one profile signal at a time. Where the host takes time away from a
 * virtual machine there may be more samples than expected, since ticks count whole. */
static double expected(const profile *p) {
    return p->rate * p->seconds;
}

static double lost(const profile *p) {
    return fmax(0.0, 1.0 - (double)p->samples / expected(p));
}

static double percent(uint64_t part, uint64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

/* ---- text ------------------------------------------------------------------------------------ */

void profile_write_heading(FILE *stream, const profile *p) {
    const hmf_workload *w = p->workload;
    fprintf(stream, "%s on %s (%s), %s: %s\n", p->impl->name, w->name, w->summary, p->mode,
            strcmp(p->mode, "cold") == 0 ? "create, evaluate and destroy" : "evaluate alone");
    fprintf(stream, "built by    %s with %s, GSL linked %s\n",
            hmf_context_value(p->context, p->context_count, "compiler"),
            hmf_context_value(p->context, p->context_count, "compiler_flags"), HMF_GSL_LINKED);
    fprintf(stream,
            "counted     %" PRIu64 " instructions (Ir) in 1 pass over variation 0, after a warm-up;"
            " %s callgrind, clone %s\n",
            p->instructions, p->counted_by, p->counted_clone);
    if (p->not_sampled[0])
        fprintf(stream, "not sampled %s\n", p->not_sampled);
    else
        fprintf(stream,
                "sampled     %" PRIu64
                " samples at %.0f Hz in %.1f s of processor time (%.0f expected,"
                " %.1f %% lost): %lu pass%s over inputs not seen before, clone %s\n",
                p->samples, p->rate, p->seconds, expected(p), 100.0 * lost(p), p->passes,
                p->passes == 1 ? "" : "es", p->sampled_clone);
}

/* As cProfile does: "21/1" is 21 calls of which 1 was not recursive. */
static void write_calls(FILE *stream, const profile_function *f) {
    char calls[48];
    if (f->calls == f->primitive_calls)
        snprintf(calls, sizeof calls, "%" PRIu64, f->calls);
    else
        snprintf(calls, sizeof calls, "%" PRIu64 "/%" PRIu64, f->calls, f->primitive_calls);
    fprintf(stream, "%12s", calls);
}

static void write_place(FILE *stream, const profile_function *f) {
    if (!*f->file)
        fprintf(stream, "(%s)", profile_basename(f->object));
    else if (f->line)
        fprintf(stream, "(%s:%lu)", profile_basename(f->file), f->line);
    else
        fprintf(stream, "(%s)", profile_basename(f->file));
}

static void write_row(FILE *stream, const profile *p, const profile_function *f) {
    write_calls(stream, f);
    fprintf(stream, " %14" PRIu64 " %6.2f %14" PRIu64 " %6.2f ", f->instructions_self,
            percent(f->instructions_self, p->instructions), f->instructions_inclusive,
            percent(f->instructions_inclusive, p->instructions));
    if (p->not_sampled[0])
        fprintf(stream, "%8s", "-");
    else
        fprintf(stream, "%8.2f", percent(f->samples_self, p->samples));
    fprintf(stream, "  %s ", f->name);
    write_place(stream, f);
    fputc('\n', stream);
}

void profile_write_table(FILE *stream, const profile *p, size_t rows) {
    const profile_functions *functions = &p->functions;
    if (rows > functions->count) rows = functions->count;
    fprintf(stream, "%12s %14s %6s %14s %6s %8s  %s\n", "ncalls", "Ir self", "%", "Ir inclusive",
            "%", "sampled%", "function (file:line)");
    for (size_t i = 0; i < rows; i++) write_row(stream, p, &functions->rows[i]);
    if (rows < functions->count)
        fprintf(stream, "%12s and %zu more functions\n", "...", functions->count - rows);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *function_json(const profile_function *f) {
    return json_pack("{s:s, s:s, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "name", f->name, "file",
                     f->file, "line", (json_int_t)f->line, "object", f->object, "calls",
                     (json_int_t)f->calls, "primitive_calls", (json_int_t)f->primitive_calls,
                     "instructions_self", (json_int_t)f->instructions_self,
                     "instructions_inclusive", (json_int_t)f->instructions_inclusive,
                     "samples_self", (json_int_t)f->samples_self, "samples_inclusive",
                     (json_int_t)f->samples_inclusive);
}

static json_t *functions_json(const profile *p) {
    json_t *functions = json_array();
    for (size_t i = 0; i < p->functions.count; i++)
        if (json_array_append_new(functions, function_json(&p->functions.rows[i])) != 0)
            return json_decref(functions), NULL;
    return functions;
}

static json_t *sampled_json(const profile *p) {
    if (p->not_sampled[0]) return json_null();
    return json_pack("{s:s, s:s, s:I, s:f, s:f, s:I, s:f}", "tool", "gperftools", "clone",
                     p->sampled_clone, "samples", (json_int_t)p->samples, "rate_hz", p->rate,
                     "seconds", p->seconds, "passes", (json_int_t)p->passes, "lost", lost(p));
}

bool profile_write_json(FILE *stream, const profile *p) {
    json_t *root = hmf_result_begin("profile", p->seed);
    json_t *rest = json_pack(
        "{s:s, s:s, s:s, s:{s:s, s:s, s:s, s:I, s:i}, s:o, s:o}", "implementation", p->impl->name,
        "workload", p->workload->name, "mode", p->mode, "counted", "tool", "callgrind", "version",
        p->counted_by, "clone", p->counted_clone, "instructions", (json_int_t)p->instructions,
        "calls_profiled", 1, "sampled", sampled_json(p), "functions", functions_json(p));
    if (json_object_update(root, rest) != 0) {
        json_decref(root);
        root = NULL;
    }
    json_decref(rest);
    if (root && p->not_sampled[0] &&
        json_object_set_new(root, "not_sampled", json_string(p->not_sampled)) != 0) {
        json_decref(root);
        return false;
    }
    const bool written = root && json_dumpf(root, stream, JSON_INDENT(2)) == 0;
    json_decref(root);
    return written && fputc('\n', stream) != EOF;
}
