/* standings.c: who is ahead of whom. */
#include "contest.h"

#include <math.h>
#include <stdlib.h>

/* What the place of code in memory alone can make of two copies of one entry. */
static const double no_matter = 1.01;

/* That any two of a board that are equally fast are told apart has at most this probability. */
static const double board_level = 0.01;

/* ---- two entries ----------------------------------------------------------------------------- */

/* Whether a is surely faster than b, by more than what does not matter: on the large grid where
 * both are fast, otherwise on the small one, on which all race. */
static bool is_ahead(const contest *c, const contest_board *board, int a, int b, double level) {
    for (int large = 1; large >= 0; large--) {
        size_t ia, ib;
        const contest_heat *heat = contest_find(c, board->league, board->mode, large, a, &ia);
        if (heat && contest_find(c, board->league, board->mode, large, b, &ib) == heat)
            return race_ratio(&heat->race, ib, ia, level).low > no_matter;
    }
    return false;
}

/* ---- a board --------------------------------------------------------------------------------- */

static bool belongs(const judge_entry *e, const contest_board *board) {
    return entry_correct(e) && e->in_league[board->league] &&
           e->league[board->league].class == board->class &&
           !!(e->flags & HMF_THREADED) == board->threads;
}

static void add_row(const contest *c, contest_board *board, int entry) {
    size_t i, reference;
    const contest_heat *heat = contest_deciding(c, board->league, board->mode, entry, &i);
    if (!heat) return;
    standing *row = &board->rows[board->count++];
    *row = (standing){
        .entry = entry,
        .large = heat->large,
        .seconds = race_seconds(&heat->race, i),
        .ratio = {NAN, NAN, NAN},
        .flagged = contest_beyond_light(heat, i),
    };
    if (contest_rung(heat, CONTEST_REFERENCE, &reference))
        row->ratio = race_ratio(&heat->race, i, reference, 0.025);
}

static void rank_rows(const contest *c, contest_board *board) {
    const double pairs = (double)(board->count * (board->count - 1));
    /* More than so many draws cannot give; where that is too little, nobody is ahead. */
    const double sharpest = ldexp(1.0, -(int)c->draws);
    const double level = fmin(fmax(board_level / fmax(pairs, 1.0), sharpest), board_level);
    for (size_t i = 0; i < board->count; i++) {
        board->rows[i].rank = 1;
        for (size_t k = 0; k < board->count; k++)
            if (k != i && is_ahead(c, board, board->rows[k].entry, board->rows[i].entry, level))
                board->rows[i].rank++;
    }
    for (size_t i = 0; i < board->count; i++)
        for (size_t k = 0; k < board->count; k++)
            if (k != i && board->rows[k].rank == board->rows[i].rank) board->rows[i].tied = true;
}

static int best_first(const void *left, const void *right) {
    const standing *a = left, *b = right;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->large != b->large) return a->large ? -1 : 1;
    if (a->ratio.centre != b->ratio.centre) return a->ratio.centre < b->ratio.centre ? -1 : 1;
    return a->entry - b->entry;
}

static bool fill_board(const contest *c, contest_board *board) {
    board->rows = calloc(c->count ? c->count : 1, sizeof *board->rows);
    if (!board->rows) return false;
    for (size_t i = 0; i < c->count; i++)
        if (belongs(&c->entries[i], board)) add_row(c, board, (int)i);
    rank_rows(c, board);
    qsort(board->rows, board->count, sizeof *board->rows, best_first);
    return true;
}

size_t contest_boards(const contest *c, contest_board *boards) {
    size_t count = 0;
    for (league l = 0; l < LEAGUE_COUNT; l++)
        for (accuracy_class class = CLASS_FULL; class > CLASS_WRONG; class --)
            for (int threads = 0; threads < 2; threads++)
                for (race_mode mode = 0; mode < RACE_MODE_COUNT; mode++) {
                    contest_board board = {
                        .league = l, .mode = mode, .class = class, .threads = threads};
                    if (!fill_board(c, &board)) return 0;
                    if (board.count > 0)
                        boards[count++] = board;
                    else
                        free(board.rows);
                }
    return count;
}
