/* rounds_of_draws.c: the first round, and the second, of what the first calls slower. */
#include "rounds_of_draws.h"

#include "clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The share of the time after which the second round begins, if there is anything to confirm. */
static const double first_share = 2.0 / 3.0;

typedef struct {
    gate_comparison *comparisons;
    size_t count;
    const gate_plan *plan;
    const gate_source *source;
    double start;          /* of the run, on hmf_now's clock                  */
    size_t draws;          /* in all                                          */
    gate_sample *sample;   /* [count]                                         */
    gate_sample **samples; /* [count], of those still open; NULL for the rest */
} rounds;

static void show_progress(const rounds *r, int round, size_t draws, size_t open) {
    if (!isatty(STDERR_FILENO)) return;
    fprintf(stderr, "\r\033[K%s: draw %zu, %zu of %zu comparisons open ",
            round == 0 ? "timing" : "timing once more what was slower", draws + 1, open, r->count);
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
                               .level = r->plan->level,
                               .comparisons = comparisons,
                               .most = r->plan->most,
                               .ended = last};
    if (last || verdict_is_look(&rule, now->draws))
        now->findings = verdict_judge(&rule, now->ratio, now->control, now->draws);
    if (now->findings.verdict == VERDICT_INCONCLUSIVE && now->draws < r->plan->most)
        now->findings.reason = "the time was spent before it was clear";
}

/* Judges what is open, and returns how many still are. */
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
static bool enough_draws(const gate_plan *plan, size_t comparisons) {
    const verdict_rule rule = {.most = plan->most};
    if (comparisons == 0) return true;
    const size_t least =
        signed_rank_least(plan->level / (double)(verdict_looks(&rule) * comparisons));
    if (least <= plan->most) return true;
    fprintf(stderr,
            "hmf gate: in %zu draws nothing can be called slower at this level: more --draws or a "
            "larger --level\n",
            plan->most);
    return false;
}

/* Returns whether the rest of the time is needed to confirm slower comparisons. */
static bool must_confirm(const rounds *r, int round) {
    if (round > 0 || hmf_now() < r->start + first_share * r->plan->seconds) return false;
    for (size_t i = 0; i < r->count; i++)
        if (r->comparisons[i].outcome == OUTCOME_OPEN &&
            r->comparisons[i].round[0].findings.verdict == VERDICT_SLOWER)
            return true;
    return false;
}

static bool draw_round(rounds *r, int round) {
    const double end = r->start + r->plan->seconds;
    size_t comparisons = 0, draws = 0;
    for (size_t i = 0; i < r->count; i++) comparisons += r->samples[i] != NULL;
    if (!enough_draws(r->plan, comparisons)) return false;
    for (size_t open = comparisons; open > 0;) {
        show_progress(r, round, draws, open);
        if (!r->source->draw(r->source->what, r->draws++, r->samples)) return false;
        draws++;
        for (size_t i = 0; i < r->count; i++)
            if (r->samples[i]) keep_sample(&r->comparisons[i].round[round], r->samples[i]);
        open = judge_open(r, round, comparisons, draws >= r->plan->most || hmf_now() >= end);
        if (open > 0 && must_confirm(r, round)) open = judge_open(r, round, comparisons, true);
    }
    return true;
}

static gate_outcome outcome_of(verdict v) {
    switch (v) {
    case VERDICT_SAME: return OUTCOME_SAME;
    case VERDICT_FASTER: return OUTCOME_FASTER;
    case VERDICT_SLOWER: return OUTCOME_SLOWER;
    default: return OUTCOME_INCONCLUSIVE;
    }
}

static void conclude(gate_comparison *c) {
    const gate_round *last = &c->round[c->round[1].draws > 0];
    c->outcome = outcome_of(last->findings.verdict);
    const bool contradicted = last != c->round && c->outcome != OUTCOME_SLOWER;
    snprintf(c->reason, sizeof c->reason, "%s%s%s",
             contradicted ? "slower in a first round, which a second did not confirm" : "",
             contradicted && *last->findings.reason ? ": " : "", last->findings.reason);
}

static bool draw_both(rounds *r) {
    for (size_t i = 0; i < r->count; i++)
        r->samples[i] = r->comparisons[i].outcome == OUTCOME_OPEN ? &r->sample[i] : NULL;
    if (!draw_round(r, 0)) return false;
    for (size_t i = 0; i < r->count; i++) {
        const bool slower = r->comparisons[i].outcome == OUTCOME_OPEN &&
                            r->comparisons[i].round[0].findings.verdict == VERDICT_SLOWER;
        r->samples[i] = slower ? &r->sample[i] : NULL;
    }
    if (!draw_round(r, 1)) return false;
    for (size_t i = 0; i < r->count; i++)
        if (r->comparisons[i].outcome == OUTCOME_OPEN) conclude(&r->comparisons[i]);
    return true;
}

bool gate_draw_rounds(gate_comparison *comparisons, size_t count, const gate_plan *plan,
                      const gate_source *source) {
    rounds r = {.comparisons = comparisons,
                .count = count,
                .plan = plan,
                .source = source,
                .start = hmf_now(),
                .sample = calloc(count ? count : 1, sizeof *r.sample),
                .samples = calloc(count ? count : 1, sizeof *r.samples)};
    bool good = r.sample && r.samples;
    if (good)
        good = draw_both(&r);
    else
        fputs("hmf gate: out of memory\n", stderr);
    clear_progress();
    free(r.sample);
    free(r.samples);
    return good;
}
