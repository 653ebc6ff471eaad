/*
 * race.h: several implementations timed on the same questions, in turns.
 *
 * A draw is a fresh process for each racer. In it the questions come in an order drawn anew, some
 * at a time to each racer, racers in an order drawn anew; who is slow gets one at a time, and only
 * the first. Of every call the time of the null submission on the same question is taken away,
 * which fills the same grid: what is left is the racer's own. Two racers are compared by the
 * logarithm of the ratio of their times on a question, its median over a draw's questions, and the
 * signed rank bounds (signed_rank.h) over draws, which are independent.
 *
 * Every answer is checked. Who gives a wrong one, or does not survive, is out.
 */
#ifndef JUDGE_RACE_H
#define JUDGE_RACE_H

#include "accuracy.h"
#include "contestant.h"
#include "questions.h"
#include "signed_rank.h"
#include "statistics.h"

typedef enum { RACE_COLD, RACE_WARM, RACE_MODE_COUNT } race_mode;

/* "cold", "warm"; static. */
const char *race_mode_name(race_mode mode);

enum {
    RACE_DRAWS = 18, /* that are usual */
    RACE_DRAWS_MAX = 64,
    RACE_QUESTIONS = 24,       /* of a race on the small grid */
    RACE_LARGE_QUESTIONS = 12, /* on the large one            */
};

/* The grids: about so many redshifts and masses. */
enum { RACE_Z = 5, RACE_MASSES = 200, RACE_LARGE_Z = 16, RACE_LARGE_MASSES = 1600 };

typedef struct {
    contestant_kind kind;
    const char *name; /* borrowed */
    int module;       /* borrowed */
    bool threads;
    unsigned flags; /* that its descriptor must have, for an entry */
    /* found out: */
    bool out;
    finding found;    /* why it is out         */
    accuracy answers; /* of all its timed calls */
} racer;

typedef struct {
    const judge_host *host;
    const question_list *questions;
    race_mode mode;
    size_t draws;     /* at most RACE_DRAWS_MAX                         */
    bool threads;     /* nobody spins, all cores are the contestants' */
    const char *what; /* "any cosmology, cold", for progress          */
    racer *racers;    /* the first is the null submission; borrowed   */
    size_t count;
    double *seconds; /* [draw][racer][question], NaN where not asked; owned */
} race;

/* Runs it: some seconds. What happens to racers stands in racers[]; false, after a message on
 * stderr, when the judge itself cannot go on. The caller gives the race to race_free either way. */
bool race_run(race *r);
void race_free(race *r);

/* Seconds of a call, without what handing over takes. NaN where there is nothing to tell from. */
hmf_interval race_seconds(const race *r, size_t i);

/* The ratio of a's time to b's, with bounds each passed with a probability of at most level. */
signed_rank race_ratio(const race *r, size_t a, size_t b, double level);

/* The same of whole calls, with what handing over takes. */
signed_rank race_whole_ratio(const race *r, size_t a, size_t b, double level);

/* The median time of the null submission, seconds. */
double race_overhead(const race *r);

#endif
