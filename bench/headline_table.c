/* headline_table.c: medians and ratios with their 95 % intervals, for people and for programs. */
#include "headline_table.h"

#include "result_json.h"
#include "statistics.h"
#include "time_unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static hmf_interval interval(const headline_entry *entry) {
    const hmf_contestant *c = entry->contestant;
    return hmf_median_interval(c ? c->samples : NULL, c ? c->count : 0, 0.95);
}

/* How often a goes into b: how many times faster a is. */
static hmf_interval times_faster(const headline_entry *a, const headline_entry *b) {
    const hmf_contestant *x = a->contestant, *y = b->contestant;
    if (!x || !y) return (hmf_interval){NAN, NAN, NAN, NAN};
    return hmf_ratio_interval(y->samples, y->count, x->samples, x->count, 0.95);
}

static double median(const headline_entry *entry) {
    return interval(entry).median;
}

/* ---- text ------------------------------------------------------------------------------------ */

typedef struct {
    char text[128];
} words;

static words time_words(hmf_interval seconds) {
    words w = {"-"};
    if (isnan(seconds.median)) return w;
    const hmf_time_unit unit = hmf_time_unit_of(seconds.median);
    snprintf(w.text, sizeof w.text, "%.4g %s [%.4g, %.4g]", seconds.median / unit.seconds,
             unit.name, seconds.low / unit.seconds, seconds.high / unit.seconds);
    return w;
}

/* Thousands apart, three digits or so: 5,310,000. */
static words count_words(double value) {
    words w = {"-"};
    if (isnan(value)) return w;
    if (value < 1000.0) {
        snprintf(w.text, sizeof w.text, "%.3g", value);
        return w;
    }
    const double step = pow(10.0, floor(log10(value)) - 2.0);
    char digits[40];
    snprintf(digits, sizeof digits, "%.0f", round(value / step) * step);
    const size_t length = strlen(digits);
    size_t out = 0;
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) w.text[out++] = ',';
        w.text[out++] = digits[i];
    }
    w.text[out] = '\0';
    return w;
}

static words ratio_words(hmf_interval ratio) {
    words w = {"-"};
    if (isnan(ratio.median)) return w;
    snprintf(w.text, sizeof w.text, "%.32s [%.32s, %.32s]", count_words(ratio.median).text,
             count_words(ratio.low).text, count_words(ratio.high).text);
    return w;
}

static const headline_rung *rung_of(const headline *h, const char *name) {
    for (size_t i = 0; name && i < h->rungs; i++)
        if (strcmp(h->rung[i].impl->name, name) == 0) return &h->rung[i];
    return NULL;
}

/* After how many evaluations of the default grid the rung is ahead of the one that it builds on:
 * its set-up costs more, each evaluation less. 0: at once; NaN: never, for an evaluation does not
 * surely cost less, or there is none before. */
static double pays_after(const headline *h, const headline_rung *r) {
    const headline_rung *before = rung_of(h, r->impl->builds_on);
    if (!before || !(interval(&r->warm).high < interval(&before->warm).low)) return NAN;
    const double setup = median(&r->setup) - median(&before->setup);
    return fmax(0.0, setup / (median(&before->warm) - median(&r->warm)));
}

static void print_ladder(const headline *h) {
    printf("%-12s %-10s %-26s %-26s %-34s %s\n", "rung", "clone", "cold", "warm",
           "cold, times the Python start", "times naive");
    for (size_t i = 0; i < h->rungs; i++) {
        const headline_rung *r = &h->rung[i];
        printf("%-12s %-10s %-26s %-26s %-34s %s\n", r->impl->name,
               r->impl->clone ? r->impl->clone() : "-", time_words(interval(&r->cold)).text,
               time_words(interval(&r->warm)).text,
               ratio_words(times_faster(&r->cold, &h->start)).text,
               ratio_words(times_faster(&r->cold, &h->rung[0].cold)).text);
    }
    printf("\n%-12s %-26s %12s   %-22s %s\n", "rung", "set-up (create, destroy)", "state, bytes",
           "pays after evaluations", "error (promised)");
    for (size_t i = 0; i < h->rungs; i++) {
        const headline_rung *r = &h->rung[i];
        const double after = pays_after(h, r);
        printf("%-12s %-26s %12zu   %-22s %.1e (%.0e)\n", r->impl->name,
               time_words(interval(&r->setup)).text, r->memory,
               isnan(after)  ? "-"
               : after < 1.0 ? "the first"
                             : count_words(ceil(after)).text,
               r->error, r->impl->accuracy);
    }
}

/* What is kept in files: what it costs to find it there. */
static void print_found(const headline *h) {
    for (size_t i = 0; i < h->rungs; i++) {
        const headline_rung *r = &h->rung[i];
        if (!r->found.contestant) continue;
        printf("\n%s: set-up of a cosmology that its files hold: %s, %s times faster\n",
               r->impl->name, time_words(interval(&r->found)).text,
               ratio_words(times_faster(&r->found, &r->setup)).text);
    }
}

static hmf_interval scaled(hmf_interval i, double factor) {
    return (hmf_interval){i.median * factor, i.low * factor, i.high * factor, i.coverage};
}

static void print_line(const char *what, words time, hmf_interval ratio, const char *of) {
    printf("  %-34s %-28s %s %s\n", what, time.text, ratio_words(ratio).text, of);
}

static void print_fastest(const headline *h) {
    const double cosmologies = (double)h->chain.workload->ncosmology;
    const double cells = (double)(h->grid.nz * h->grid.nmass);
    const headline_entry *cold = &h->fastest->cold;
    printf("\n%s beyond the default job:\n", h->fastest->impl->name);
    print_line("n_s other than 1, cold, per grid",
               time_words(scaled(interval(&h->chain_ns), 1.0 / cosmologies)),
               times_faster(&h->chain, &h->chain_ns), "times that of n_s = 1");
    print_line("one cell, cold", time_words(interval(&h->point)), times_faster(cold, &h->point),
               "of the default job");
    print_line("64 cosmologies, cold, each",
               time_words(scaled(interval(&h->chain), 1.0 / cosmologies)),
               scaled(times_faster(cold, &h->chain), 1.0 / cosmologies), "of the default job");
    print_line("a cell of survey, warm", time_words(scaled(interval(&h->survey), 1.0 / cells)),
               times_faster(&h->light, &h->survey), "times the speed of light");
    print_line("speed of light: exp2 and a store",
               time_words(scaled(interval(&h->light), 1.0 / cells)),
               (hmf_interval){NAN, NAN, NAN, NAN}, "");
    print_line("through Python (ctypes), cold", time_words(interval(&h->ctypes)),
               times_faster(&h->ctypes, &h->start), "times faster than the Python start");
    if (!h->threaded) return;
    printf("\n%s, against %s:\n", h->threaded->impl->name, h->fastest->impl->name);
    print_line("survey, warm", time_words(interval(&h->threaded_survey)),
               times_faster(&h->threaded_survey, &h->survey), "times as fast");
    print_line("default, cold", time_words(interval(&h->threaded->cold)),
               times_faster(cold, &h->threaded->cold), "of its time");
    print_line("point, cold", time_words(interval(&h->threaded_point)),
               times_faster(&h->point, &h->threaded_point), "of its time");
}

void headline_print(const headline *h) {
    const words start = time_words(interval(&h->start));
    printf(
        "The job \"default\": 5 redshifts, 200 masses; medians and 95 %% intervals, all in turns.\n"
        "The Python start (bench/workshop_start.py) takes %s.\n\n",
        start.text);
    print_ladder(h);
    print_found(h);
    print_fastest(h);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *entry_json(const headline_entry *entry) {
    const hmf_contestant *c = entry->contestant;
    json_t *samples = json_array();
    for (size_t i = 0; i < c->count; i++) json_array_append_new(samples, json_real(c->samples[i]));
    const hmf_impl *impl = entry->impl;
    const bool job = entry->workload != NULL;
    const hmf_interval seconds = interval(entry);
    return json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:f, s:[f, f], s:o}", "impl",
                     impl ? impl->name : NULL, "clone", impl ? hmf_clone_name(impl) : NULL,
                     "workload", job ? entry->workload->name : NULL, "mode",
                     job ? hmf_mode_name(entry->mode) : NULL, "what", entry->what, "median",
                     seconds.median, "interval_95", seconds.low, seconds.high, "seconds", samples);
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
        json_array_append_new(timings, entry_json(h->entries[i]));
    json_t *root = hmf_result_begin("headline", h->seed);
    json_object_set_new(root, "ladder", rungs);
    json_object_set_new(root, "timings", timings);
    return root;
}
