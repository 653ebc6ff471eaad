/* SPDX-License-Identifier: MIT */
/*
 * binaries.c: compares two Google Benchmark programs.
 *
 * A draw is six runs in fresh processes: the base, the new program and a copy of the base in random
 * order, then the same in reverse. A benchmark's time on a side is the mean of its two. The layout
 * of a program is the same in every draw and may itself cause a difference, so the margin is wider
 * than for builds.
 */
#include "clock.h"
#include "die.h"
#include "gate_run.h"
#include "pairing.h"
#include "work.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- draws ----------------------------------------------------------------------------------- */

static void fill_sample(const pairing *p, size_t i, gate_sample *sample) {
    const double *sum = p->sum[i];
    *sample = (gate_sample){NAN, NAN, NAN};
    if (p->report->comparisons[i].outcome != GATE_OPEN) return;
    sample->ratio = log(sum[PAIRING_NEW] / sum[PAIRING_OLD]);
    sample->control = log(sum[PAIRING_COPY] / sum[PAIRING_OLD]);
    sample->base_seconds = 0.5 * sum[PAIRING_OLD];
}

static void draw(void *data, size_t number, gate_sample *const *samples) {
    (void)number;
    pairing *p = data;
    int order[PAIRING_SIDES] = {PAIRING_OLD, PAIRING_NEW, PAIRING_COPY};
    gsl_ran_shuffle(p->rng, order, PAIRING_SIDES, sizeof *order);
    memset(p->sum, 0, p->report->count * sizeof *p->sum);
    for (int k = 0; k < 2 * PAIRING_SIDES; k++)
        pairing_run(p, order[k < PAIRING_SIDES ? k : 2 * PAIRING_SIDES - 1 - k], samples);
    for (size_t i = 0; i < p->report->count; i++)
        if (samples[i]) fill_sample(p, i, samples[i]);
}

/* Discards the samples of comparisons that were abandoned. */
static void forget_broken_rounds(gate_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        gate_comparison *c = &report->comparisons[i];
        bool broken = false;
        for (int round = 0; round < 2; round++) {
            const size_t draws = c->round[round].draws;
            broken |= draws > 0 && isnan(c->round[round].ratio[draws - 1]);
        }
        if (broken) memset(c->round, 0, sizeof c->round);
    }
}

static void make_draws(pairing *p) {
    const gate_options *o = p->options;
    const gate_plan plan = {.level = o->level, .most = o->most, .seconds = o->seconds};
    const gate_source source = {.data = p, .draw = draw};
    gate_draw_rounds(p->report->comparisons, p->report->count, &plan, &source);
    forget_broken_rounds(p->report);
}

/* ---- the benchmarks of both ------------------------------------------------------------------ */

/* Asks for the list. Dies unless it has benchmarks, except if the new program fails. */
static gbench_end ask(pairing *p, int side, gbench_list *list) {
    const gbench_end end = gbench_ask(&p->program[side], list);
    if (end == GBENCH_BROKE && side == PAIRING_NEW) return end;
    if (end != GBENCH_RAN) pairing_give_up(p, side);
    if (list->count == 0)
        pairing_fail("%s, %s, lists no benchmarks: is it a Google Benchmark program?",
                     p->program[side].role, p->path[side]);
    return end;
}

/* Keeps the beginning and the end of a name, which holds the parameters. */
static void shorten(char *text, size_t size, const char *name) {
    const size_t length = strlen(name), head = size / 2 - 2, tail = size - head - 4;
    if (length < size)
        memcpy(text, name, length + 1);
    else
        snprintf(text, size, "%.*s...%s", (int)head, name, name + length - tail);
}

static gate_comparison *add(pairing *p, const char *name) {
    const size_t i = p->report->count++;
    gate_comparison *c = &p->report->comparisons[i];
    *c = (gate_comparison){.margin = p->options->margin};
    p->name[i] = xstrdup(name);
    shorten(c->name, sizeof c->name, name);
    return c;
}

static void make_room(pairing *p, size_t count) {
    p->report->comparisons = xcalloc(count, sizeof *p->report->comparisons);
    p->name = xcalloc(count, sizeof *p->name);
    p->sum = xcalloc(count, sizeof *p->sum);
    p->argument = xcalloc(count, sizeof *p->argument);
    p->which = xcalloc(count, sizeof *p->which);
}

/* Returns whether a name that is listed several times has been added already. */
static bool is_added(const pairing *p, const gbench_list *list, const char *name) {
    if (gbench_times_listed(list, name) < 2) return false;
    for (size_t i = 0; i < p->report->count; i++)
        if (strcmp(p->name[i], name) == 0) return true;
    return false;
}

static void add_old(pairing *p, const gbench_list *old) {
    for (size_t i = 0; i < old->count; i++) {
        const char *name = old->name[i];
        if (!gate_options_want(p->options, name) || is_added(p, old, name)) continue;
        gate_comparison *c = add(p, name);
        if (gbench_times_listed(old, name) > 1)
            gate_settle(c, GATE_NOT_COMPARED, "several benchmarks of the base have this name");
    }
    if (p->report->count == 0)
        pairing_fail("--filter matches no benchmark of the base, %s", p->path[PAIRING_OLD]);
}

static void add_new(pairing *p, const gbench_list *old, const gbench_list *new) {
    for (size_t i = 0; i < new->count; i++) {
        const char *name = new->name[i];
        if (gate_options_want(p->options, name) && gbench_times_listed(old, name) == 0 &&
            !is_added(p, new, name))
            gate_settle(add(p, name), GATE_NOT_COMPARED, "new: not in the base");
    }
}

/* Settles a comparison by how often its name is in both lists. A benchmark has vanished if the base
 * timed it, or has several of that name, and the new program has none. */
static void match_one(gate_comparison *c, size_t old_times, size_t new_times) {
    const bool timed = c->outcome != GATE_NOT_COMPARED;
    if (new_times == 0 && (timed || old_times > 1))
        gate_settle(c, GATE_VANISHED, "missing from the new program");
    else if (new_times > 1 && timed)
        gate_settle(c, GATE_VANISHED, "several benchmarks of the new program have this name");
    else if (new_times > 1 && old_times > 1)
        gate_settle(c, GATE_NOT_COMPARED, "several benchmarks of both programs have this name");
}

static void match(pairing *p, const gbench_list *old, const gbench_list *new) {
    size_t common = 0;
    for (size_t i = 0; i < p->report->count; i++) {
        const size_t times = gbench_times_listed(new, p->name[i]);
        common += times > 0;
        match_one(&p->report->comparisons[i], gbench_times_listed(old, p->name[i]), times);
    }
    if (common == 0)
        pairing_fail("%s and %s have no benchmark in common%s", p->path[PAIRING_OLD],
                     p->path[PAIRING_NEW], p->options->has_filter ? " that matches --filter" : "");
}

/* ---- the first runs -------------------------------------------------------------------------- */

static void drop(pairing *p, size_t i) {
    const size_t after = --p->report->count - i;
    gate_comparison *c = &p->report->comparisons[i];
    free(p->name[i]);
    memmove(&p->name[i], &p->name[i + 1], after * sizeof *p->name);
    memmove(c, c + 1, after * sizeof *c);
}

/* Drops listed names that did not run: other lines that a program prints with its list. */
static void drop_unrun(pairing *p, size_t count, const gbench_results *results) {
    size_t dropped = 0;
    char first[64] = "";
    for (size_t k = count; k-- > 0;) {
        if (gbench_find(results, p->argument[k])) {
            pairing_take(p, PAIRING_OLD, p->which[k], results);
            continue;
        }
        dropped++;
        shorten(first, sizeof first, p->argument[k]);
        drop(p, p->which[k]);
    }
    if (dropped > 0)
        gate_note(&p->report->notes,
                  "omitted lines of the base's list that are no benchmarks: %zu line%s, the first "
                  "\"%s\"",
                  dropped, dropped == 1 ? "" : "s", first);
}

/* Returns whether the base times only single iterations. */
static bool is_hasty(const pairing *p) {
    return p->report->count > 0 &&
           gate_report_tally(p->report, GATE_INCONCLUSIVE) == p->report->count;
}

static void try_base(pairing *p) {
    gbench_results results = {0};
    const double start = hmf_now();
    const size_t count = pairing_collect(p, NULL);
    const gbench_end end = gbench_run(&p->program[PAIRING_OLD], p->argument, count, &results);
    p->seconds = hmf_now() - start;
    if (end == GBENCH_RAN) drop_unrun(p, count, &results);
    gbench_free(&results);
    p->has_timed = true;
    pairing_set_limits(p);
    if (end != GBENCH_RAN) pairing_give_up(p, PAIRING_OLD);
    if (is_hasty(p))
        pairing_fail("the base, %s, ignores --benchmark_min_time: %s: %s", p->path[PAIRING_OLD],
                     p->name[0], p->report->comparisons[0].reason);
    if (p->report->count == 0)
        pairing_fail("the base, %s, ran none of the benchmarks that it lists: "
                     "is it a Google Benchmark program?",
                     p->path[PAIRING_OLD]);
}

/* Collects the comparisons that were not made because the base does not time a benchmark. */
static size_t collect_untimed(pairing *p, const gbench_list *old, const gbench_list *new) {
    size_t count = 0;
    for (size_t i = 0; i < p->report->count; i++) {
        if (p->report->comparisons[i].outcome != GATE_NOT_COMPARED ||
            gbench_times_listed(old, p->name[i]) != 1 || gbench_times_listed(new, p->name[i]) != 1)
            continue;
        p->argument[count] = p->name[i];
        p->which[count++] = i;
    }
    return count;
}

/* Adds to the reason whether the new program times a benchmark that the base does not time. */
static void compare_untimed(pairing *p, size_t i, const gbench_results *results) {
    gate_comparison *c = &p->report->comparisons[i];
    char reason[sizeof c->reason];
    snprintf(reason, sizeof reason, "%s", c->reason);
    gate_settle(c, GATE_NOT_COMPARED, "%s: %s",
                isnan(pairing_time(p, i, results).seconds) ? "timed by neither program" : "new",
                reason);
}

static void try_untimed(pairing *p, const gbench_list *old, const gbench_list *new) {
    gbench_results results = {0};
    const size_t count = collect_untimed(p, old, new);
    if (count == 0) return;
    const gbench_end end = gbench_run(&p->program[PAIRING_NEW], p->argument, count, &results);
    if (end == GBENCH_RAN)
        for (size_t k = 0; k < count; k++) compare_untimed(p, p->which[k], &results);
    gbench_free(&results);
    if (end == GBENCH_BROKE)
        gate_note(&p->report->notes,
                  "the new program, run with the benchmarks that the base does not time, %s",
                  p->program[PAIRING_NEW].reason);
    if (end == GBENCH_FAILED) pairing_give_up(p, PAIRING_NEW);
}

static bool times_all(const pairing *p, size_t count, const gbench_results *results) {
    for (size_t k = 0; k < count; k++)
        if (isnan(pairing_time(p, p->which[k], results).seconds)) return false;
    return true;
}

/* Runs the copy once. A program that finds its libraries or its data relative to its own file may
 * fail or skip benchmarks elsewhere. */
static void try_copy(pairing *p) {
    gbench_results results = {0};
    const size_t count = pairing_collect(p, NULL);
    if (count == 0) return;
    pairing_name_copy(p);
    const bool runs =
        gate_copy_file(p->path[PAIRING_OLD], p->path[PAIRING_COPY]) &&
        gbench_run(&p->program[PAIRING_COPY], p->argument, count, &results) == GBENCH_RAN &&
        times_all(p, count, &results);
    gbench_free(&results);
    if (runs) return;
    strcpy(p->path[PAIRING_COPY], p->path[PAIRING_OLD]);
    gate_note(&p->report->notes,
              "a copy of the base fails in another folder: the base itself is used as the copy");
}

static void settle_all(pairing *p, const char *reason) {
    if (pairing_collect(p, NULL) == 0) gate_note(&p->report->notes, "the new program %s", reason);
    for (size_t i = 0; i < p->report->count; i++)
        if (p->report->comparisons[i].outcome == GATE_OPEN)
            gate_settle(&p->report->comparisons[i], GATE_WRONG, "the new program %s", reason);
}

/* Version 1.9.0 stopped dividing the real time of a benchmark by its threads, for example. */
static void note_versions(pairing *p) {
    const char *old = p->program[PAIRING_OLD].version, *new = p->program[PAIRING_NEW].version;
    if (*old && *new &&strcmp(old, new) != 0)
        gate_note(&p->report->notes,
                  "the versions of Google Benchmark differ, %s in the base and %s in the new "
                  "program: they may measure differently",
                  old, new);
}

static void note_budget(pairing *p) {
    const double round = VERDICT_FIRST_LOOK * 2 * PAIRING_SIDES * p->seconds;
    if (pairing_collect(p, NULL) > 0 && round > p->options->seconds)
        gate_note(
            &p->report->notes,
            "%d draws, the minimum, take about %.0f s, but --budget is %.0f s; use --filter or "
            "--min-time to shorten them",
            VERDICT_FIRST_LOOK, round, p->options->seconds);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void set_metric(pairing *p) {
    size_t real = 0;
    for (size_t i = 0; i < p->report->count; i++) real += pairing_is_real(p, p->name[i]);
    p->report->metric = real == p->report->count ? "real time"
                        : real == 0              ? "cpu time"
                                                 : "cpu or real time";
}

static void compare_lists(pairing *p, const gbench_list *old, const gbench_list *new,
                          gbench_end new_end) {
    make_room(p, old->count + new->count);
    add_old(p, old);
    try_base(p);
    if (new_end != GBENCH_RAN) {
        settle_all(p, p->program[PAIRING_NEW].reason);
        return;
    }
    match(p, old, new);
    add_new(p, old, new);
    if (p->options->list) return;
    try_untimed(p, old, new);
    pairing_run(p, PAIRING_NEW, NULL);
    try_copy(p);
    note_versions(p);
    note_budget(p);
    make_draws(p);
}

void gate_compare_binaries(const gate_options *options, gate_report *report) {
    pairing p = {.options = options, .report = report, .rng = gsl_rng_alloc(gsl_rng_mt19937)};
    gbench_list old = {0}, new = {0};
    if (!p.rng) die(EXIT_ERROR, "out of memory");
    gsl_rng_set(p.rng, options->seed);
    report->metric = "time";
    pairing_set_programs(&p);
    ask(&p, PAIRING_OLD, &old);
    compare_lists(&p, &old, &new, ask(&p, PAIRING_NEW, &new));
    set_metric(&p);
    gbench_list_free(&old);
    gbench_list_free(&new);
    for (size_t i = 0; i < report->count; i++) free(p.name[i]);
    free(p.name);
    free(p.sum);
    free(p.argument);
    free(p.which);
    gsl_rng_free(p.rng);
}
