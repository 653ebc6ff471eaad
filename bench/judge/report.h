/* SPDX-License-Identifier: MIT */
/* report.h: the results as text for people and as JSON for programs. */
#ifndef JUDGE_REPORT_H
#define JUDGE_REPORT_H

#include "tournament.h"

#include <jansson.h>
#include <stdio.h>

typedef struct {
    const judge_machine *machine;
    judge_entry *entries;
    size_t count;
    const judge_tournament *tournament; /* NULL: nothing was timed */
    bool colour;
} judge_results;

/* Writes the verdict on an entry in one line. */
void judge_write_line(FILE *stream, const judge_results *j, size_t entry);

/* Writes the verdict, accuracy, times and advice of an entry. */
void judge_write_entry(FILE *stream, const judge_results *j, size_t entry);

/* Writes the boards. */
void judge_write_boards(FILE *stream, const judge_results *j);

/* Returns all results as JSON of kind "judge" (result_file.h), owned by the caller. */
json_t *judge_json(const judge_results *j);

#endif
