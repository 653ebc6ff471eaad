/* write_judge_text.c: for a person at a terminal. */
#include "compile.h"
#include "hint.h"
#include "time_unit.h"
#include "write_judge.h"

#include <math.h>
#include <string.h>

/* ---- numbers --------------------------------------------------------------------------------- */

typedef struct {
    char text[256];
} cell;

static cell in_seconds(double seconds) {
    cell c;
    const hmf_time_unit unit = hmf_time_unit_of(seconds);
    snprintf(c.text, sizeof c.text, "%.3g %s", seconds / unit.seconds, unit.name);
    return c;
}

static cell in_times(double ratio) {
    cell c;
    if (isnan(ratio))
        snprintf(c.text, sizeof c.text, "-");
    else
        snprintf(c.text, sizeof c.text, ratio >= 99.95 ? "%.0fx" : "%.3gx", ratio);
    return c;
}

static cell ratio_with_interval(signed_rank ratio) {
    cell c;
    if (isnan(ratio.centre)) return in_times(NAN);
    snprintf(c.text, sizeof c.text, "%.40s [%.40s, %.40s]", in_times(ratio.centre).text,
             in_times(ratio.low).text, in_times(ratio.high).text);
    return c;
}

static const char *colour_of(const judgement *j, bool good) {
    return !j->colour ? "" : good ? "\033[32m" : "\033[31m";
}

static const char *colour_end(const judgement *j) {
    return j->colour ? "\033[0m" : "";
}

/* ---- one entry ------------------------------------------------------------------------------- */

/* "full, any cosmology". */
static cell class_text(const judge_entry *e) {
    cell c;
    const league best = e->in_league[LEAGUE_ANY] ? LEAGUE_ANY : LEAGUE_DEFAULT;
    snprintf(c.text, sizeof c.text, "%s, %s", accuracy_class_name(e->league[best].class),
             best == LEAGUE_ANY ? "any cosmology" : "default cosmology only");
    return c;
}

void judge_write_line(FILE *stream, const judgement *j, size_t entry) {
    const judge_entry *e = &j->entries[entry];
    fprintf(stream, "%-20s %s%s%s: %s\n", e->name, colour_of(j, entry_correct(e)),
            outcome_name(e->found.outcome), colour_end(j),
            entry_correct(e) ? class_text(e).text : e->found.reason);
}

static void write_accuracy(FILE *stream, const judge_entry *e, league which) {
    const accuracy *a = &e->league[which];
    const hmf_truth_worst *w = &a->worst;
    fprintf(stream, "  %-8s cosmology: ", league_name(which));
    const finding *out = e->out[which].outcome == OUTCOME_CORRECT ? &e->found : &e->out[which];
    if (e->in_league[which])
        fprintf(stream, "%s\n", accuracy_class_name(a->class));
    else
        fprintf(stream, "%s\n    %s\n", outcome_name(out->outcome), out->reason);
    fputs("    worst of the cells: ", stream);
    hmf_truth_print(stream, w);
}

/* A column for each race that counts. */
typedef struct {
    const contest_heat *heat[4];
    size_t racer[4], count;
    char title[4][32];
} columns;

static columns columns_of(const judgement *j, int entry) {
    columns c = {0};
    for (league l = 0; l < LEAGUE_COUNT; l++)
        for (race_mode mode = 0; mode < RACE_MODE_COUNT; mode++) {
            const contest_heat *heat =
                contest_deciding(j->contest, l, mode, entry, &c.racer[c.count]);
            if (!heat || heat->race.racers[c.racer[c.count]].out) continue;
            c.heat[c.count] = heat;
            snprintf(c.title[c.count], sizeof *c.title, "%s, %s%s", league_name(l),
                     race_mode_name(mode), heat->large ? ", large" : "");
            c.count++;
        }
    return c;
}

static void write_row(FILE *stream, const char *title, const cell *cells, size_t count) {
    fprintf(stream, "  %-14s", title);
    for (size_t i = 0; i < count; i++) fprintf(stream, "  %-26s", cells[i].text);
    fputc('\n', stream);
}

static void write_against(FILE *stream, const columns *c, const char *rung) {
    cell cells[4];
    char title[64];
    bool any = false;
    for (size_t i = 0; i < c->count; i++) {
        size_t other;
        const racer *x = contest_rung(c->heat[i], rung, &other);
        cells[i] = in_times(NAN);
        if (!x || x->out) continue;
        any = true;
        cells[i] = ratio_with_interval(race_ratio(&c->heat[i]->race, other, c->racer[i], 0.025));
    }
    snprintf(title, sizeof title, "  %s", rung);
    if (any) write_row(stream, title, cells, c->count);
}

static void write_times(FILE *stream, const judgement *j, int entry) {
    const columns c = columns_of(j, entry);
    cell cells[4];
    if (c.count == 0) return;
    fputc('\n', stream);
    for (size_t i = 0; i < c.count; i++)
        snprintf(cells[i].text, sizeof cells[i].text, "%s", c.title[i]);
    write_row(stream, "", cells, c.count);
    for (size_t i = 0; i < c.count; i++) {
        const hmf_interval s = race_seconds(&c.heat[i]->race, c.racer[i]);
        snprintf(cells[i].text, sizeof cells[i].text, "%.40s [%.40s, %.40s]",
                 in_seconds(s.median).text, in_seconds(s.low).text, in_seconds(s.high).text);
    }
    write_row(stream, "a call", cells, c.count);
    write_row(stream, "faster than", cells, 0);
    for (size_t i = 0; i < hmf_get_registry()->count; i++)
        write_against(stream, &c, hmf_get_registry()->impls[i]->name);
    for (size_t i = 0; i < c.count; i++) cells[i] = in_seconds(race_overhead(&c.heat[i]->race));
    write_row(stream, "handing over", cells, c.count);
    fputs("  (has been taken away; 95 % intervals, own processes for each of the draws)\n", stream);
    for (size_t i = 0; i < c.count; i++)
        if (contest_beyond_light(c.heat[i], c.racer[i]))
            fprintf(stream,
                    "  FLAGGED: %s is faster than one exp2 and one store a cell; have a look\n",
                    c.title[i]);
}

void judge_write_entry(FILE *stream, const judgement *j, size_t entry) {
    const judge_entry *e = &j->entries[entry];
    judge_write_line(stream, j, entry);
    for (league l = LEAGUE_COUNT; l-- > 0;)
        if (e->league[l].worst.cells > 0) write_accuracy(stream, e, l);
    if (e->found.details && e->found.details[0]) fprintf(stream, "\n%s\n", e->found.details);
    if (j->contest && entry_correct(e)) write_times(stream, j, (int)entry);
    const judge_hint hint = judge_hint_for(e, (int)entry, j->contest);
    if (hint.text[0]) fprintf(stream, "\nnext: %s\n", hint.text);
}

/* ---- boards ---------------------------------------------------------------------------------- */

static void write_board(FILE *stream, const judgement *j, const contest_board *board) {
    fprintf(stream, "\n%s cosmology, %s, class %s, %s\n",
            board->league == LEAGUE_ANY ? "any" : "default", race_mode_name(board->mode),
            accuracy_class_name(board->class), board->threads ? "threaded" : "serial");
    for (size_t i = 0; i < board->count; i++) {
        const standing *row = &board->rows[i];
        fprintf(stream, "  %3zu%s %-20s %10s  %s of %s%s%s\n", row->rank, row->tied ? "=" : " ",
                j->entries[row->entry].name, in_seconds(row->seconds.median).text,
                ratio_with_interval(row->ratio).text, CONTEST_REFERENCE,
                row->large ? ", large grid" : "", row->flagged ? ", FLAGGED: beyond light" : "");
    }
}

void judge_write_boards(FILE *stream, const judgement *j) {
    contest_board boards[CONTEST_BOARDS_MAX];
    const size_t count = contest_boards(j->contest, boards);
    for (size_t i = 0; i < count; i++) {
        write_board(stream, j, &boards[i]);
        free(boards[i].rows);
    }
    fprintf(stream,
            "\nA time is that of a call without the handing over, %s here; the ratio is to "
            "the rung %s, in pairs.\n"
            "Equal ranks: nobody is surely ahead by more than 1 %%. Compiled by %s\n",
            j->contest->nheats ? in_seconds(race_overhead(&j->contest->heats[0].race)).text : "-",
            CONTEST_REFERENCE, compile_command_text());
}
