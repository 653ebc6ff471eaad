/* write_judge.h: what the judge says, to people and to programs. */
#ifndef JUDGE_WRITE_H
#define JUDGE_WRITE_H

#include "contest.h"

#include <jansson.h>
#include <stdio.h>

/* All that was found out. */
typedef struct {
    const judge_host *host;
    judge_entry *entries;
    size_t count;
    const contest *contest; /* NULL: nothing was timed */
    bool colour;
} judgement;

/* One line for an entry, when its check is done. */
void judge_write_line(FILE *stream, const judgement *j, size_t entry);

/* All about one entry. */
void judge_write_entry(FILE *stream, const judgement *j, size_t entry);

/* The boards. */
void judge_write_boards(FILE *stream, const judgement *j);

/* Owned by the caller; NULL when memory is short. */
json_t *judge_json(const judgement *j);

#endif
