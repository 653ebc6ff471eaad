/* write_judge_json.c: for programs; schema 1 of result_json.h, kind "judge". */
#include "compile.h"
#include "hint.h"
#include "result_json.h"
#include "write_judge.h"

#include <math.h>
#include <stdlib.h>

static json_t *real(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *interval_json(double median, double low, double high) {
    return json_pack("{s:o, s:o, s:o}", "median", real(median), "low", real(low), "high",
                     real(high));
}

static json_t *text_or_null(const char *text) {
    return text ? json_string(text) : json_null();
}

/* ---- one entry ------------------------------------------------------------------------------- */

static json_t *class_json(const judge_entry *e, league which) {
    return text_or_null(e->in_league[which] ? accuracy_class_name(e->league[which].class) : NULL);
}

static json_t *worst_json(const accuracy *a) {
    const hmf_truth_worst *w = &a->worst;
    const hmf_cosmology *c = &w->cosmology;
    if (w->cells == 0) return json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "omega_m",
                     real(c->omega_m), "omega_lambda", real(c->omega_lambda), "h0", real(c->h0),
                     "sigma_8", real(c->sigma_8), "n_s", real(c->n_s), "delta_c", real(c->delta_c),
                     "z", real(w->z), "mass", real(w->mass), "nu", real(w->nu), "got", real(w->got),
                     "want", real(w->want), "error", real(w->error), "cells", (json_int_t)w->cells);
}

/* Where and when a number was measured. */
static json_t *place_json(const contest_heat *heat) {
    return json_pack("{s:s, s:s, s:s}", "league", league_name(heat->league), "mode",
                     race_mode_name(heat->race.mode), "grid", heat->large ? "large" : "default");
}

static void add_result(json_t *results, const contest_heat *heat, size_t i) {
    const hmf_interval s = race_seconds(&heat->race, i);
    json_t *result = place_json(heat);
    json_object_set_new(result, "seconds", interval_json(s.median, s.low, s.high));
    json_object_set_new(result, "overhead", real(race_overhead(&heat->race)));
    json_object_set_new(result, "beyond_light", json_boolean(contest_beyond_light(heat, i)));
    json_array_append_new(results, result);
}

/* How many times faster than each rung. */
static void add_against(json_t *against, const contest_heat *heat, size_t i) {
    for (size_t r = 0; r < hmf_get_registry()->count; r++) {
        const char *rung = hmf_get_registry()->impls[r]->name;
        size_t other;
        const racer *x = contest_rung(heat, rung, &other);
        if (!x || x->out) continue;
        const signed_rank ratio = race_ratio(&heat->race, other, i, 0.025);
        json_t *one = place_json(heat);
        json_object_set_new(one, "rung", json_string(rung));
        json_object_set_new(one, "ratio", interval_json(ratio.centre, ratio.low, ratio.high));
        json_array_append_new(against, one);
    }
}

static void add_times(json_t *entry, const contest *c, int index) {
    json_t *results = json_array(), *against = json_array();
    for (size_t h = 0; c && h < c->nheats; h++) {
        const contest_heat *heat = &c->heats[h];
        size_t i;
        if (contest_find(c, heat->league, heat->race.mode, heat->large, index, &i) != heat ||
            heat->race.racers[i].out)
            continue;
        add_result(results, heat, i);
        add_against(against, heat, i);
    }
    json_object_set_new(entry, "results", results);
    json_object_set_new(entry, "against", against);
}

static json_t *entry_json(const judgement *j, size_t index) {
    const judge_entry *e = &j->entries[index];
    const judge_hint hint = judge_hint_for(e, (int)index, j->contest);
    json_t *entry = json_pack(
        "{s:s, s:s, s:s, s:o, s:{s:o, s:o}, s:b, s:{s:o, s:o}, s:{s:s, s:s}, s:s}", "name", e->name,
        "verdict", outcome_name(e->found.outcome), "reason", e->found.reason, "details",
        text_or_null(e->found.details), "class", "any", class_json(e, LEAGUE_ANY), "default",
        class_json(e, LEAGUE_DEFAULT), "threaded", (e->flags & HMF_THREADED) != 0, "worst", "any",
        worst_json(&e->league[LEAGUE_ANY]), "default", worst_json(&e->league[LEAGUE_DEFAULT]),
        "out_of_league", "any", e->out[LEAGUE_ANY].reason, "default", e->out[LEAGUE_DEFAULT].reason,
        "hint", hint.text);
    if (entry) add_times(entry, j->contest, (int)index);
    return entry;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static json_t *row_json(const judgement *j, const standing *row) {
    return json_pack("{s:s, s:I, s:b, s:s, s:o, s:o, s:b}", "entry", j->entries[row->entry].name,
                     "rank", (json_int_t)row->rank, "tied", row->tied, "grid",
                     row->large ? "large" : "default", "seconds",
                     interval_json(row->seconds.median, row->seconds.low, row->seconds.high),
                     "ratio", interval_json(row->ratio.centre, row->ratio.low, row->ratio.high),
                     "beyond_light", row->flagged);
}

static json_t *board_json(const judgement *j, const contest_board *board) {
    json_t *rows = json_array();
    for (size_t i = 0; i < board->count; i++)
        json_array_append_new(rows, row_json(j, &board->rows[i]));
    return json_pack("{s:s, s:s, s:s, s:b, s:o}", "league", league_name(board->league), "mode",
                     race_mode_name(board->mode), "class", accuracy_class_name(board->class),
                     "threaded", board->threads, "rows", rows);
}

static json_t *boards_json(const judgement *j) {
    contest_board boards[CONTEST_BOARDS_MAX];
    json_t *list = json_array();
    const size_t count = j->contest ? contest_boards(j->contest, boards) : 0;
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, board_json(j, &boards[i]));
        free(boards[i].rows);
    }
    return list;
}

static json_t *protections_json(const judge_host *host) {
    json_t *list = json_array();
    for (protection i = 0; i < PROTECT_COUNT; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:b, s:s}", "name", protection_name(i), "offered",
                                        host->found[i].offered, "why", host->found[i].why));
    return list;
}

json_t *judge_json(const judgement *j) {
    const judge_seed *seed = judge_random_seed(j->host->random);
    json_t *root = hmf_result_begin("judge", 0), *entries = json_array();
    if (!root) return json_decref(entries), NULL;
    json_object_set_new(json_object_get(root, "context"), "seed", json_string(seed->text));
    for (size_t i = 0; i < j->count; i++) json_array_append_new(entries, entry_json(j, i));
    json_object_set_new(root, "seed_given", json_boolean(seed->given));
    json_object_set_new(root, "compiled_by", json_string(compile_command_text()));
    json_object_set_new(root, "reference", json_string(CONTEST_REFERENCE));
    json_object_set_new(root, "protections", protections_json(j->host));
    json_object_set_new(root, "entries", entries);
    json_object_set_new(root, "boards", boards_json(j));
    return root;
}
