/* SPDX-License-Identifier: MIT */
/* report.c: writes results as text and JSON. */
#include "report.h"

#include "format.h"
#include "result_file.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>

/* ---- text: one entry ------------------------------------------------------------------------- */

static const char *format_signed_rank(signed_rank ratio, format_text *text) {
    return format_ratio((hmf_interval){ratio.centre, ratio.low, ratio.high, format_confidence},
                        text);
}

void judge_write_line(FILE *stream, const judge_results *j, size_t entry) {
    const judge_entry *e = &j->entries[entry];
    const bool correct = judge_entry_correct(e);
    fprintf(stream, "%-20s %s%s%s: ", e->name,
            !j->colour ? ""
            : correct  ? "\033[32m"
                       : "\033[31m",
            judge_outcome_name(e->found.outcome), j->colour ? "\033[0m" : "");
    const bool any = e->passed[JUDGE_ANY_COSMOLOGY];
    if (correct)
        fprintf(stream, "%s, %s\n",
                judge_class_names[e->accuracy[any ? JUDGE_ANY_COSMOLOGY : JUDGE_DEFAULT_COSMOLOGY]
                                      .reached],
                any ? "any cosmology" : "default cosmology only");
    else
        fprintf(stream, "%s\n", e->found.reason);
}

static void write_accuracy(FILE *stream, const judge_entry *e, judge_question_set set) {
    const judge_accuracy *a = &e->accuracy[set];
    const judge_finding *failed =
        e->failed[set].outcome == JUDGE_CORRECT ? &e->found : &e->failed[set];
    fprintf(stream, "  %-8s cosmology: ", judge_question_set_names[set]);
    if (e->passed[set])
        fprintf(stream, "%s\n", judge_class_names[a->reached]);
    else
        fprintf(stream, "%s\n    %s\n", judge_outcome_name(failed->outcome), failed->reason);
    fputs("    worst cell: ", stream);
    hmf_truth_print(stream, &a->worst);
}

/* The races that decide for an entry, one for each column of its table. */
enum { COLUMNS = (int)JUDGE_QUESTION_SETS * (int)JUDGE_MODES, COLUMN_WIDTH = 28 };
typedef struct {
    const judge_race *race[COLUMNS];
    size_t racer[COLUMNS], count;
} columns;

static columns columns_of(const judge_results *j, int entry) {
    columns c = {0};
    for (judge_question_set set = 0; set < JUDGE_QUESTION_SETS; set++)
        for (judge_mode mode = 0; mode < JUDGE_MODES; mode++) {
            const judge_race *r =
                judge_tournament_deciding(j->tournament, set, mode, entry, &c.racer[c.count]);
            if (r && !r->racers[c.racer[c.count]].out) c.race[c.count++] = r;
        }
    return c;
}

static void write_row(FILE *stream, const char *title, const format_text *cells, size_t count) {
    fprintf(stream, "  %-14s", title);
    for (size_t i = 0; i < count; i++) {
        const size_t used = text_columns(cells[i].text);
        fprintf(stream, "  %s%*s", cells[i].text,
                used < COLUMN_WIDTH ? (int)(COLUMN_WIDTH - used) : 0, "");
    }
    fputc('\n', stream);
}

static void write_against(FILE *stream, const columns *c, const char *rung) {
    format_text cells[COLUMNS];
    char title[64];
    bool any = false;
    for (size_t i = 0; i < c->count; i++) {
        size_t other;
        const judge_racer *x = judge_race_rung(c->race[i], rung, &other);
        signed_rank ratio = {NAN, NAN, NAN};
        if (x && !x->out) {
            any = true;
            ratio = judge_race_ratio(c->race[i], other, c->racer[i], 0.025);
        }
        format_signed_rank(ratio, &cells[i]);
    }
    snprintf(title, sizeof title, "  %s", rung);
    if (any) write_row(stream, title, cells, c->count);
}

static void write_times(FILE *stream, const judge_results *j, int entry) {
    const columns c = columns_of(j, entry);
    format_text cells[COLUMNS];
    if (c.count == 0) return;
    fputc('\n', stream);
    for (size_t i = 0; i < c.count; i++)
        snprintf(cells[i].text, sizeof cells[i].text, "%s, %s%s",
                 judge_question_set_names[c.race[i]->set], judge_mode_names[c.race[i]->mode],
                 c.race[i]->large ? ", large grid" : "");
    write_row(stream, "", cells, c.count);
    for (size_t i = 0; i < c.count; i++)
        format_time(judge_race_seconds(c.race[i], c.racer[i]), &cells[i]);
    write_row(stream, "a call", cells, c.count);
    write_row(stream, "faster than", cells, 0);
    for (size_t i = 0; i < hmf_get_registry()->count; i++)
        write_against(stream, &c, hmf_get_registry()->impls[i]->name);
    for (size_t i = 0; i < c.count; i++) format_seconds(judge_race_overhead(c.race[i]), &cells[i]);
    write_row(stream, "overhead", cells, c.count);
    fputs("  (The overhead is subtracted. 95 % intervals over runs in separate processes.)\n",
          stream);
    for (size_t i = 0; i < c.count; i++)
        if (judge_race_beats_lower_bound(c.race[i], c.racer[i]))
            fprintf(stream,
                    "  FLAGGED: %s cosmology, %s: faster than one exp2 and one store per cell; "
                    "please check it\n",
                    judge_question_set_names[c.race[i]->set], judge_mode_names[c.race[i]->mode]);
}

void judge_write_entry(FILE *stream, const judge_results *j, size_t entry) {
    const judge_entry *e = &j->entries[entry];
    judge_write_line(stream, j, entry);
    for (int set = JUDGE_QUESTION_SETS; set-- > 0;)
        if (e->accuracy[set].worst.cells > 0) write_accuracy(stream, e, (judge_question_set)set);
    if (e->found.details && e->found.details[0]) fprintf(stream, "\n%s\n", e->found.details);
    if (j->tournament && judge_entry_correct(e)) write_times(stream, j, (int)entry);
    const judge_hint hint = judge_hint_for(e, (int)entry, j->tournament);
    if (hint.text[0]) fprintf(stream, "\nnext: %s\n", hint.text);
}

/* ---- text: boards ---------------------------------------------------------------------------- */

static void write_board(FILE *stream, const judge_results *j, const judge_board *board) {
    format_text seconds, ratio;
    fprintf(stream, "\n%s cosmology, %s, class %s, %s\n", judge_question_set_names[board->set],
            judge_mode_names[board->mode], judge_class_names[board->reached],
            board->threads ? "threaded" : "serial");
    for (size_t i = 0; i < board->count; i++) {
        const judge_standing *row = &board->rows[i];
        format_seconds(row->seconds.median, &seconds);
        fprintf(stream, "  %3zu%s %-20s %*s%s  %s of %s%s%s\n", row->rank, row->tied ? "=" : " ",
                j->entries[row->entry].name, 10 - (int)text_columns(seconds.text), "", seconds.text,
                format_signed_rank(row->ratio, &ratio), JUDGE_REFERENCE,
                row->large ? ", large grid" : "",
                row->flagged ? ", FLAGGED: faster than the lower bound" : "");
    }
}

void judge_write_boards(FILE *stream, const judge_results *j) {
    judge_board boards[JUDGE_BOARDS_MAX];
    const judge_tournament *t = j->tournament;
    const size_t count = judge_boards(t, boards);
    for (size_t i = 0; i < count; i++) {
        write_board(stream, j, &boards[i]);
        free(boards[i].rows);
    }
    format_text overhead;
    fprintf(stream,
            "\nTimes are of one call without the overhead, here %s. Ratios are to the rung %s, in "
            "pairs.\n"
            "Entries have equal ranks if none is certainly faster by more than 1 %%. Compiled by "
            "%s\n",
            format_seconds(t->nraces ? judge_race_overhead(&t->races[0]) : NAN, &overhead),
            JUDGE_REFERENCE, judge_compile_command);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *real(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *interval_json(double median, double low, double high) {
    return json_pack("{s:o, s:o, s:o}", "median", real(median), "low", real(low), "high",
                     real(high));
}

static json_t *class_json(const judge_entry *e, judge_question_set set) {
    return e->passed[set] ? json_string(judge_class_names[e->accuracy[set].reached]) : json_null();
}

static json_t *worst_json(const judge_accuracy *a) {
    const hmf_truth_worst *w = &a->worst;
    const hmf_cosmology *c = &w->cosmology;
    if (w->cells == 0) return json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "omega_m",
                     real(c->omega_m), "omega_lambda", real(c->omega_lambda), "h0", real(c->h0),
                     "sigma_8", real(c->sigma_8), "n_s", real(c->n_s), "delta_c", real(c->delta_c),
                     "z", real(w->z), "mass", real(w->mass), "nu", real(w->nu), "got", real(w->got),
                     "want", real(w->want), "error", real(w->error), "cells", (json_int_t)w->cells);
}

/* In JSON, "league" is the question set. */
static json_t *result_json(const judge_race *r, size_t i) {
    const hmf_interval s = judge_race_seconds(r, i);
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:b}", "league", judge_question_set_names[r->set],
                     "mode", judge_mode_names[r->mode], "grid", r->large ? "large" : "default",
                     "seconds", interval_json(s.median, s.low, s.high), "overhead",
                     real(judge_race_overhead(r)), "beyond_light",
                     judge_race_beats_lower_bound(r, i));
}

/* Appends the speed-up over each rung. */
static void add_against(json_t *against, const judge_race *r, size_t i) {
    for (size_t k = 0; k < hmf_get_registry()->count; k++) {
        const char *rung = hmf_get_registry()->impls[k]->name;
        size_t other;
        const judge_racer *x = judge_race_rung(r, rung, &other);
        if (!x || x->out) continue;
        const signed_rank ratio = judge_race_ratio(r, other, i, 0.025);
        json_array_append_new(
            against,
            json_pack("{s:s, s:s, s:s, s:s, s:o}", "league", judge_question_set_names[r->set],
                      "mode", judge_mode_names[r->mode], "grid", r->large ? "large" : "default",
                      "rung", rung, "ratio", interval_json(ratio.centre, ratio.low, ratio.high)));
    }
}

static void add_times(json_t *entry, const judge_tournament *t, int index) {
    json_t *results = json_array(), *against = json_array();
    for (size_t k = 0; t && k < t->nraces; k++) {
        const judge_race *r = &t->races[k];
        for (size_t i = 0; i < r->count; i++) {
            if (r->racers[i].entry != index || r->racers[i].out) continue;
            json_array_append_new(results, result_json(r, i));
            add_against(against, r, i);
        }
    }
    json_object_set_new(entry, "results", results);
    json_object_set_new(entry, "against", against);
}

static json_t *entry_json(const judge_results *j, size_t index) {
    const judge_entry *e = &j->entries[index];
    const judge_hint hint = judge_hint_for(e, (int)index, j->tournament);
    const judge_question_set any = JUDGE_ANY_COSMOLOGY, standard = JUDGE_DEFAULT_COSMOLOGY;
    json_t *entry = json_pack(
        "{s:s, s:s, s:s, s:o, s:{s:o, s:o}, s:b, s:{s:o, s:o}, s:{s:s, s:s}, s:s}", "name", e->name,
        "verdict", judge_outcome_name(e->found.outcome), "reason", e->found.reason, "details",
        e->found.details ? json_string(e->found.details) : json_null(), "class", "any",
        class_json(e, any), "default", class_json(e, standard), "threaded",
        (e->flags & HMF_THREADED) != 0, "worst", "any", worst_json(&e->accuracy[any]), "default",
        worst_json(&e->accuracy[standard]), "out_of_league", "any", e->failed[any].reason,
        "default", e->failed[standard].reason, "hint", hint.text);
    add_times(entry, j->tournament, (int)index);
    return entry;
}

static json_t *row_json(const judge_results *j, const judge_standing *row) {
    return json_pack("{s:s, s:I, s:b, s:s, s:o, s:o, s:b}", "entry", j->entries[row->entry].name,
                     "rank", (json_int_t)row->rank, "tied", row->tied, "grid",
                     row->large ? "large" : "default", "seconds",
                     interval_json(row->seconds.median, row->seconds.low, row->seconds.high),
                     "ratio", interval_json(row->ratio.centre, row->ratio.low, row->ratio.high),
                     "beyond_light", row->flagged);
}

static json_t *board_json(const judge_results *j, const judge_board *board) {
    json_t *rows = json_array();
    for (size_t i = 0; i < board->count; i++)
        json_array_append_new(rows, row_json(j, &board->rows[i]));
    return json_pack("{s:s, s:s, s:s, s:b, s:o}", "league", judge_question_set_names[board->set],
                     "mode", judge_mode_names[board->mode], "class",
                     judge_class_names[board->reached], "threaded", board->threads, "rows", rows);
}

static json_t *boards_json(const judge_results *j) {
    judge_board boards[JUDGE_BOARDS_MAX];
    json_t *list = json_array();
    const size_t count = j->tournament ? judge_boards(j->tournament, boards) : 0;
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, board_json(j, &boards[i]));
        free(boards[i].rows);
    }
    return list;
}

static json_t *protections_json(const judge_machine *machine) {
    json_t *list = json_array();
    for (int i = 0; i < JUDGE_PROTECTIONS; i++)
        json_array_append_new(list, json_pack("{s:s, s:b, s:s}", "name", judge_protections[i].name,
                                              "offered", machine->protections[i].offered, "why",
                                              machine->protections[i].why));
    return list;
}

json_t *judge_json(const judge_results *j) {
    const judge_seed *seed = judge_random_seed(j->machine->random);
    json_t *root = result_begin("judge", 0), *entries = json_array();
    json_object_set_new(json_object_get(root, "context"), "seed", json_string(seed->text));
    for (size_t i = 0; i < j->count; i++) json_array_append_new(entries, entry_json(j, i));
    json_object_set_new(root, "seed_given", json_boolean(seed->given));
    json_object_set_new(root, "compiled_by", json_string(judge_compile_command));
    json_object_set_new(root, "reference", json_string(JUDGE_REFERENCE));
    json_object_set_new(root, "protections", protections_json(j->machine));
    json_object_set_new(root, "entries", entries);
    json_object_set_new(root, "boards", boards_json(j));
    return root;
}
