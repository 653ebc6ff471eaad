/* SPDX-License-Identifier: MIT */
#include "rounds_of_draws.h"

#include "clock.h"
#include "die.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The share of the time after which the second round begins, if a comparison needs confirmation. */
static const double first_share = 2.0 / 3.0;

typedef struct {
    gate_comparison *comparisons;
    size_t count;
    const gate_options *options;
    gate_draw *draw;
    void *data;
    double start;          /* of the run, by hmf_now                                 */
    size_t draws;          /* of both rounds                                         */
    gate_sample *sample;   /* [count]                                                */
    gate_sample **samples; /* [count] pointers to it; NULL unless a comparison is open */
} rounds;

static void show_progress(const rounds *r, int round, size_t draws, size_t open) {
    if (!isatty(STDERR_FILENO)) return;
    fprintf(stderr, "\r\033[K%s: draw %zu, %zu of %zu comparisons open ",
            round == 0 ? "timing" : "timing slower comparisons again", draws + 1, open, r->count);
    fflush(stderr);
}

static void clear_progress(void) {
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
}

static void keep_sample(gate_round *round, const gate_sample *sample) {
    round->ratio[round->draws] = sample->ratio;
    round->control[round->draws] = sample->control;
    round->base_seconds[round->draws++] = sample->base_seconds;
}

static void judge(const rounds *r, gate_comparison *c, int round, size_t comparisons, bool last) {
    gate_round *now = &c->round[round];
    const verdict_rule rule = {.margin = log1p(c->margin),
                               .level = r->options->level,
                               .comparisons = comparisons,
                               .most = r->options->most,
                               .ended = last};
    if (last || verdict_is_look(&rule, now->draws))
        now->findings = verdict_judge(&rule, now->ratio, now->control, now->draws);
    if (now->findings.verdict == VERDICT_INCONCLUSIVE && now->draws < r->options->most)
        now->findings.reason = "the time was spent before it was clear";
}

/* Judges the open comparisons and returns the number of those that remain open. */
static size_t judge_open(rounds *r, int round, size_t comparisons, bool last) {
    size_t open = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (!r->samples[i]) continue;
        judge(r, &r->comparisons[i], round, comparisons, last);
        if (r->comparisons[i].round[round].findings.verdict == VERDICT_OPEN)
            open++;
        else
            r->samples[i] = NULL;
    }
    return open;
}

/* With too few draws no bound at that level is finite, and nothing could be called slower. */
static void check_draws(const gate_options *options, size_t comparisons) {
    const verdict_rule rule = {.most = options->most};
    if (comparisons == 0) return;
    const size_t least =
        signed_rank_least(options->level / (double)(verdict_looks(&rule) * comparisons));
    if (least > options->most)
        die(EXIT_ERROR,
            "in %lu draws nothing can be called slower at this level: use more --draws or a larger "
            "--level",
            options->most);
}

/* Returns whether the rest of the time is needed to confirm slower comparisons. */
static bool must_confirm(const rounds *r, int round) {
    if (round > 0 || hmf_now() < r->start + first_share * r->options->seconds) return false;
    for (size_t i = 0; i < r->count; i++)
        if (r->comparisons[i].outcome == GATE_OPEN &&
            r->comparisons[i].round[0].findings.verdict == VERDICT_SLOWER)
            return true;
    return false;
}

static void draw_round(rounds *r, int round) {
    const double end = r->start + r->options->seconds;
    size_t comparisons = 0, draws = 0;
    for (size_t i = 0; i < r->count; i++) comparisons += r->samples[i] != NULL;
    check_draws(r->options, comparisons);
    for (size_t open = comparisons; open > 0;) {
        show_progress(r, round, draws, open);
        r->draw(r->data, r->draws++, r->samples);
        draws++;
        for (size_t i = 0; i < r->count; i++)
            if (r->samples[i]) keep_sample(&r->comparisons[i].round[round], r->samples[i]);
        open = judge_open(r, round, comparisons, draws >= r->options->most || hmf_now() >= end);
        if (open > 0 && must_confirm(r, round)) open = judge_open(r, round, comparisons, true);
    }
}

static gate_outcome outcome_of(verdict_kind v) {
    switch (v) {
    case VERDICT_SAME: return GATE_SAME;
    case VERDICT_FASTER: return GATE_FASTER;
    case VERDICT_SLOWER: return GATE_SLOWER;
    default: return GATE_INCONCLUSIVE;
    }
}

static void conclude(gate_comparison *c) {
    const gate_round *last = &c->round[c->round[1].draws > 0];
    c->outcome = outcome_of(last->findings.verdict);
    const bool contradicted = last != c->round && c->outcome != GATE_SLOWER;
    snprintf(c->reason, sizeof c->reason, "%s%s%s",
             contradicted ? "slower in the first round, not confirmed by the second" : "",
             contradicted && *last->findings.reason ? ": " : "", last->findings.reason);
}

void gate_draw_rounds(gate_comparison *comparisons, size_t count, const gate_options *options,
                      gate_draw *draw, void *data) {
    rounds r = {.comparisons = comparisons,
                .count = count,
                .options = options,
                .draw = draw,
                .data = data,
                .start = hmf_now(),
                .sample = xcalloc(count, sizeof *r.sample),
                .samples = xcalloc(count, sizeof *r.samples)};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < count; i++) {
            const bool wanted =
                comparisons[i].outcome == GATE_OPEN &&
                (round == 0 || comparisons[i].round[0].findings.verdict == VERDICT_SLOWER);
            r.samples[i] = wanted ? &r.sample[i] : NULL;
        }
        draw_round(&r, round);
    }
    for (size_t i = 0; i < count; i++)
        if (comparisons[i].outcome == GATE_OPEN) conclude(&comparisons[i]);
    clear_progress();
    free(r.sample);
    free(r.samples);
}
