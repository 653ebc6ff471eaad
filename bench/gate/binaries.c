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
#include "gbench_program.h"
#include "rounds_of_draws.h"
#include "text.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLD, NEW, COPY, SIDES };

typedef struct {
    const gate_options *options;
    gate_report *report;
    gbench_program program[SIDES];
    char path[SIDES][PATH_MAX];
    gbench_list old, new;    /* the lists of both                                  */
    const char **name;       /* [report->count] whole names, of these lists        */
    double (*sum)[SIDES];    /* [report->count] seconds of a benchmark in a draw   */
    const char **argument;   /* [report->count] names for the next run             */
    size_t *which;           /* [report->count] their comparisons                  */
    double seconds;          /* of one run of the base with all benchmarks         */
    bool has_timed;          /* the base has run once                              */
    bool noted_brief[SIDES]; /* a note says that its runs are too short            */
    gsl_rng *rng;
} pairing;

/* Dies with the reason, escaped for the terminal. */
__attribute__((format(printf, 1, 2))) static _Noreturn void fail(const char *format, ...) {
    char text[2 * PATH_MAX + 512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s: ", program_name());
    text_write_escaped(stderr, text, NULL);
    fputc('\n', stderr);
    exit(EXIT_ERROR);
}

/* Dies with the reason for which the last run of that side failed. */
static _Noreturn void give_up(const pairing *p, int side) {
    fail("%s, %s, %s", p->program[side].role, p->path[side], p->program[side].reason);
}

/* ---- programs -------------------------------------------------------------------------------- */

static const double first_limit = 600.0, later_limit = 60.0; /* seconds */
static const double later_times = 20.0;                      /* the time of the base */

static double limit_for(double seconds) {
    const char *text = getenv("HMF_GATE_LIMIT");
    const double set = text ? strtod(text, NULL) : 0.0;
    return set > 0.0 ? set : seconds;
}

/* Makes the path absolute, so that a copy's path can have the same length. */
static void set_path(char path[PATH_MAX], const char *given) {
    char folder[PATH_MAX / 2];
    if (*given == '/' || !getcwd(folder, sizeof folder))
        snprintf(path, PATH_MAX, "%s", given);
    else
        snprintf(path, PATH_MAX, "%s/%.*s", folder, PATH_MAX / 2 - 2, given);
}

static void set_programs(pairing *p) {
    static const char *const roles[SIDES] = {"the base", "the new program", "the copy of the base"};
    set_path(p->path[OLD], p->options->base);
    set_path(p->path[NEW], p->options->head);
    for (int side = 0; side < SIDES; side++)
        p->program[side] = (gbench_program){.role = roles[side],
                                            .path = p->path[side],
                                            .min_time = p->options->min_time,
                                            .limit = limit_for(first_limit)};
}

/* Keeps path lengths equal, because the length of argv[0] shifts the stack. */
static void name_copy(pairing *p) {
    const size_t folder = strlen(gate_work()), wanted = strlen(p->path[OLD]);
    size_t length = wanted > folder + 2 ? wanted - folder - 1 : 1;
    if (length > NAME_MAX) length = NAME_MAX;
    char name[NAME_MAX + 1];
    memset(name, 'c', length);
    name[length] = '\0';
    snprintf(p->path[COPY], PATH_MAX, "%s/%s", gate_work(), name);
}

/* ---- one run --------------------------------------------------------------------------------- */

static bool is_real(const pairing *p, const char *name) {
    return p->options->metric == GATE_METRIC_AUTO ? gbench_says_real(name)
                                                  : p->options->metric == GATE_METRIC_REAL;
}

static gbench_time time_of(const pairing *p, size_t i, const gbench_results *results) {
    return gbench_time_of(results, p->name[i], is_real(p, p->name[i]), p->options->min_time);
}

/* Returns the outcome if a run of that side does not time a benchmark. The base has timed it
 * before, unless this is its first run; too short a run is a failed measurement. */
static gate_outcome outcome_without(const pairing *p, int side, const gbench_time *time) {
    if (side == NEW) return GATE_VANISHED;
    return p->has_timed || time->brief ? GATE_INCONCLUSIVE : GATE_NOT_COMPARED;
}

/* Adds the time of comparison i in a run of that side, or settles the comparison if the run has no
 * time for it. */
static void take(pairing *p, int side, size_t i, const gbench_results *results) {
    const gbench_time time = time_of(p, i, results);
    const char *role = p->program[side].role;
    if (isnan(time.seconds)) {
        gate_settle(&p->report->comparisons[i], outcome_without(p, side, &time), "%s %s", role,
                    time.why);
        return;
    }
    p->sum[i][side] += time.seconds;
    if (!time.brief || p->noted_brief[side] || side == COPY) return;
    p->noted_brief[side] = true;
    gate_note(&p->report->notes, "%s has a minimum time of its own: \"%.64s\": it %s", role,
              p->name[i], time.why);
}

/* Adds a comparison to the next run, which has `count` so far. */
static void collect(pairing *p, size_t i, size_t *count) {
    p->argument[*count] = p->name[i];
    p->which[(*count)++] = i;
}

/* Collects the open comparisons, only those with a sample unless samples is NULL. Returns their
 * number. */
static size_t collect_open(pairing *p, gate_sample *const *samples) {
    size_t count = 0;
    for (size_t i = 0; i < p->report->count; i++)
        if (p->report->comparisons[i].outcome == GATE_OPEN && (!samples || samples[i]))
            collect(p, i, &count);
    return count;
}

/* Returns whether the new program fails with that benchmark alone. */
static bool fails_alone(pairing *p, size_t k) {
    gbench_results ignored;
    const gbench_end end = gbench_run(&p->program[NEW], &p->argument[k], 1, &ignored);
    gbench_free(&ignored);
    return end != GBENCH_RAN;
}

/* Finds the benchmarks with which the new program fails, after a run of all of them has failed:
 * runs each alone, as long as there is time. */
static void find_failing(pairing *p, size_t count) {
    const gbench_program *program = &p->program[NEW];
    char together[sizeof program->reason];
    const double end = hmf_now() + p->options->seconds;
    size_t found = 0;
    snprintf(together, sizeof together, "%s", program->reason);
    for (size_t k = 0; k < count; k++) {
        gate_comparison *c = &p->report->comparisons[p->which[k]];
        if (hmf_now() > end) {
            gate_settle(c, GATE_INCONCLUSIVE,
                        "the new program fails, and no time was left to try this alone");
        } else if (count == 1 || fails_alone(p, k)) {
            gate_settle(c, GATE_WRONG, "%s %s", program->role, program->reason);
            found++;
        }
    }
    for (size_t k = 0; found == 0 && k < count; k++)
        gate_settle(&p->report->comparisons[p->which[k]], GATE_WRONG,
                    "%s, run together with others, %s", program->role, together);
}

/* Runs the open comparisons once on that side and takes the times. Settles the benchmarks with
 * which the new program fails. Dies if another side fails. */
static void run_side(pairing *p, int side, gate_sample *const *samples) {
    for (size_t count; (count = collect_open(p, samples)) > 0;) {
        gbench_results results;
        const gbench_end end = gbench_run(&p->program[side], p->argument, count, &results);
        for (size_t k = 0; end == GBENCH_RAN && k < count; k++)
            take(p, side, p->which[k], &results);
        gbench_free(&results);
        if (end == GBENCH_RAN) return;
        if (side != NEW || end != GBENCH_BROKE) give_up(p, side);
        find_failing(p, count);
    }
}

/* ---- draws ----------------------------------------------------------------------------------- */

static void draw(void *data, size_t number, gate_sample *const *samples) {
    (void)number;
    pairing *p = data;
    int order[SIDES] = {OLD, NEW, COPY};
    gsl_ran_shuffle(p->rng, order, SIDES, sizeof *order);
    memset(p->sum, 0, p->report->count * sizeof *p->sum);
    for (int k = 0; k < 2 * SIDES; k++)
        run_side(p, order[k < SIDES ? k : 2 * SIDES - 1 - k], samples);
    for (size_t i = 0; i < p->report->count; i++) {
        const double *sum = p->sum[i];
        if (!samples[i]) continue;
        *samples[i] = (gate_sample){NAN, NAN, NAN};
        if (p->report->comparisons[i].outcome == GATE_OPEN)
            *samples[i] =
                (gate_sample){log(sum[NEW] / sum[OLD]), log(sum[COPY] / sum[OLD]), 0.5 * sum[OLD]};
    }
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

/* ---- the benchmarks of both ------------------------------------------------------------------ */

/* Asks for the list. Dies unless it has benchmarks, except if the new program fails. */
static gbench_end ask(pairing *p, int side, gbench_list *list) {
    const gbench_end end = gbench_ask(&p->program[side], list);
    if (end == GBENCH_BROKE && side == NEW) return end;
    if (end != GBENCH_RAN) give_up(p, side);
    if (list->count == 0)
        fail("%s, %s, lists no benchmarks: is it a Google Benchmark program?",
             p->program[side].role, p->path[side]);
    return end;
}

/* Returns how often the name is among the first `count` of the list. */
static size_t times_among(const gbench_list *list, size_t count, const char *name) {
    size_t times = 0;
    for (size_t i = 0; i < count; i++) times += strcmp(list->name[i], name) == 0;
    return times;
}

static size_t times_in(const gbench_list *list, const char *name) {
    return times_among(list, list->count, name);
}

/* Returns whether the options select that name, and it is not a repeated one. */
static bool is_wanted(const pairing *p, const gbench_list *list, size_t i) {
    return gate_options_want(p->options, list->name[i]) && times_among(list, i, list->name[i]) == 0;
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
    gate_comparison *c = &p->report->comparisons[p->report->count];
    p->name[p->report->count++] = name;
    c->margin = p->options->margin;
    shorten(c->name, sizeof c->name, name);
    return c;
}

static void add_old(pairing *p) {
    const size_t most = p->old.count + p->new.count;
    p->report->comparisons = xcalloc(most, sizeof *p->report->comparisons);
    p->name = xcalloc(most, sizeof *p->name);
    p->sum = xcalloc(most, sizeof *p->sum);
    p->argument = xcalloc(most, sizeof *p->argument);
    p->which = xcalloc(most, sizeof *p->which);
    for (size_t i = 0; i < p->old.count; i++) {
        const char *name = p->old.name[i];
        if (!is_wanted(p, &p->old, i)) continue;
        gate_comparison *c = add(p, name);
        if (times_in(&p->old, name) > 1)
            gate_settle(c, GATE_NOT_COMPARED, "several benchmarks of the base have this name");
    }
    if (p->report->count == 0) fail("--filter matches no benchmark of the base, %s", p->path[OLD]);
}

static void add_new(pairing *p) {
    for (size_t i = 0; i < p->new.count; i++)
        if (is_wanted(p, &p->new, i) && times_in(&p->old, p->new.name[i]) == 0)
            gate_settle(add(p, p->new.name[i]), GATE_NOT_COMPARED, "new: not in the base");
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

static void match(pairing *p) {
    size_t common = 0;
    for (size_t i = 0; i < p->report->count; i++) {
        const size_t times = times_in(&p->new, p->name[i]);
        common += times > 0;
        match_one(&p->report->comparisons[i], times_in(&p->old, p->name[i]), times);
    }
    if (common == 0)
        fail("%s and %s have no benchmark in common%s", p->path[OLD], p->path[NEW],
             p->options->has_filter ? " that matches --filter" : "");
}

/* ---- the first runs -------------------------------------------------------------------------- */

static void drop(pairing *p, size_t i) {
    const size_t after = --p->report->count - i;
    gate_comparison *c = &p->report->comparisons[i];
    memmove(&p->name[i], &p->name[i + 1], after * sizeof *p->name);
    memmove(c, c + 1, after * sizeof *c);
    memset(&p->report->comparisons[p->report->count], 0, sizeof *c);
}

/* Drops listed names that did not run: other lines that a program prints with its list. */
static void drop_unrun(pairing *p, size_t count, const gbench_results *results) {
    size_t dropped = 0;
    char first[64] = "";
    for (size_t k = count; k-- > 0;) {
        if (gbench_find(results, p->argument[k])) {
            take(p, OLD, p->which[k], results);
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

static void try_base(pairing *p) {
    gbench_results results;
    const double start = hmf_now();
    const size_t count = collect_open(p, NULL);
    const gbench_end end = gbench_run(&p->program[OLD], p->argument, count, &results);
    p->seconds = hmf_now() - start;
    if (end != GBENCH_RAN) give_up(p, OLD);
    drop_unrun(p, count, &results);
    gbench_free(&results);
    p->has_timed = true;
    for (int side = 0; side < SIDES; side++)
        p->program[side].limit = limit_for(later_limit + later_times * p->seconds);
    const gate_report *r = p->report;
    if (r->count == 0)
        fail("the base, %s, ran none of the benchmarks that it lists: "
             "is it a Google Benchmark program?",
             p->path[OLD]);
    if (gate_report_tally(r, GATE_INCONCLUSIVE) == r->count) /* all single iterations */
        fail("the base, %s, ignores --benchmark_min_time: %s: %s", p->path[OLD], p->name[0],
             r->comparisons[0].reason);
}

/* Runs the new program with the benchmarks that the base does not time, and adds to their reasons
 * whether it times them. */
static void try_untimed(pairing *p) {
    gbench_results results;
    gate_report *r = p->report;
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++)
        if (r->comparisons[i].outcome == GATE_NOT_COMPARED && times_in(&p->old, p->name[i]) == 1 &&
            times_in(&p->new, p->name[i]) == 1)
            collect(p, i, &count);
    if (count == 0) return;
    const gbench_end end = gbench_run(&p->program[NEW], p->argument, count, &results);
    for (size_t k = 0; end == GBENCH_RAN && k < count; k++) {
        gate_comparison *c = &r->comparisons[p->which[k]];
        const bool timed = !isnan(time_of(p, p->which[k], &results).seconds);
        char *reason = xstrdup(c->reason);
        gate_settle(c, GATE_NOT_COMPARED, "%s: %s", timed ? "new" : "timed by neither program",
                    reason);
        free(reason);
    }
    gbench_free(&results);
    if (end == GBENCH_FAILED) give_up(p, NEW);
    if (end == GBENCH_BROKE)
        gate_note(&r->notes,
                  "the new program, run with the benchmarks that the base does not time, %s",
                  p->program[NEW].reason);
}

/* Runs the copy once. A program that finds its libraries or its data relative to its own file may
 * fail or skip benchmarks elsewhere; then the base itself serves as the copy. */
static void try_copy(pairing *p) {
    gbench_results results = {0};
    const size_t count = collect_open(p, NULL);
    if (count == 0) return;
    name_copy(p);
    bool runs = gate_copy_file(p->path[OLD], p->path[COPY]) &&
                gbench_run(&p->program[COPY], p->argument, count, &results) == GBENCH_RAN;
    for (size_t k = 0; runs && k < count; k++)
        runs = !isnan(time_of(p, p->which[k], &results).seconds);
    gbench_free(&results);
    if (runs) return;
    strcpy(p->path[COPY], p->path[OLD]);
    gate_note(&p->report->notes,
              "a copy of the base fails in another folder: the base itself is used as the copy");
}

static void settle_all(pairing *p, const char *reason) {
    const size_t count = collect_open(p, NULL);
    if (count == 0) gate_note(&p->report->notes, "the new program %s", reason);
    for (size_t k = 0; k < count; k++)
        gate_settle(&p->report->comparisons[p->which[k]], GATE_WRONG, "the new program %s", reason);
}

/* Version 1.9.0 stopped dividing the real time of a benchmark by its threads, for example. */
static void note_versions(pairing *p) {
    const char *old = p->program[OLD].version, *new = p->program[NEW].version;
    if (*old && *new &&strcmp(old, new) != 0)
        gate_note(&p->report->notes,
                  "the versions of Google Benchmark differ, %s in the base and %s in the new "
                  "program: they may measure differently",
                  old, new);
}

static void note_budget(pairing *p) {
    const double round = VERDICT_FIRST_LOOK * 2 * SIDES * p->seconds;
    if (collect_open(p, NULL) > 0 && round > p->options->seconds)
        gate_note(
            &p->report->notes,
            "%d draws, the minimum, take about %.0f s, but --budget is %.0f s; use --filter or "
            "--min-time to shorten them",
            VERDICT_FIRST_LOOK, round, p->options->seconds);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static const char *metric_of(const pairing *p) {
    size_t real = 0;
    for (size_t i = 0; i < p->report->count; i++) real += is_real(p, p->name[i]);
    if (real == 0) return "cpu time";
    return real == p->report->count ? "real time" : "cpu or real time";
}

static void compare(pairing *p, gbench_end new_end) {
    add_old(p);
    try_base(p);
    if (new_end != GBENCH_RAN) {
        settle_all(p, p->program[NEW].reason);
        return;
    }
    match(p);
    add_new(p);
    if (p->options->list) return;
    try_untimed(p);
    run_side(p, NEW, NULL);
    try_copy(p);
    note_versions(p);
    note_budget(p);
    gate_draw_rounds(p->report->comparisons, p->report->count, p->options, draw, p);
    forget_broken_rounds(p->report);
}

void gate_compare_binaries(const gate_options *options, gate_report *report) {
    pairing p = {.options = options, .report = report, .rng = gsl_rng_alloc(gsl_rng_mt19937)};
    if (!p.rng) die(EXIT_ERROR, "out of memory");
    gsl_rng_set(p.rng, options->seed);
    set_programs(&p);
    ask(&p, OLD, &p.old);
    compare(&p, ask(&p, NEW, &p.new));
    report->metric = metric_of(&p);
    gbench_list_free(&p.old);
    gbench_list_free(&p.new);
    free(p.name);
    free(p.sum);
    free(p.argument);
    free(p.which);
    gsl_rng_free(p.rng);
}
