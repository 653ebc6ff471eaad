/* SPDX-License-Identifier: MIT */
/* profile.c: conclusions from the counts; the heading, functions, allocations and the summary. */
#include "profile.h"

#include "format.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* ---- times ----------------------------------------------------------------------------------- */

double profile_percent(uint64_t part, uint64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

double profile_samples_lost(const profile *p) {
    return fmax(0.0, 1.0 - (double)p->samples / (p->rate * p->seconds));
}

static double sampled_pass(const profile *p) {
    return p->passes ? p->seconds / (double)p->passes : 0.0;
}

static double plain_pass(const profile *p) {
    return p->plain_passes ? p->plain_seconds / (double)p->plain_passes : 0.0;
}

double profile_sampling_overhead(const profile *p) {
    return plain_pass(p) > 0.0 ? sampled_pass(p) / plain_pass(p) - 1.0 : 0.0;
}

double profile_counting_slowdown(const profile *p) {
    return plain_pass(p) > 0.0 ? p->counted_seconds / plain_pass(p) : 0.0;
}

/* ---- the heading ----------------------------------------------------------------------------- */

static const char *context_of(const profile *p, const char *key) {
    return hmf_context_value(p->context, p->context_count, key);
}

static void write_release(FILE *stream, const profile *p) {
    if (p->not_compared[0])
        fprintf(stream, "release     not compared: %s\n", p->not_compared);
    else
        fprintf(stream,
                "release     %" PRIu64 " instructions in the build " HMF_RELEASE_PRESET
                "; the profiled build takes %.3f times as many\n",
                p->release_instructions, profile_release_ratio(p));
}

static void write_warning(FILE *stream, const profile *p) {
    if (!profile_differs_from_release(p)) return;
    fprintf(stream,
            "\nWARNING: the profiled build takes %.2f times the instructions of the release build"
            " (%" PRIu64 " and %" PRIu64 ").\n"
            "Check a hot spot in the release build before optimising it:"
            " HMF_PRESET=" HMF_RELEASE_PRESET " ./hmf profile %s\n",
            profile_release_ratio(p), p->instructions, p->release_instructions, p->impl->name);
}

static void write_counted(FILE *stream, const profile *p) {
    if (p->not_counted[0]) {
        fprintf(stream, "not counted %s\n", p->not_counted);
        return;
    }
    fprintf(stream,
            "counted     %" PRIu64 " instructions (Ir) in 1 pass over variation 0, after a warm-up;"
            " %s callgrind, clone %s\n"
            "            simulated caches: first " PROFILE_L1 " (bytes, ways, line), last"
            " " PROFILE_LL "; predictor: valgrind's\n",
            p->instructions, p->counted_by, p->counted_clone);
    if (profile_counting_slowdown(p) > 0.0)
        fprintf(stream, "            callgrind makes a pass %.0f times as long\n",
                profile_counting_slowdown(p));
    write_release(stream, p);
    if (p->no_gcov[0])
        fprintf(stream, "no hits     %s\n", p->no_gcov);
    else
        fprintf(stream,
                "hits        by gcov; the calls of %zu functions are the same by both counts\n",
                p->gcov_checked);
}

static void write_sampled(FILE *stream, const profile *p) {
    if (p->not_sampled[0]) {
        fprintf(stream, "not sampled %s\n", p->not_sampled);
        return;
    }
    fprintf(stream,
            "sampled     %" PRIu64 " samples at %.0f Hz in %.1f s of processor time (%.0f expected,"
            " %.1f %% lost): %lu pass%s over inputs not seen before, clone %s\n",
            p->samples, p->rate, p->seconds, p->rate * p->seconds, 100.0 * profile_samples_lost(p),
            p->passes, p->passes == 1 ? "" : "es", p->sampled_clone);
    fprintf(stream, "            sampling changes the time of a pass by %+.1f %%, noise included\n",
            100.0 * profile_sampling_overhead(p));
    if (p->main_samples < p->samples)
        fprintf(stream,
                "threads     %.1f %% of the samples in the calling thread, %.1f %% in others\n",
                profile_percent(p->main_samples, p->samples),
                profile_percent(p->samples - p->main_samples, p->samples));
    if (!p->not_counted[0] && strcmp(p->counted_clone, p->sampled_clone) != 0)
        fprintf(stream, "            counts and samples are of different clones: compare their"
                        " shares with care\n");
    if (p->stripped && *p->stripped)
        fprintf(stream, "stripped    %s: their static functions have the nearest exported name\n",
                p->stripped);
}

static void write_counters(FILE *stream, const profile *p) {
    const char *missing = NULL;
    bool any = false;
    for (size_t i = 0; i < p->ncounters; i++) {
        const profile_counter *c = &p->counters[i];
        if (c->reason[0]) {
            missing = c->reason;
            continue;
        }
        fprintf(stream, "%s%.4g %s", any ? ", " : "counters    ",
                c->value / (double)p->plain_passes, c->name);
        any = true;
    }
    if (any) fputs(" a pass\n", stream);
    if (!missing) return;
    fputs(any ? "            not here: " : "no counters ", stream);
    const char *comma = "";
    for (size_t i = 0; i < p->ncounters; i++) {
        if (!p->counters[i].reason[0]) continue;
        fprintf(stream, "%s%s", comma, p->counters[i].name);
        comma = ", ";
    }
    fprintf(stream, " (%s)\n", missing);
}

void profile_write_heading(FILE *stream, const profile *p) {
    const hmf_workload *w = p->workload;
    fprintf(stream, "%s on %s (%s), %s: %s\n", p->impl->name, w->name, w->summary, p->mode,
            strcmp(p->mode, "cold") == 0 ? "create, evaluate and destroy" : "evaluate alone");
    fprintf(stream, "built by    %s with %s, GSL linked %s; libm: %s\n", context_of(p, "compiler"),
            context_of(p, "compiler_flags"), HMF_GSL_LINKED, context_of(p, "libm"));
    write_counted(stream, p);
    write_sampled(stream, p);
    write_counters(stream, p);
    if (p->no_allocations[0]) fprintf(stream, "allocations not counted: %s\n", p->no_allocations);
}

/* ---- functions ------------------------------------------------------------------------------- */

/* Writes "file.c:17(function)", or "libm.so.6(function)" without debug information. */
static void write_place(FILE *stream, const profile *p, const profile_function *f) {
    fputs(*f->file ? profile_paths_short(&p->lines.paths, f->file) : profile_basename(f->object),
          stream);
    if (*f->file && f->line) fprintf(stream, ":%lu", f->line);
    fprintf(stream, "(%s)", f->name);
}

/* Writes calls as cProfile does: "21/1" is 21 calls, one of them not recursive. */
static void write_calls(FILE *stream, const profile_function *f) {
    char calls[48];
    if (f->calls == f->primitive_calls)
        snprintf(calls, sizeof calls, "%" PRIu64, f->calls);
    else
        snprintf(calls, sizeof calls, "%" PRIu64 "/%" PRIu64, f->calls, f->primitive_calls);
    fprintf(stream, "%12s", calls);
}

static void write_per_call(FILE *stream, uint64_t instructions, uint64_t calls) {
    if (calls)
        fprintf(stream, " %9.4g", (double)instructions / (double)calls);
    else
        fprintf(stream, " %9s", "-");
}

/* Writes the sampled time of a part per pass. */
static void write_time(FILE *stream, const profile *p, uint64_t samples) {
    format_text text;
    const double part = p->samples ? (double)samples / (double)p->samples : NAN;
    format_seconds(part * sampled_pass(p), &text);
    fprintf(stream, " %*s%s", (int)(9 - text_columns(text.text)), "", text.text);
}

static void write_share(FILE *stream, uint64_t part, uint64_t whole) {
    if (whole)
        fprintf(stream, " %6.2f", profile_percent(part, whole));
    else
        fprintf(stream, " %6s", "-");
}

static void write_row(FILE *stream, const profile *p, const profile_function *f) {
    write_calls(stream, f);
    fprintf(stream, " %13" PRIu64, f->self.instructions);
    write_per_call(stream, f->self.instructions, f->calls);
    fprintf(stream, " %13" PRIu64, f->instructions_inclusive);
    write_per_call(stream, f->instructions_inclusive, f->primitive_calls);
    write_share(stream, f->self.instructions, p->instructions);
    write_share(stream, f->samples_self, p->samples);
    write_time(stream, p, f->samples_self);
    write_time(stream, p, f->samples_inclusive);
    fputs("  ", stream);
    write_place(stream, p, f);
    fputc('\n', stream);
}

void profile_write_functions(FILE *stream, const profile *p, size_t rows) {
    const profile_functions *functions = &p->functions;
    if (rows > functions->count) rows = functions->count;
    fprintf(stream, "%12s %13s %9s %13s %9s %6s %6s %9s %9s  %s\n", "ncalls", "Ir", "percall",
            "cum Ir", "percall", "Ir %", "time %", "tottime", "cumtime",
            "filename:lineno(function)");
    for (size_t i = 0; i < rows; i++) write_row(stream, p, &functions->rows[i]);
    if (rows < functions->count)
        fprintf(stream, "%12s and %zu more functions\n", "...", functions->count - rows);
    if (p->samples)
        fprintf(stream,
                "Ir: instructions, cum: with all callees; tottime and cumtime: sampled processor"
                " time per pass\n");
}

/* ---- allocations ----------------------------------------------------------------------------- */

void profile_write_allocations(FILE *stream, const profile *p) {
    uint64_t count = 0, bytes = 0;
    for (size_t i = 0; i < p->allocations.count; i++) {
        count += p->allocations.rows[i].count;
        bytes += p->allocations.rows[i].bytes;
    }
    fprintf(stream,
            "Allocations of 1 pass over variation 0, by gperftools: %" PRIu64 " of %" PRIu64
            " bytes together\n\n%10s %12s %10s %12s  %s\n",
            count, bytes, "count", "bytes", "kept", "kept bytes",
            "filename:lineno(function), for the nearest function with debug information");
    for (size_t i = 0; i < p->allocations.count; i++) {
        const heap_call *a = &p->allocations.rows[i];
        fprintf(stream, "%10" PRIu64 " %12" PRIu64 " %10" PRIu64 " %12" PRIu64 "  ", a->count,
                a->bytes, a->kept, a->kept_bytes);
        if (*a->file)
            fprintf(stream, "%s:%lu", profile_paths_short(&p->lines.paths, a->file), a->line);
        fprintf(stream, "(%s)", a->function);
        if (strcmp(a->function, a->caller) != 0) fprintf(stream, ", for %s", a->caller);
        fputc('\n', stream);
    }
}

/* ---- the summary ----------------------------------------------------------------------------- */

enum { PLACES = 3 };

/* Compares by time if there are samples, otherwise by instructions. */
static bool matters_more(const profile_part *a, const profile_part *b) {
    return a->all_samples ? a->samples > b->samples : a->self.instructions > b->self.instructions;
}

static profile_part part_of(const profile *p, const profile_cost *self, uint64_t samples) {
    return (profile_part){*self, samples, p->instructions, p->samples};
}

static profile_part function_part(const profile *p, size_t i) {
    const profile_function *f = &p->functions.rows[i];
    return part_of(p, &f->self, f->samples_self);
}

static profile_part line_part(const profile *p, size_t i) {
    const profile_line *line = &p->lines.rows[i];
    return part_of(p, &line->self, line->samples_self);
}

/* Fills first[] with the indices of the most important parts; returns their number. */
static size_t find_first(const profile *p, size_t count,
                         profile_part (*part)(const profile *, size_t), size_t first[PLACES]) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const profile_part candidate = part(p, i);
        size_t at = found;
        while (at > 0) {
            const profile_part other = part(p, first[at - 1]);
            if (!matters_more(&candidate, &other)) break;
            at--;
        }
        if (at == PLACES) continue;
        if (found < PLACES) found++;
        for (size_t j = found - 1; j > at; j--) first[j] = first[j - 1];
        first[at] = i;
    }
    return found;
}

static void write_part(FILE *stream, const profile_part *part) {
    if (part->all_samples)
        fprintf(stream, "  %5.1f %% of time", profile_percent(part->samples, part->all_samples));
    if (part->all_instructions)
        fprintf(stream, "  %5.1f %% of Ir",
                profile_percent(part->self.instructions, part->all_instructions));
    fprintf(stream, "  by %-32s  ", profile_bottleneck(part));
}

void profile_write_summary(FILE *stream, const profile *p) {
    size_t first[PLACES];
    fprintf(stream,
            "the functions and lines with the most %s of their own, and their bottlenecks\n",
            p->samples ? "time" : "instructions");
    size_t count = find_first(p, p->functions.count, function_part, first);
    for (size_t i = 0; i < count; i++) {
        const profile_part part = function_part(p, first[i]);
        write_part(stream, &part);
        write_place(stream, p, &p->functions.rows[first[i]]);
        fputc('\n', stream);
    }
    fputc('\n', stream);
    count = find_first(p, p->lines.count, line_part, first);
    for (size_t i = 0; i < count; i++) {
        const profile_line *line = &p->lines.rows[first[i]];
        const profile_part part = line_part(p, first[i]);
        write_part(stream, &part);
        fprintf(stream, "%s:%lu\n", profile_paths_short(&p->lines.paths, line->file), line->line);
    }
    write_warning(stream, p);
}
