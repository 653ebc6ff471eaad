/* SPDX-License-Identifier: MIT */
/* race.c: times racers in turns and compares their times. */
#include "clock.h"
#include "die.h"
#include "tournament.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const judge_mode_names[] = {"cold", "warm"};

/* Time for one racer in one run (seconds). Entries get more, because they are compared with one
 * another. `naive` takes 0.05 s for a question. */
static const double rung_seconds = 0.03, entry_seconds = 0.2;

/* Racers that take longer for a question (seconds) get one at a time, so that the others answer the
 * same question soon after. */
static const double long_seconds = 1e-3;

enum { TURN = 6, NULL_RACER = 0 };

/* Own times below this fraction of the null submission's time cannot be measured. */
static const double least_part = 0.02;

static double *seconds_of(const judge_race *r, size_t run, size_t i) {
    return r->seconds + (run * r->count + i) * r->questions->count;
}

/* ---- one call -------------------------------------------------------------------------------- */

/* Disqualifies a racer. Returns false. */
static bool disqualify(judge_racer *x, const judge_finding *found) {
    x->out = true;
    x->found = *found;
    return false;
}

static bool is_checked(const judge_racer *x) {
    return x->kind == JUDGE_WORKER_ENTRY || x->kind == JUDGE_WORKER_RUNG;
}

static bool ask(const judge_race *r, judge_worker *c, const hmf_truth_grid *grid,
                judge_finding *found) {
    if (r->mode == JUDGE_COLD) return judge_worker_ask(c, JUDGE_MASS_FUNCTION, grid, found);
    if (!judge_worker_ask(c, JUDGE_CREATE, grid, found) ||
        !judge_worker_ask(c, JUDGE_EVALUATE, grid, found))
        return false;
    const double seconds = c->seconds;
    const bool good = judge_worker_ask(c, JUDGE_DESTROY, grid, found);
    c->seconds = seconds;
    return good;
}

static bool call(const judge_race *r, judge_racer *x, judge_worker *c, size_t question,
                 double *seconds) {
    const hmf_truth_grid *grid = &r->questions->grids[question];
    judge_finding found = {0};
    if (!ask(r, c, grid, &found)) return disqualify(x, &found);
    if (is_checked(x) && !judge_accuracy_add(&x->answers, grid, c->answer, &found))
        return disqualify(x, &found);
    seconds[question] = c->seconds;
    return true;
}

/* ---- one run --------------------------------------------------------------------------------- */

/* State of a racer in a run. */
typedef struct {
    judge_worker worker;
    size_t quota;    /* questions that it has time for                 */
    double shortest; /* seconds of a question, including the overhead  */
} lane;

/* State of a run. */
typedef struct {
    lane *lanes;               /* [count]                                 */
    size_t *order, *questions; /* of racers and questions in this run     */
} field;

static void start_racer(const judge_race *r, judge_racer *x, judge_worker *c) {
    judge_finding found = {0};
    const judge_worker_plan plan = {
        .kind = x->kind,
        .name = x->name,
        .module = x->module,
        .threads = x->threads,
        .spinning = !r->threads,
    };
    if (!judge_worker_start(c, r->machine, &plan, &found)) {
        disqualify(x, &found);
    } else if (x->kind == JUDGE_WORKER_ENTRY && c->shared.answer->flags != x->flags) {
        judge_finding_set(&found, JUDGE_INCONSISTENT, "its descriptor now has different flags");
        disqualify(x, &found);
    }
}

/* Asks a racer questions [first, last), within its quota. Returns false if it is disqualified. */
static bool take_turn(const judge_race *r, size_t i, field *f, size_t first, size_t last,
                      double *seconds) {
    judge_racer *x = &r->racers[i];
    lane *l = &f->lanes[i];
    judge_worker *c = &l->worker;
    judge_finding found = {0};
    if (!judge_worker_wake(c, true, &found)) return disqualify(x, &found);
    for (size_t k = first; k < last && k < l->quota; k++) {
        const double start = hmf_now();
        if (!call(r, x, c, f->questions[k], seconds)) return false;
        l->shortest = fmin(l->shortest, hmf_now() - start);
    }
    return judge_worker_wake(c, false, &found) || disqualify(x, &found);
}

/* Asks questions [first, last) of all slow racers, or of all others. */
static void play_round(judge_race *r, size_t run, field *f, size_t first, size_t last, bool slow) {
    judge_random_shuffle(r->machine->random, JUDGE_ORDER, f->order, r->count);
    for (size_t k = 0; k < r->count; k++) {
        const size_t i = f->order[k];
        const lane *l = &f->lanes[i];
        const bool is_slow = isfinite(l->shortest) && l->shortest > long_seconds;
        if (is_slow != slow || r->racers[i].out || first >= l->quota) continue;
        if (!take_turn(r, i, f, first, last, seconds_of(r, run, i)))
            judge_worker_end(
                &f->lanes[i].worker); /* a disqualified worker must not keep a core busy */
    }
}

static void play_turns(judge_race *r, size_t run, field *f, size_t first, size_t last) {
    play_round(r, run, f, first, last, false);
    for (size_t k = first; k < last; k++) play_round(r, run, f, k, k + 1, true);
}

static void play_run(judge_race *r, size_t run, field *f) {
    const size_t questions = r->questions->count;
    judge_random_shuffle(r->machine->random, JUDGE_ORDER, f->order, r->count);
    judge_random_shuffle(r->machine->random, JUDGE_ORDER, f->questions, questions);
    for (size_t i = 0; i < r->count; i++)
        if (!r->racers[f->order[i]].out)
            start_racer(r, &r->racers[f->order[i]], &f->lanes[f->order[i]].worker);
    for (size_t first = 0; first < questions; first += TURN)
        play_turns(r, run, f, first, first + TURN < questions ? first + TURN : questions);
    for (size_t i = 0; i < r->count; i++)
        if (f->lanes[i].worker.answer) judge_worker_end(&f->lanes[i].worker);
}

/* Sets the number of questions each racer has time for. The null submission answers all. */
static void set_quotas(const judge_race *r, field *f) {
    const double all = (double)r->questions->count;
    for (size_t i = 0; i < r->count; i++) {
        const double time = r->racers[i].kind == JUDGE_WORKER_ENTRY ? entry_seconds : rung_seconds;
        f->lanes[i].quota = (size_t)fmin(fmax(time / f->lanes[i].shortest, 1.0), all);
    }
    f->lanes[NULL_RACER].quota = r->questions->count;
}

/* ---- the race -------------------------------------------------------------------------------- */

static void print_progress(const judge_race *r, size_t run) {
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[Ktiming %s cosmology, %s%s%s: run %zu of %zu",
                judge_question_set_names[r->set], judge_mode_names[r->mode],
                r->large ? ", large grid" : "", r->threads ? ", threads" : "", run, r->runs);
}

void judge_race_run(judge_race *r) {
    const size_t count = (r->runs + 1) * r->count * r->questions->count;
    field f = {
        .lanes = xcalloc(r->count, sizeof *f.lanes),
        .order = xmalloc(r->count * sizeof *f.order),
        .questions = xmalloc(r->questions->count * sizeof *f.questions),
    };
    for (size_t i = 0; i < r->questions->count; i++) f.questions[i] = i;
    r->seconds = xmalloc(count * sizeof *r->seconds);
    for (size_t i = 0; i < count; i++) r->seconds[i] = NAN;
    for (size_t i = 0; i < r->count; i++) {
        f.order[i] = i, f.lanes[i].quota = 1, f.lanes[i].shortest = HUGE_VAL;
        if (r->racers[i].answers.worst.cells == 0) r->racers[i].answers = judge_accuracy_begin();
    }
    judge_machine_pin(r->machine, !r->threads);
    /* An additional run comes first, stored last: it only measures how many questions there is time
     * for. */
    for (size_t k = 0; k <= r->runs; k++) {
        print_progress(r, k);
        play_run(r, k == 0 ? r->runs : k - 1, &f);
        set_quotas(r, &f);
        if (r->racers[NULL_RACER].out)
            die(EXIT_ERROR, "the null submission: %s", r->racers[NULL_RACER].found.reason);
    }
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    judge_machine_pin(r->machine, false);
    free(f.lanes);
    free(f.order);
    free(f.questions);
}

void judge_race_free(judge_race *r) {
    for (size_t i = 0; i < r->count; i++) judge_finding_free(&r->racers[i].found);
    free(r->racers);
    free(r->seconds);
}

/* ---- results --------------------------------------------------------------------------------- */

/* Sorts values[count] and returns their median, or NaN if there are none. */
static double median(double *values, size_t count) {
    if (count == 0) return NAN;
    gsl_sort(values, 1, count);
    return gsl_stats_median_from_sorted_data(values, 1, count);
}

/* Returns the racer's own time for a question, or the whole call's. */
static double time_of(const judge_race *r, size_t run, size_t i, size_t question, bool whole) {
    const double null = seconds_of(r, run, NULL_RACER)[question];
    const double seconds = seconds_of(r, run, i)[question];
    return whole ? seconds : fmax(seconds - null, least_part * null);
}

static bool was_asked(const judge_race *r, size_t run, size_t i, size_t question) {
    return !isnan(seconds_of(r, run, i)[question]) &&
           !isnan(seconds_of(r, run, NULL_RACER)[question]);
}

/* Returns the median log ratio over the questions of a run that both answered, or NaN. */
static double run_ratio(const judge_race *r, size_t run, size_t a, size_t b, bool whole) {
    double ratio[JUDGE_RACE_QUESTIONS];
    size_t count = 0;
    for (size_t q = 0; q < r->questions->count; q++)
        if (was_asked(r, run, a, q) && was_asked(r, run, b, q))
            ratio[count++] = log(time_of(r, run, a, q, whole) / time_of(r, run, b, q, whole));
    return median(ratio, count);
}

static signed_rank ratio_of(const judge_race *r, size_t a, size_t b, double level, bool whole) {
    double ratio[JUDGE_RUNS_MAX];
    size_t count = 0;
    for (size_t run = 0; run < r->runs; run++) {
        const double one = run_ratio(r, run, a, b, whole);
        if (!isnan(one)) ratio[count++] = one;
    }
    if (count == 0) return (signed_rank){NAN, NAN, NAN};
    const signed_rank bounds = signed_rank_bounds(ratio, count, level);
    return (signed_rank){exp(bounds.centre), exp(bounds.low), exp(bounds.high)};
}

signed_rank judge_race_ratio(const judge_race *r, size_t a, size_t b, double level) {
    return ratio_of(r, a, b, level, false);
}

hmf_interval judge_race_seconds(const judge_race *r, size_t i) {
    double medians[JUDGE_RUNS_MAX];
    size_t count = 0;
    for (size_t run = 0; run < r->runs; run++) {
        double seconds[JUDGE_RACE_QUESTIONS];
        size_t asked = 0;
        for (size_t q = 0; q < r->questions->count; q++)
            if (was_asked(r, run, i, q)) seconds[asked++] = time_of(r, run, i, q, false);
        if (asked > 0) medians[count++] = median(seconds, asked);
    }
    return hmf_median_interval(medians, count, 0.95);
}

double judge_race_overhead(const judge_race *r) {
    double seconds[JUDGE_RUNS_MAX * JUDGE_RACE_QUESTIONS];
    size_t count = 0;
    for (size_t run = 0; run < r->runs; run++)
        for (size_t q = 0; q < r->questions->count; q++)
            if (was_asked(r, run, NULL_RACER, q))
                seconds[count++] = seconds_of(r, run, NULL_RACER)[q];
    return median(seconds, count);
}

const judge_racer *judge_race_rung(const judge_race *r, const char *name, size_t *index) {
    for (size_t i = 0; i < r->count; i++)
        if (r->racers[i].entry == JUDGE_NO_ENTRY && strcmp(r->racers[i].name, name) == 0)
            return *index = i, &r->racers[i];
    return NULL;
}

bool judge_race_beats_lower_bound(const judge_race *r, size_t i) {
    size_t bound;
    if (!r->large || !judge_race_rung(r, "lower bound", &bound)) return false;
    return ratio_of(r, i, bound, 0.001, true).high < 0.9;
}
