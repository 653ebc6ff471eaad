/* race.c: draws, turns, ratios. */
#include "race.h"

#include "clock.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const mode_names[RACE_MODE_COUNT] = {"cold", "warm"};

const char *race_mode_name(race_mode mode) {
    return mode_names[mode];
}

/* For one racer in one draw: rungs are marks, and entries are to be told apart. `naive` takes 0.05
 * s for a question. */
static const double rung_seconds = 0.03, entry_seconds = 0.2;

/* Who takes longer for a question gets one at a time, so that others are asked the same soon after.
 */
static const double long_seconds = 1e-3;

enum { TURN = 6, NULL_RACER = 0 };

/* Less than this part of the null submission's time cannot be told from nothing. */
static const double least_part = 0.02;

static double *seconds_of(const race *r, size_t draw, size_t i) {
    return r->seconds + (draw * r->count + i) * r->questions->count;
}

/* ---- one call -------------------------------------------------------------------------------- */

static bool drop(racer *x, finding *found) {
    x->out = true;
    x->found = *found;
    *found = (finding){0};
    return false;
}

static bool is_checked(const racer *x) {
    return x->kind == CONTESTANT_ENTRY || x->kind == CONTESTANT_RUNG;
}

static bool ask(const race *r, contestant *c, const hmf_truth_grid *grid, finding *found) {
    if (r->mode == RACE_COLD) return contestant_ask(c, JUDGE_MASS_FUNCTION, grid, found);
    if (!contestant_ask(c, JUDGE_CREATE, grid, found) ||
        !contestant_ask(c, JUDGE_EVALUATE, grid, found))
        return false;
    const double seconds = c->seconds;
    const bool good = contestant_ask(c, JUDGE_DESTROY, grid, found);
    c->seconds = seconds;
    return good;
}

static bool call(const race *r, racer *x, contestant *c, size_t question, double *seconds) {
    const hmf_truth_grid *grid = &r->questions->grids[question];
    finding found = {0};
    if (!ask(r, c, grid, &found)) return drop(x, &found);
    if (is_checked(x) && !accuracy_look(&x->answers, grid, c->answer, &found))
        return drop(x, &found);
    seconds[question] = c->seconds;
    return true;
}

/* ---- one draw -------------------------------------------------------------------------------- */

typedef struct {
    contestant *contestants; /* [count] */
    size_t *quota, *order;   /* [count] */
    double *shortest;        /* [count]: seconds of a question with all that it takes */
    size_t *questions;       /* [questions->count], in the order of this draw */
} field;

static bool field_make(const race *r, field *f) {
    f->contestants = calloc(r->count, sizeof *f->contestants);
    f->quota = malloc(r->count * sizeof *f->quota);
    f->order = malloc(r->count * sizeof *f->order);
    f->shortest = malloc(r->count * sizeof *f->shortest);
    f->questions = malloc(r->questions->count * sizeof *f->questions);
    if (!f->contestants || !f->quota || !f->order || !f->shortest || !f->questions) return false;
    for (size_t i = 0; i < r->count; i++)
        f->order[i] = i, f->quota[i] = 1, f->shortest[i] = HUGE_VAL;
    for (size_t i = 0; i < r->questions->count; i++) f->questions[i] = i;
    return true;
}

static void field_free(field *f) {
    free(f->contestants);
    free(f->quota);
    free(f->order);
    free(f->shortest);
    free(f->questions);
}

static void start_racer(const race *r, racer *x, contestant *c) {
    finding found = {0};
    const contestant_plan plan = {
        .kind = x->kind,
        .name = x->name,
        .module = x->module,
        .threads = x->threads,
        .spinning = !r->threads,
    };
    if (!contestant_start(c, r->host, &plan, &found))
        drop(x, &found);
    else if (x->kind == CONTESTANT_ENTRY && contestant_flags(c) != x->flags) {
        finding_set(&found, OUTCOME_INCONSISTENT, "its descriptor has other flags than before");
        drop(x, &found);
    }
}

/* Some questions to one racer; false: it is out. */
static bool take_turn(const race *r, size_t i, field *f, size_t first, size_t last,
                      double *seconds) {
    racer *x = &r->racers[i];
    contestant *c = &f->contestants[i];
    finding found = {0};
    if (!contestant_wake(c, true, &found)) return drop(x, &found);
    for (size_t k = first; k < last && k < f->quota[i]; k++) {
        const double start = hmf_now();
        if (!call(r, x, c, f->questions[k], seconds)) return false;
        f->shortest[i] = fmin(f->shortest[i], hmf_now() - start);
    }
    return contestant_wake(c, false, &found) || drop(x, &found);
}

/* The questions from first to last to everybody of whom it holds that they take long, or do not. */
static void play_round(race *r, size_t draw, field *f, size_t first, size_t last, bool slow) {
    judge_random_shuffle(r->host->random, JUDGE_ORDER, f->order, r->count);
    for (size_t k = 0; k < r->count; k++) {
        const size_t i = f->order[k];
        const bool is_slow = isfinite(f->shortest[i]) && f->shortest[i] > long_seconds;
        if (is_slow != slow || r->racers[i].out || first >= f->quota[i]) continue;
        if (!take_turn(r, i, f, first, last, seconds_of(r, draw, i)))
            contestant_end(&f->contestants[i]); /* it would go on spinning */
    }
}

static void play_turns(race *r, size_t draw, field *f, size_t first, size_t last) {
    play_round(r, draw, f, first, last, false);
    for (size_t k = first; k < last; k++) play_round(r, draw, f, k, k + 1, true);
}

static void run_draw(race *r, size_t draw, field *f) {
    const size_t questions = r->questions->count;
    judge_random_shuffle(r->host->random, JUDGE_ORDER, f->order, r->count);
    judge_random_shuffle(r->host->random, JUDGE_ORDER, f->questions, questions);
    for (size_t i = 0; i < r->count; i++)
        if (!r->racers[f->order[i]].out)
            start_racer(r, &r->racers[f->order[i]], &f->contestants[f->order[i]]);
    for (size_t first = 0; first < questions; first += TURN)
        play_turns(r, draw, f, first, first + TURN < questions ? first + TURN : questions);
    for (size_t i = 0; i < r->count; i++)
        if (f->contestants[i].answer) contestant_end(&f->contestants[i]);
}

/* How many questions each racer has time for, from what was seen so far. The null submission has
 * time for all. */
static void set_quotas(const race *r, field *f) {
    const double all = (double)r->questions->count;
    for (size_t i = 0; i < r->count; i++) {
        const double time = r->racers[i].kind == CONTESTANT_ENTRY ? entry_seconds : rung_seconds;
        f->quota[i] = (size_t)fmin(fmax(time / f->shortest[i], 1.0), all);
    }
    f->quota[NULL_RACER] = r->questions->count;
}

/* ---- the race -------------------------------------------------------------------------------- */

static void tell_progress(const race *r, size_t draw) {
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[Ktiming %s: draw %zu of %zu", r->what, draw, r->draws);
}

static bool allocate(race *r, field *f) {
    const size_t count = (r->draws + 1) * r->count * r->questions->count;
    r->seconds = malloc(count * sizeof *r->seconds);
    if (!field_make(r, f) || !r->seconds) return false;
    for (size_t i = 0; i < count; i++) r->seconds[i] = NAN;
    for (size_t i = 0; i < r->count; i++)
        if (r->racers[i].answers.worst.cells == 0) r->racers[i].answers = accuracy_begin();
    return true;
}

bool race_run(race *r) {
    field f = {0};
    bool good = allocate(r, &f);
    if (!good) fputs("hmf judge: out of memory\n", stderr);
    judge_host_pin(r->host, !r->threads);
    /* The last draw comes first: it only tells how much there is time for. */
    for (size_t k = 0; good && k <= r->draws; k++) {
        tell_progress(r, k);
        const size_t draw = k == 0 ? r->draws : k - 1;
        run_draw(r, draw, &f);
        set_quotas(r, &f);
        const racer *null = &r->racers[NULL_RACER];
        if (null->out) {
            fprintf(stderr, "hmf judge: %s\n", null->found.reason);
            good = false;
        }
    }
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    judge_host_pin(r->host, false);
    field_free(&f);
    return good;
}

void race_free(race *r) {
    free(r->seconds);
    r->seconds = NULL;
}

/* ---- what it says ---------------------------------------------------------------------------- */

/* The median of values[count], which it sorts; NaN for none. */
static double median(double *values, size_t count) {
    if (count == 0) return NAN;
    gsl_sort(values, 1, count);
    return gsl_stats_median_from_sorted_data(values, 1, count);
}

/* A call's own time. */
static double own_seconds(const race *r, size_t draw, size_t i, size_t question) {
    const double null = seconds_of(r, draw, NULL_RACER)[question];
    return fmax(seconds_of(r, draw, i)[question] - null, least_part * null);
}

static double whole_seconds(const race *r, size_t draw, size_t i, size_t question) {
    return seconds_of(r, draw, i)[question];
}

typedef double time_of(const race *r, size_t draw, size_t i, size_t question);

static bool was_asked(const race *r, size_t draw, size_t i, size_t question) {
    return !isnan(seconds_of(r, draw, i)[question]) &&
           !isnan(seconds_of(r, draw, NULL_RACER)[question]);
}

/* The median over a draw's questions of what `of` says; NaN where a racer was not asked. */
static double draw_ratio(const race *r, size_t draw, size_t a, size_t b, time_of *of) {
    double ratio[RACE_QUESTIONS];
    size_t count = 0;
    for (size_t q = 0; q < r->questions->count; q++) {
        if (!was_asked(r, draw, a, q) || !was_asked(r, draw, b, q)) continue;
        ratio[count++] = log(of(r, draw, a, q) / of(r, draw, b, q));
    }
    return median(ratio, count);
}

static signed_rank ratio_by(const race *r, size_t a, size_t b, double level, time_of *of) {
    double ratio[RACE_DRAWS_MAX];
    size_t count = 0;
    for (size_t draw = 0; draw < r->draws; draw++) {
        const double one = draw_ratio(r, draw, a, b, of);
        if (!isnan(one)) ratio[count++] = one;
    }
    if (count == 0) return (signed_rank){NAN, NAN, NAN};
    const signed_rank bounds = signed_rank_bounds(ratio, count, level);
    return (signed_rank){exp(bounds.centre), exp(bounds.low), exp(bounds.high)};
}

signed_rank race_ratio(const race *r, size_t a, size_t b, double level) {
    return ratio_by(r, a, b, level, own_seconds);
}

signed_rank race_whole_ratio(const race *r, size_t a, size_t b, double level) {
    return ratio_by(r, a, b, level, whole_seconds);
}

hmf_interval race_seconds(const race *r, size_t i) {
    double draws[RACE_DRAWS_MAX];
    size_t count = 0;
    for (size_t draw = 0; draw < r->draws; draw++) {
        double seconds[RACE_QUESTIONS];
        size_t asked = 0;
        for (size_t q = 0; q < r->questions->count; q++)
            if (was_asked(r, draw, i, q)) seconds[asked++] = own_seconds(r, draw, i, q);
        if (asked > 0) draws[count++] = median(seconds, asked);
    }
    return hmf_median_interval(draws, count, 0.95);
}

double race_overhead(const race *r) {
    double seconds[RACE_DRAWS_MAX * RACE_QUESTIONS];
    size_t count = 0;
    for (size_t draw = 0; draw < r->draws; draw++)
        for (size_t q = 0; q < r->questions->count; q++)
            if (was_asked(r, draw, NULL_RACER, q))
                seconds[count++] = seconds_of(r, draw, NULL_RACER)[q];
    return median(seconds, count);
}
