/*
 * questions.h: what entries are asked, with the right answers.
 *
 * The domain of the competition: cosmologies of hmf_domain_promised, redshifts 0 to 30 and masses
 * 1e2 to 1e15, in solar masses. The right answers are those of impls/truth/truth.csv that lie in it,
 * certified, and for questions drawn for one run those of `quadrature`, which the tests hold
 * against the certified ones.
 */
#ifndef JUDGE_QUESTIONS_H
#define JUDGE_QUESTIONS_H

#include "host.h"
#include "outcome.h"
#include "truth.h"

typedef enum { LEAGUE_ANY, LEAGUE_DEFAULT, LEAGUE_COUNT } league;

/* "any", "default"; static. */
const char *league_name(league which);

/* A list of grids, owned. */
typedef struct {
    hmf_truth_grid *grids;
    size_t count, room;
} question_list;

void questions_free(question_list *list);

/* Each of these adds to the list; false: memory was short, or a table could not be read. */

/* The certified cells of the domain: all of them, or those of the default cosmology. */
bool questions_add_certified(question_list *list, league which, finding *found);

/* count grids drawn anew: from nz - nz/4 to nz + nz/4 redshifts, likewise masses, four in a row of
 * each size, so that who goes by sizes or addresses is mistaken; every third with its masses in no
 * order. In the league of the default cosmology only z and mass are drawn. */
bool questions_add_drawn(question_list *list, const judge_host *host, league which, size_t count,
                         size_t nz, size_t nmass, finding *found);

/* Shapes and values at which sloppy code breaks: one cell, one redshift, one mass, equal masses,
 * falling ones, the corners of the domain. */
bool questions_add_edges(question_list *list, const judge_host *host, finding *found);

/* Beyond the domain, where an answer may be anything: the corners of what hmf.h accepts. Their
 * right answers are not filled in. */
bool questions_add_extremes(question_list *list, finding *found);

#endif
