/* hint.h: what to do next with an entry. */
#ifndef JUDGE_HINT_H
#define JUDGE_HINT_H

#include "contest.h"

typedef struct {
    char text[512];
} judge_hint;

/* c = NULL: it was not timed. One or two sentences. */
judge_hint judge_hint_for(const judge_entry *entry, int index, const contest *c);

#endif
