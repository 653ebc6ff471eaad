/* SPDX-License-Identifier: MIT */
#include "headline.h"

#include "format.h"
#include "result_file.h"
#include "statistics.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static hmf_interval interval(const headline_timing *t) {
    return hmf_median_interval(t->samples, t->count, format_confidence);
}

/* Returns how many times faster a is than b; NaN if one could not run. */
static hmf_interval times_faster(const headline_timing *a, const headline_timing *b) {
    return hmf_ratio_interval(b->samples, b->count, a->samples, a->count, format_confidence);
}

static double median(const headline_timing *t) {
    return interval(t).median;
}

/* ---- text ------------------------------------------------------------------------------------ */

/* Prints text in a column of that width, followed by a blank. */
static void print_cell(const char *text, size_t width) {
    const size_t used = text_columns(text);
    printf("%s%*s ", text, (int)(used < width ? width - used : 0), "");
}

static void print_time(hmf_interval seconds, size_t width) {
    format_text text;
    print_cell(format_time(seconds, &text), width);
}

static void print_ratio(hmf_interval ratio, size_t width) {
    format_text text;
    print_cell(format_ratio(ratio, &text), width);
}

static const headline_rung *rung_of(const headline *h, const char *name) {
    for (size_t i = 0; name && i < h->rungs; i++)
        if (strcmp(h->rung[i].impl->name, name) == 0) return &h->rung[i];
    return NULL;
}

/* Returns the number of evaluations of the default grid after which the rung overtakes its
 * predecessor. 0: at once; NaN: never, because an evaluation does not significantly cost less, or
 * because there is no predecessor. */
static double pays_after(const headline *h, const headline_rung *r) {
    const headline_rung *before = rung_of(h, r->impl->builds_on);
    if (!before || !(interval(&r->warm).high < interval(&before->warm).low)) return NAN;
    const double setup = median(&r->setup) - median(&before->setup);
    return fmax(0.0, setup / (median(&before->warm) - median(&r->warm)));
}

static void print_pays_after(const headline *h, const headline_rung *r) {
    const double after = pays_after(h, r);
    format_text text;
    print_cell(isnan(after)  ? "-"
               : after < 1.0 ? "the first"
                             : format_count(ceil(after), &text),
               22);
}

static void print_ladder(const headline *h) {
    printf("%-12s %-10s %-30s %-30s %-36s %s\n", "rung", "clone", "cold", "warm",
           "cold, against the Python start", "against naive");
    for (size_t i = 0; i < h->rungs; i++) {
        const headline_rung *r = &h->rung[i];
        printf("%-12s %-10s ", r->impl->name, r->impl->clone ? r->impl->clone() : "-");
        print_time(interval(&r->cold), 30);
        print_time(interval(&r->warm), 30);
        print_ratio(times_faster(&r->cold, &h->start), 36);
        print_ratio(times_faster(&r->cold, &h->rung[0].cold), 0);
        putchar('\n');
    }
    printf("\n%-12s %-30s %12s   %-22s %s\n", "rung", "set-up (create, destroy)", "state, bytes",
           "pays after evaluations", "error (promised)");
    for (size_t i = 0; i < h->rungs; i++) {
        const headline_rung *r = &h->rung[i];
        printf("%-12s ", r->impl->name);
        print_time(interval(&r->setup), 30);
        printf("%12zu   ", r->memory);
        print_pays_after(h, r);
        printf("%.1e (%.0e)\n", r->error, r->impl->accuracy);
    }
}

/* Prints the set-up times of cosmologies that files already hold. */
static void print_found(const headline *h) {
    for (size_t i = 0; i < h->rungs; i++) {
        const headline_rung *r = &h->rung[i];
        format_text time, ratio;
        if (r->found.samples)
            printf("\n%s: set-up of a cosmology that its files hold: %s, %s as fast\n",
                   r->impl->name, format_time(interval(&r->found), &time),
                   format_ratio(times_faster(&r->found, &r->setup), &ratio));
    }
}

static hmf_interval scaled(hmf_interval i, double factor) {
    return (hmf_interval){i.median * factor, i.low * factor, i.high * factor, i.coverage};
}

static void print_line(const char *what, hmf_interval time, hmf_interval ratio, const char *of) {
    printf("  %-34s ", what);
    print_time(time, 30);
    print_ratio(ratio, 0);
    puts(of);
}

static void print_fastest(const headline *h) {
    const double grids = 1.0 / (double)h->chain.workload->ncosmology;
    const double cells = 1.0 / (double)(h->grid.nz * h->grid.nmass);
    const headline_timing *cold = &h->fastest->cold;
    printf("\n%s beyond the default workload:\n", h->fastest->impl->name);
    print_line("n_s other than 1, cold, per grid", scaled(interval(&h->chain_ns), grids),
               times_faster(&h->chain, &h->chain_ns), "the time of n_s = 1");
    print_line("one cell, cold", interval(&h->point), times_faster(cold, &h->point),
               "the default workload");
    print_line("64 cosmologies, cold, each", scaled(interval(&h->chain), grids),
               scaled(times_faster(cold, &h->chain), grids), "the default workload");
    print_line("a cell of survey, warm", scaled(interval(&h->survey), cells),
               times_faster(&h->light, &h->survey), "the speed of light");
    print_line("speed of light: exp2 and a store", scaled(interval(&h->light), cells),
               (hmf_interval){NAN, NAN, NAN, NAN}, "");
    print_line("through Python (ctypes), cold", interval(&h->ctypes),
               times_faster(&h->ctypes, &h->start), "as fast as the Python start");
    if (!h->threaded) return;
    printf("\n%s, against %s:\n", h->threaded->impl->name, h->fastest->impl->name);
    print_line("survey, warm", interval(&h->threaded_survey),
               times_faster(&h->threaded_survey, &h->survey), "as fast");
    print_line("default, cold", interval(&h->threaded->cold),
               times_faster(cold, &h->threaded->cold), "its time");
    print_line("point, cold", interval(&h->threaded_point),
               times_faster(&h->point, &h->threaded_point), "its time");
}

void headline_print(const headline *h) {
    format_text start;
    printf(
        "The workload \"default\": 5 redshifts, 200 masses; interleaved medians, 95 %% intervals.\n"
        "The Python start (bench/workshop_start.py) takes %s.\n\n",
        format_time(interval(&h->start), &start));
    print_ladder(h);
    print_found(h);
    print_fastest(h);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *timing_json(const headline_timing *t) {
    json_t *samples = json_array();
    for (size_t i = 0; i < t->count; i++) json_array_append_new(samples, json_real(t->samples[i]));
    const hmf_impl *impl = t->impl;
    const bool job = t->workload != NULL;
    const hmf_interval seconds = interval(t);
    return json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:f, s:[f, f], s:o}", "impl",
                     impl ? impl->name : NULL, "clone", impl ? hmf_clone_name(impl) : NULL,
                     "workload", job ? t->workload->name : NULL, "mode",
                     job ? hmf_mode_name(t->mode) : NULL, "what", t->what, "median", seconds.median,
                     "interval_95", seconds.low, seconds.high, "seconds", samples);
}

static json_t *rung_json(const headline *h, const headline_rung *r) {
    const double after = pays_after(h, r);
    json_t *rung =
        json_pack("{s:s, s:s?, s:s, s:f, s:f, s:I}", "impl", r->impl->name, "builds_on",
                  r->impl->builds_on, "clone", hmf_clone_name(r->impl), "conditioned_error",
                  r->error, "accuracy", r->impl->accuracy, "state_bytes", (json_int_t)r->memory);
    json_object_set_new(rung, "pays_after", isnan(after) ? json_null() : json_real(after));
    const double start = times_faster(&r->cold, &h->start).median;
    json_object_set_new(rung, "times_python_start", isnan(start) ? json_null() : json_real(start));
    json_object_set_new(rung, "times_naive",
                        json_real(times_faster(&r->cold, &h->rung[0].cold).median));
    return rung;
}

json_t *headline_json(const headline *h) {
    json_t *rungs = json_array(), *timings = json_array();
    for (size_t i = 0; i < h->rungs; i++) json_array_append_new(rungs, rung_json(h, &h->rung[i]));
    for (size_t i = 0; i < h->entered; i++)
        json_array_append_new(timings, timing_json(h->timings[i]));
    json_t *root = result_begin("headline", h->seed);
    json_object_set_new(root, "ladder", rungs);
    json_object_set_new(root, "timings", timings);
    return root;
}
