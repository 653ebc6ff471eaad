/* contest.c: which races there are, and what they do to the entries. */
#include "contest.h"

#include "hmf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Below this handing over takes longer than the work. */
static const double fast_seconds = 10e-6;

/* ---- who races ------------------------------------------------------------------------------- */

static bool same_kind(const judge_entry *e, bool threads) {
    return !!(e->flags & HMF_THREADED) == threads;
}

static bool is_in(const judge_entry *e, league which, bool threads) {
    return entry_correct(e) && e->in_league[which] && same_kind(e, threads);
}

/* Rungs that an entry with threads is compared with; a serial one is with all serial ones. Those
 * beside the ladder are not raced against, and a jail has no files. */
static bool rung_races(const hmf_impl *rung, bool threads) {
    if (rung->flags & (HMF_DETOUR | HMF_FILES)) return false;
    if (!threads) return !(rung->flags & HMF_THREADED);
    return rung->flags & HMF_THREADED || strcmp(rung->name, CONTEST_REFERENCE) == 0;
}

static void add_racer(contest_heat *heat, racer x, int entry) {
    heat->entry[heat->race.count] = entry;
    heat->race.racers[heat->race.count++] = x;
}

static void add_rungs(const contest *c, contest_heat *heat,
                      bool (*wanted)(const contest *, const contest_heat *, int, const char *)) {
    const hmf_registry *registry = hmf_get_registry();
    for (size_t i = 0; i < registry->count; i++) {
        const hmf_impl *rung = registry->impls[i];
        if (rung_races(rung, heat->race.threads) && wanted(c, heat, CONTEST_NONE, rung->name))
            add_racer(heat,
                      (racer){.kind = CONTESTANT_RUNG,
                              .name = rung->name,
                              .module = c->rungs_module,
                              .threads = rung->flags & HMF_THREADED},
                      CONTEST_NONE);
    }
}

static void add_entries(const contest *c, contest_heat *heat,
                        bool (*wanted)(const contest *, const contest_heat *, int, const char *)) {
    for (size_t i = 0; i < c->count; i++) {
        const judge_entry *e = &c->entries[i];
        if (is_in(e, heat->league, heat->race.threads) && wanted(c, heat, (int)i, NULL))
            add_racer(heat,
                      (racer){.kind = CONTESTANT_ENTRY,
                              .name = e->name,
                              .module = e->module,
                              .threads = heat->race.threads,
                              .flags = e->flags,
                              .answers = e->league[heat->league]},
                      (int)i);
    }
}

static bool everybody(const contest *c, const contest_heat *heat, int entry, const char *rung) {
    (void)c, (void)heat, (void)entry, (void)rung;
    return true;
}

static bool is_fast(const contest_heat *heat, size_t i) {
    return !heat->race.racers[i].out && race_seconds(&heat->race, i).high < fast_seconds;
}

/* Those that were fast on the small grid. */
static bool who_is_fast(const contest *c, const contest_heat *heat, int entry, const char *rung) {
    size_t i;
    const contest_heat *small = contest_find(c, heat->league, heat->race.mode, false, entry, &i);
    for (size_t h = 0; entry == CONTEST_NONE && h < c->nheats; h++) {
        const contest_heat *other = &c->heats[h];
        if (other->league == heat->league && other->race.mode == heat->race.mode &&
            other->race.threads == heat->race.threads && !other->large &&
            contest_rung(other, rung, &i))
            small = other;
    }
    return small && (is_fast(small, i) || (rung && strcmp(rung, CONTEST_REFERENCE) == 0));
}

/* ---- what a race does to an entry ------------------------------------------------------------ */

static void note_results(contest *c, const contest_heat *heat) {
    for (size_t i = 0; i < heat->race.count; i++) {
        racer *x = &heat->race.racers[i];
        if (heat->entry[i] == CONTEST_NONE) continue;
        judge_entry *e = &c->entries[heat->entry[i]];
        if (!x->out) x->out = !accuracy_settle(&x->answers, &x->found);
        e->league[heat->league] = x->answers;
        if (!x->out) continue;
        const outcome why = x->found.outcome;
        const bool elsewhere =
            heat->league == LEAGUE_ANY &&
            (why == OUTCOME_WRONG || why == OUTCOME_NOT_FINITE || why == OUTCOME_REFUSED);
        finding *found = elsewhere ? &e->out[LEAGUE_ANY] : &e->found;
        e->in_league[heat->league] = false;
        *found = x->found;
        x->found = (finding){.outcome = found->outcome};
    }
}

/* ---- the races ------------------------------------------------------------------------------- */

static bool has_entries(const contest_heat *heat) {
    for (size_t i = 0; i < heat->race.count; i++)
        if (heat->entry[i] != CONTEST_NONE) return true;
    return false;
}

static void heat_free(contest_heat *heat) {
    for (size_t i = 0; i < heat->race.count; i++) finding_free(&heat->race.racers[i].found);
    race_free(&heat->race);
    free(heat->race.racers);
    free(heat->entry);
}

static bool run_heat(contest *c, league which, race_mode mode, bool threads, bool large) {
    const size_t most = 2 + hmf_get_registry()->count + c->count;
    contest_heat *heat = &c->heats[c->nheats];
    char what[64];
    snprintf(what, sizeof what, "%s cosmology, %s%s%s", league_name(which), race_mode_name(mode),
             large ? ", large" : "", threads ? ", threads" : "");
    *heat = (contest_heat){
        .league = which,
        .large = large,
        .race = {.host = c->host,
                 .questions = large ? &c->large[which] : &c->small[which],
                 .mode = mode,
                 .draws = c->draws,
                 .threads = threads,
                 .what = what,
                 .racers = calloc(most, sizeof(racer))},
        .entry = calloc(most, sizeof(int)),
    };
    bool good = heat->race.racers && heat->entry;
    if (good) {
        add_racer(heat, (racer){.kind = CONTESTANT_NULL, .name = "null", .module = -1},
                  CONTEST_NONE);
        if (large)
            add_racer(heat, (racer){.kind = CONTESTANT_LIGHT, .name = "light", .module = -1},
                      CONTEST_NONE);
        add_rungs(c, heat, large ? who_is_fast : everybody);
        add_entries(c, heat, large ? who_is_fast : everybody);
    }
    if (good && has_entries(heat)) {
        good = race_run(&heat->race);
        heat->race.what = NULL;
        c->nheats++;
        if (good) note_results(c, heat);
    } else {
        heat_free(heat);
    }
    return good;
}

static bool draw_questions(contest *c) {
    finding found = {0};
    for (league l = 0; l < LEAGUE_COUNT; l++)
        if (!questions_add_drawn(&c->small[l], c->host, l, RACE_QUESTIONS, RACE_Z, RACE_MASSES,
                                 &found) ||
            !questions_add_drawn(&c->large[l], c->host, l, RACE_LARGE_QUESTIONS, RACE_LARGE_Z,
                                 RACE_LARGE_MASSES, &found)) {
            fprintf(stderr, "hmf judge: %s\n", found.reason);
            return false;
        }
    return true;
}

bool contest_run(contest *c, const judge_host *host, judge_entry *entries, size_t count,
                 size_t draws) {
    *c = (contest){.host = host, .entries = entries, .count = count, .draws = draws};
    c->rungs_module = open(host->module, O_RDONLY | O_CLOEXEC);
    if (c->rungs_module < 0) {
        fprintf(stderr, "hmf judge: %s: %s\n", host->module, strerror(errno));
        return false;
    }
    if (!draw_questions(c)) return false;
    for (int threads = 0; threads < 2; threads++)
        for (league l = 0; l < LEAGUE_COUNT; l++)
            for (race_mode mode = 0; mode < RACE_MODE_COUNT; mode++)
                if (!run_heat(c, l, mode, threads, false) || !run_heat(c, l, mode, threads, true))
                    return false;
    return true;
}

void contest_free(contest *c) {
    for (size_t i = 0; i < c->nheats; i++) heat_free(&c->heats[i]);
    for (league l = 0; l < LEAGUE_COUNT; l++) {
        questions_free(&c->small[l]);
        questions_free(&c->large[l]);
    }
    if (c->rungs_module >= 0) close(c->rungs_module);
    c->rungs_module = -1;
}

/* ---- looking up ------------------------------------------------------------------------------ */

const contest_heat *contest_find(const contest *c, league which, race_mode mode, bool large,
                                 int entry, size_t *index) {
    for (size_t h = 0; entry != CONTEST_NONE && h < c->nheats; h++) {
        const contest_heat *heat = &c->heats[h];
        if (heat->league != which || heat->race.mode != mode || heat->large != large) continue;
        for (size_t i = 0; i < heat->race.count; i++)
            if (heat->entry[i] == entry) return *index = i, heat;
    }
    return NULL;
}

const racer *contest_rung(const contest_heat *heat, const char *name, size_t *index) {
    for (size_t i = 0; i < heat->race.count; i++)
        if (heat->entry[i] == CONTEST_NONE && strcmp(heat->race.racers[i].name, name) == 0)
            return *index = i, &heat->race.racers[i];
    return NULL;
}

const contest_heat *contest_deciding(const contest *c, league which, race_mode mode, int entry,
                                     size_t *index) {
    const contest_heat *large = contest_find(c, which, mode, true, entry, index);
    return large ? large : contest_find(c, which, mode, false, entry, index);
}

bool contest_beyond_light(const contest_heat *heat, size_t i) {
    size_t light;
    if (!heat->large || !contest_rung(heat, "light", &light)) return false;
    return race_whole_ratio(&heat->race, i, light, 0.001).high < 0.9;
}
