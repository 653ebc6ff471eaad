/* SPDX-License-Identifier: MIT */
/*
 * tournament.h: timing entries against the ladder: races (race.c), and which races there are and
 * the boards made from them (tournament.c).
 *
 * A race times several racers on the same questions. It consists of independent runs with a fresh
 * process for each racer. In a run, racers take turns in random order and answer some questions
 * each; slow racers answer one question in a turn, and only the first few. The time of the null
 * submission, which fills the same grid, is subtracted from each call: the rest is the racer's own
 * time. Two racers are compared by the ratio of their times for a question, the median over a run's
 * questions, and the signed rank bounds (signed_rank.h) over runs. Every answer is checked; a wrong
 * answer or a crash disqualifies the racer.
 *
 * For each question set and mode there is a race on the small grid, of all serial entries and the
 * ladder. The ones that take less than 10 us race again on the large grid, which then decides,
 * because passing the small grid between the processes takes longer than that. Entries with threads
 * have races of their own.
 */
#ifndef JUDGE_TOURNAMENT_H
#define JUDGE_TOURNAMENT_H

#include "entry.h"
#include "signed_rank.h"
#include "statistics.h"
#include "worker_client.h"

/* ---- races ----------------------------------------------------------------------------------- */

/* Cold: create, evaluate and destroy are timed. Warm: evaluate alone. */
typedef enum { JUDGE_COLD, JUDGE_WARM, JUDGE_MODES } judge_mode;
extern const char *const judge_mode_names[JUDGE_MODES]; /* "cold", "warm" */

enum {
    JUDGE_RUNS = 18, /* default */
    JUDGE_RUNS_MAX = 64,
    JUDGE_RACE_QUESTIONS = 24,       /* of a race on the small grid */
    JUDGE_RACE_LARGE_QUESTIONS = 12, /* of a race on the large grid */
};

/* Mean sizes of the grids. */
enum {
    JUDGE_RACE_Z = 5,
    JUDGE_RACE_MASSES = 200,
    JUDGE_RACE_LARGE_Z = 16,
    JUDGE_RACE_LARGE_MASSES = 1600
};

enum { JUDGE_NO_ENTRY = -1 };

typedef struct {
    judge_worker_kind kind;
    const char *name; /* borrowed                                               */
    int module;       /* borrowed                                               */
    int entry;        /* its index in the tournament, or JUDGE_NO_ENTRY         */
    bool threads;     /* it may start threads                                   */
    unsigned flags;   /* that the descriptor of an entry must have              */
    /* Results: */
    bool out;               /* disqualified           */
    judge_finding found;    /* the reason             */
    judge_accuracy answers; /* of all its timed calls */
} judge_racer;

typedef struct {
    judge_question_set set;
    judge_mode mode;
    bool threads; /* racers with threads: nobody spins, and workers use all cores */
    bool large;   /* the grid                                                     */
    const judge_machine *machine;
    const judge_questions *questions;
    size_t runs;         /* at most JUDGE_RUNS_MAX                                    */
    judge_racer *racers; /* [count], owned; the first is the null submission          */
    size_t count;
    double *seconds; /* [run][racer][question], NaN if not asked; owned; one more run */
} judge_race;

/* Runs the race, which takes some seconds. Dies if the judge itself fails. */
void judge_race_run(judge_race *r);
void judge_race_free(judge_race *r);

/* Returns the seconds of a call without the null submission's, or NaN without samples. */
hmf_interval judge_race_seconds(const judge_race *r, size_t i);

/* Returns the ratio of a's time to b's. Each bound is exceeded with a probability <= level. */
signed_rank judge_race_ratio(const judge_race *r, size_t a, size_t b, double level);

/* Returns the median time of the null submission (seconds). */
double judge_race_overhead(const judge_race *r);

/* Returns the implementation of the ladder with that name and its index in the race, or NULL. */
const judge_racer *judge_race_rung(const judge_race *r, const char *name, size_t *index);

/* Returns whether racer i is certainly faster than one vector exp2 and one store per cell. Only the
 * large grid can show that. */
bool judge_race_beats_lower_bound(const judge_race *r, size_t i);

/* ---- the tournament -------------------------------------------------------------------------- */

/* All ratios are relative to this implementation. */
#define JUDGE_REFERENCE "universal"

enum { JUDGE_RACES_MAX = 2 * 2 * (int)JUDGE_QUESTION_SETS * (int)JUDGE_MODES };

typedef struct {
    const judge_machine *machine;
    judge_entry *entries; /* borrowed; races update their findings */
    size_t count;
    size_t runs;       /* of each race                     */
    int ladder_module; /* descriptor                       */
    judge_questions small[JUDGE_QUESTION_SETS], large[JUDGE_QUESTION_SETS];
    judge_race races[JUDGE_RACES_MAX];
    size_t nraces;
} judge_tournament;

/* Runs all races. Release it with judge_tournament_free. */
void judge_tournament_run(judge_tournament *t, const judge_machine *machine, judge_entry *entries,
                          size_t count, size_t runs);
void judge_tournament_free(judge_tournament *t);

/* Returns the race of that kind with the entry, whose index in it becomes *index, or NULL. */
const judge_race *judge_tournament_find(const judge_tournament *t, judge_question_set set,
                                        judge_mode mode, bool large, int entry, size_t *index);

/* Returns the race that decides for the entry: on the large grid for fast ones; or NULL. */
const judge_race *judge_tournament_deciding(const judge_tournament *t, judge_question_set set,
                                            judge_mode mode, int entry, size_t *index);

/* ---- boards ---------------------------------------------------------------------------------- */

typedef struct {
    int entry;
    size_t rank; /* 1 + the number of entries that are certainly faster by more than 1 % */
    bool tied;   /* another entry has the same rank                                      */
    bool large;  /* grid of the deciding race                                            */
    hmf_interval seconds;
    signed_rank ratio; /* of its time to the reference's, 95 %     */
    bool flagged;      /* faster than the lower bound: look at it  */
} judge_standing;

/* The entries of one question set, mode, class and kind (serial or with threads), best first. */
typedef struct {
    judge_question_set set;
    judge_mode mode;
    judge_class reached;
    bool threads;
    judge_standing *rows; /* owned */
    size_t count;
} judge_board;

enum { JUDGE_BOARDS_MAX = 2 * (int)JUDGE_QUESTION_SETS * (int)JUDGE_MODES * (int)JUDGE_CLASSES };

/* Fills boards[JUDGE_BOARDS_MAX] with those that are not empty and returns their number. The caller
 * frees the rows of each. */
size_t judge_boards(const judge_tournament *t, judge_board *boards);

typedef struct {
    char text[512];
} judge_hint;

/* Returns advice for the entry in one or two sentences. t is NULL if it was not timed. */
judge_hint judge_hint_for(const judge_entry *entry, int index, const judge_tournament *t);

#endif
