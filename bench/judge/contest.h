/*
 * contest.h: all races that a set of entries calls for, and who is ahead of whom.
 *
 * For each league and mode there is a race on the small grid, of the serial entries with all rungs
 * of the ladder; where some of them take less than 10 us for it, one more of these on the large
 * grid, which decides among them, because handing over the small one takes longer than that.
 * Entries with threads race apart, against the rungs that come nearest.
 */
#ifndef JUDGE_CONTEST_H
#define JUDGE_CONTEST_H

#include "entry.h"
#include "race.h"

/* The rung to which all ratios are. */
#define CONTEST_REFERENCE "universal"

enum { CONTEST_NONE = -1 };

/* One race, and whose racers these are. */
typedef struct {
    league league;
    bool large;
    race race;
    int *entry; /* [race.count]: index, or CONTEST_NONE for what is no entry */
} contest_heat;

enum { CONTEST_HEATS_MAX = 2 * 2 * (int)LEAGUE_COUNT * (int)RACE_MODE_COUNT };

typedef struct {
    const judge_host *host;
    judge_entry *entries; /* borrowed; what they are found to be in a race is noted in them */
    size_t count;
    size_t draws;     /* of each race */
    int rungs_module; /* descriptor   */
    question_list small[LEAGUE_COUNT], large[LEAGUE_COUNT];
    contest_heat heats[CONTEST_HEATS_MAX];
    size_t nheats;
} contest;

/* Runs all races; false, after a message on stderr, when the judge cannot go on. The caller gives
 * the contest to contest_free either way. */
bool contest_run(contest *c, const judge_host *host, judge_entry *entries, size_t count,
                 size_t draws);
void contest_free(contest *c);

/* The race of that kind in which the entry (or, for its name, the rung) takes part, and which racer
 * it is there; NULL where there is none. */
const contest_heat *contest_find(const contest *c, league which, race_mode mode, bool large,
                                 int entry, size_t *index);
const racer *contest_rung(const contest_heat *heat, const char *name, size_t *index);

/* The race that counts for it: the large one for those that are fast. */
const contest_heat *contest_deciding(const contest *c, league which, race_mode mode, int entry,
                                     size_t *index);

/* Whether a racer on the large grid is surely faster than one vector exp2 and one store a cell. */
bool contest_beyond_light(const contest_heat *heat, size_t i);

/* ---- standings ------------------------------------------------------------------------------- */

typedef struct {
    int entry;
    size_t rank; /* 1 + how many are surely ahead, by more than 1 % */
    bool tied;   /* somebody else has the same rank                 */
    bool large;  /* the race that decided                           */
    hmf_interval seconds;
    signed_rank ratio; /* of its time to the reference's, 95 % */
    bool flagged;      /* beyond the speed of light            */
} standing;

/* Entries of one league, mode, class and kind (serial or with threads), best first. */
typedef struct {
    league league;
    race_mode mode;
    accuracy_class class;
    bool threads;
    standing *rows; /* owned */
    size_t count;
} contest_board;

enum { CONTEST_BOARDS_MAX = 2 * (int)LEAGUE_COUNT * (int)RACE_MODE_COUNT * (int)CLASS_COUNT };

/* Fills boards[CONTEST_BOARDS_MAX] with those that are not empty; returns how many, or 0 when
 * memory is short. The caller frees the rows of each. */
size_t contest_boards(const contest *c, contest_board *boards);

#endif
