/* SPDX-License-Identifier: MIT */
/* tournament.c: chooses and runs races, applies their results to the entries, and ranks entries. */
#include "tournament.h"

#include "die.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Passing the small grid between processes takes longer than this (seconds). */
static const double fast_seconds = 10e-6;

/* Returns whether the racer was fast on the small grid. */
static bool was_fast(const judge_race *small, int entry, const char *name) {
    for (size_t i = 0; i < small->count; i++) {
        const judge_racer *x = &small->racers[i];
        if (x->entry == entry && strcmp(x->name, name) == 0)
            return !x->out && judge_race_seconds(small, i).high < fast_seconds;
    }
    return false;
}

/* Serial entries race against all serial rungs of the ladder, entries with threads against the
 * rungs with threads and the reference. Demonstrations and rungs with files do not race. */
static bool rung_races(const hmf_impl *rung, bool threads) {
    if (rung->flags & (HMF_DETOUR | HMF_FILES)) return false;
    if (!threads) return !(rung->flags & HMF_THREADED);
    return rung->flags & HMF_THREADED || strcmp(rung->name, JUDGE_REFERENCE) == 0;
}

static void add_builtin(judge_race *r, judge_worker_kind kind, const char *name) {
    r->racers[r->count++] =
        (judge_racer){.kind = kind, .name = name, .module = -1, .entry = JUDGE_NO_ENTRY};
}

/* Adds the rungs, on the large grid only the reference and those fast on the small one. */
static void add_rungs(const judge_tournament *t, judge_race *r, const judge_race *small) {
    const hmf_registry *registry = hmf_get_registry();
    for (size_t i = 0; i < registry->count; i++) {
        const hmf_impl *rung = registry->impls[i];
        if (!rung_races(rung, r->threads)) continue;
        if (small && strcmp(rung->name, JUDGE_REFERENCE) != 0 &&
            !was_fast(small, JUDGE_NO_ENTRY, rung->name))
            continue;
        r->racers[r->count++] = (judge_racer){.kind = JUDGE_WORKER_RUNG,
                                              .name = rung->name,
                                              .module = t->ladder_module,
                                              .entry = JUDGE_NO_ENTRY,
                                              .threads = rung->flags & HMF_THREADED};
    }
}

static bool has_threads(const judge_entry *e) {
    return (e->flags & HMF_THREADED) != 0;
}

/* Returns the number of entries added. */
static size_t add_entries(const judge_tournament *t, judge_race *r, const judge_race *small) {
    const size_t before = r->count;
    for (size_t i = 0; i < t->count; i++) {
        const judge_entry *e = &t->entries[i];
        if (!judge_entry_correct(e) || !e->passed[r->set] || has_threads(e) != r->threads ||
            (small && !was_fast(small, (int)i, e->name)))
            continue;
        r->racers[r->count++] = (judge_racer){.kind = JUDGE_WORKER_ENTRY,
                                              .name = e->name,
                                              .module = e->module,
                                              .entry = (int)i,
                                              .threads = r->threads,
                                              .flags = e->flags,
                                              .answers = e->accuracy[r->set]};
    }
    return r->count - before;
}

/* Records accuracy and disqualifications of a race in the entries. */
static void apply_results(judge_tournament *t, judge_race *r) {
    for (size_t i = 0; i < r->count; i++) {
        judge_racer *x = &r->racers[i];
        if (x->entry == JUDGE_NO_ENTRY) continue;
        judge_entry *e = &t->entries[x->entry];
        if (!x->out) x->out = !judge_accuracy_finish(&x->answers, &x->found);
        e->accuracy[r->set] = x->answers;
        if (!x->out) continue;
        const bool only_here =
            r->set == JUDGE_ANY_COSMOLOGY && judge_depends_on_cosmology(x->found.outcome);
        judge_finding *found = only_here ? &e->failed[r->set] : &e->found;
        e->passed[r->set] = false;
        *found = x->found;
        x->found = (judge_finding){.outcome = found->outcome};
    }
}

/* Runs the race on the small grid, or after it (small != NULL) the one on the large grid. Returns
 * NULL if it has no entries. */
static const judge_race *run_race(judge_tournament *t, judge_question_set set, judge_mode mode,
                                  bool threads, const judge_race *small) {
    const size_t most = 2 + hmf_get_registry()->count + t->count;
    judge_race *r = &t->races[t->nraces];
    *r = (judge_race){
        .set = set,
        .mode = mode,
        .threads = threads,
        .large = small != NULL,
        .machine = t->machine,
        .questions = small ? &t->large[set] : &t->small[set],
        .runs = t->runs,
        .racers = xcalloc(most, sizeof *r->racers),
    };
    add_builtin(r, JUDGE_WORKER_NULL, "null");
    if (small) add_builtin(r, JUDGE_WORKER_LOWER_BOUND, "lower bound");
    add_rungs(t, r, small);
    if (add_entries(t, r, small) == 0) return judge_race_free(r), NULL;
    judge_race_run(r);
    t->nraces++;
    apply_results(t, r);
    return r;
}

void judge_tournament_run(judge_tournament *t, const judge_machine *machine, judge_entry *entries,
                          size_t count, size_t runs) {
    *t = (judge_tournament){.machine = machine, .entries = entries, .count = count, .runs = runs};
    t->ladder_module = open(machine->module, O_RDONLY | O_CLOEXEC);
    if (t->ladder_module < 0) die(EXIT_ERROR, "%s: %s", machine->module, strerror(errno));
    for (int i = 0; i < JUDGE_QUESTION_SETS; i++) {
        const judge_question_set set = (judge_question_set)i;
        judge_questions_add_drawn(&t->small[i], machine, set, JUDGE_RACE_QUESTIONS, JUDGE_RACE_Z,
                                  JUDGE_RACE_MASSES);
        judge_questions_add_drawn(&t->large[i], machine, set, JUDGE_RACE_LARGE_QUESTIONS,
                                  JUDGE_RACE_LARGE_Z, JUDGE_RACE_LARGE_MASSES);
    }
    for (int threads = 0; threads < 2; threads++)
        for (judge_question_set set = 0; set < JUDGE_QUESTION_SETS; set++)
            for (judge_mode mode = 0; mode < JUDGE_MODES; mode++) {
                const judge_race *small = run_race(t, set, mode, threads, NULL);
                if (small) run_race(t, set, mode, threads, small);
            }
}

void judge_tournament_free(judge_tournament *t) {
    for (size_t i = 0; i < t->nraces; i++) judge_race_free(&t->races[i]);
    for (int i = 0; i < JUDGE_QUESTION_SETS; i++) {
        judge_questions_free(&t->small[i]);
        judge_questions_free(&t->large[i]);
    }
    if (t->ladder_module >= 0) close(t->ladder_module);
    t->ladder_module = -1;
}

const judge_race *judge_tournament_find(const judge_tournament *t, judge_question_set set,
                                        judge_mode mode, bool large, int entry, size_t *index) {
    for (size_t k = 0; k < t->nraces; k++) {
        const judge_race *r = &t->races[k];
        if (r->set != set || r->mode != mode || r->large != large) continue;
        for (size_t i = 0; i < r->count; i++)
            if (r->racers[i].entry == entry) return *index = i, r;
    }
    return NULL;
}

const judge_race *judge_tournament_deciding(const judge_tournament *t, judge_question_set set,
                                            judge_mode mode, int entry, size_t *index) {
    const judge_race *large = judge_tournament_find(t, set, mode, true, entry, index);
    return large ? large : judge_tournament_find(t, set, mode, false, entry, index);
}

/* ---- boards ---------------------------------------------------------------------------------- */

/* Two copies of one entry can differ by this factor because of code placement alone. */
static const double negligible = 1.01;

/* Limits the probability that any two equally fast entries of a board get different ranks. */
static const double board_level = 0.01;

/* Returns whether a is certainly faster than b by more than the negligible factor: on the large
 * grid if both raced there, otherwise on the small one, where all race. */
static bool is_ahead(const judge_tournament *t, const judge_board *board, int a, int b,
                     double level) {
    for (int large = 1; large >= 0; large--) {
        size_t ia, ib;
        const judge_race *r = judge_tournament_find(t, board->set, board->mode, large, a, &ia);
        if (r && judge_tournament_find(t, board->set, board->mode, large, b, &ib) == r)
            return judge_race_ratio(r, ib, ia, level).low > negligible;
    }
    return false;
}

static bool belongs(const judge_entry *e, const judge_board *board) {
    return judge_entry_correct(e) && e->passed[board->set] &&
           e->accuracy[board->set].reached == board->reached && has_threads(e) == board->threads;
}

static void add_row(const judge_tournament *t, judge_board *board, int entry) {
    size_t i, reference;
    const judge_race *r = judge_tournament_deciding(t, board->set, board->mode, entry, &i);
    if (!r) return;
    judge_standing *row = &board->rows[board->count++];
    *row = (judge_standing){
        .entry = entry,
        .large = r->large,
        .seconds = judge_race_seconds(r, i),
        .ratio = {NAN, NAN, NAN},
        .flagged = judge_race_beats_lower_bound(r, i),
    };
    if (judge_race_rung(r, JUDGE_REFERENCE, &reference))
        row->ratio = judge_race_ratio(r, i, reference, 0.025);
}

static void rank_rows(const judge_tournament *t, judge_board *board) {
    const double pairs = (double)(board->count * (board->count - 1));
    /* No level below this is possible with that many runs; if it is too large, all entries tie. */
    const double sharpest = ldexp(1.0, -(int)t->runs);
    const double level = fmin(fmax(board_level / fmax(pairs, 1.0), sharpest), board_level);
    for (size_t i = 0; i < board->count; i++) {
        board->rows[i].rank = 1;
        for (size_t k = 0; k < board->count; k++)
            if (k != i && is_ahead(t, board, board->rows[k].entry, board->rows[i].entry, level))
                board->rows[i].rank++;
    }
    for (size_t i = 0; i < board->count; i++)
        for (size_t k = 0; k < board->count; k++)
            if (k != i && board->rows[k].rank == board->rows[i].rank) board->rows[i].tied = true;
}

static int best_first(const void *left, const void *right) {
    const judge_standing *a = left, *b = right;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->large != b->large) return a->large ? -1 : 1;
    if (a->ratio.centre != b->ratio.centre) return a->ratio.centre < b->ratio.centre ? -1 : 1;
    return a->entry - b->entry;
}

static void fill_board(const judge_tournament *t, judge_board *board) {
    board->rows = xcalloc(t->count + 1, sizeof *board->rows);
    for (size_t i = 0; i < t->count; i++)
        if (belongs(&t->entries[i], board)) add_row(t, board, (int)i);
    rank_rows(t, board);
    qsort(board->rows, board->count, sizeof *board->rows, best_first);
}

size_t judge_boards(const judge_tournament *t, judge_board *boards) {
    size_t count = 0;
    for (judge_question_set set = 0; set < JUDGE_QUESTION_SETS; set++)
        for (judge_class class = JUDGE_CLASS_FULL; class > JUDGE_CLASS_WRONG; class --)
            for (int threads = 0; threads < 2; threads++)
                for (judge_mode mode = 0; mode < JUDGE_MODES; mode++) {
                    judge_board board = {
                        .set = set, .mode = mode, .reached = class, .threads = threads};
                    fill_board(t, &board);
                    if (board.count > 0)
                        boards[count++] = board;
                    else
                        free(board.rows);
                }
    return count;
}

/* ---- advice ---------------------------------------------------------------------------------- */

/* Returns the slowest rung that is faster than the entry, cold and for any cosmology, or NULL. */
static const hmf_impl *next_rung(const judge_tournament *t, int index) {
    size_t mine, other;
    const judge_race *r =
        judge_tournament_deciding(t, JUDGE_ANY_COSMOLOGY, JUDGE_COLD, index, &mine);
    const hmf_impl *next = NULL;
    double least = 0.0;
    for (size_t i = 0; r && i < hmf_get_registry()->count; i++) {
        const hmf_impl *rung = hmf_get_registry()->impls[i];
        const judge_racer *x = judge_race_rung(r, rung->name, &other);
        if (!x || x->out || x->answers.reached < JUDGE_CLASS_FULL) continue;
        const double times = judge_race_ratio(r, mine, other, 0.025).low;
        if (times > 1.05 && (!next || times < least)) next = rung, least = times;
    }
    return next;
}

judge_hint judge_hint_for(const judge_entry *e, int index, const judge_tournament *t) {
    judge_hint hint;
    const judge_class reached = e->accuracy[JUDGE_ANY_COSMOLOGY].reached;
    const hmf_impl *next = NULL;
    const char *text;
    if (!judge_entry_correct(e))
        text = judge_finding_advice(&e->found);
    else if (!e->passed[JUDGE_ANY_COSMOLOGY])
        text =
            "It is right for the default cosmology only; the boards for any cosmology count most.";
    else if (reached == JUDGE_CLASS_TABLE)
        text = "Full accuracy is the class that counts most: use a finer table or a higher order, "
               "and mind 1 - nu^2, which magnifies an error of sigma.";
    else if (reached < JUDGE_CLASS_FULL)
        text = "Full accuracy is the class that counts most: an absolute tolerance is large "
               "compared with a small integral; fixed nodes are faster, too.";
    else if (!t)
        text = "Without --quick it is timed as well.";
    else if ((next = next_rung(t, index)))
        text = next->lesson;
    else
        text = "No rung is certainly faster. Compare with the lower bound: ./hmf bench --headline.";
    if (next)
        snprintf(hint.text, sizeof hint.text, "The next rung is `%s`: %s.", next->name, text);
    else
        snprintf(hint.text, sizeof hint.text, "%s", text);
    return hint;
}
