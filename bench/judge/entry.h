/* entry.h: one file handed in, and all that is found out about it. */
#ifndef JUDGE_ENTRY_H
#define JUDGE_ENTRY_H

#include "accuracy.h"
#include "host.h"
#include "jail.h"
#include "outcome.h"
#include "questions.h"

typedef struct {
    char name[JAIL_NAME]; /* of the file, without folder and .c; hmf_impl_NAME is its descriptor */
    char *path;           /* as it was given */
    char *source;
    size_t size;
    finding found;  /* OUTCOME_CORRECT until something else is found */
    int module;     /* descriptor of the compiled module, or -1      */
    int sanitized;  /* the same with sanitizers                      */
    unsigned flags; /* of its descriptor                             */
    accuracy league[LEAGUE_COUNT];
    bool in_league[LEAGUE_COUNT]; /* checked there, and not wrong          */
    finding out[LEAGUE_COUNT];    /* why not, where it is only there       */
} judge_entry;

/* Reads the file. What is wrong with it is found, not returned: false only when memory is short.
 * The caller gives the entry to entry_free either way. */
bool entry_read(judge_entry *entry, const char *path);
void entry_free(judge_entry *entry);

/* Compiles and checks it: with sanitizers on what breaks sloppy code, then as it will be timed on
 * certified and on drawn questions of both leagues. An entry that is wrong for other cosmologies
 * than the default one stays in the league of that one. */
void entry_check(judge_entry *entry, const judge_host *host);

/* Whether it may race. */
bool entry_correct(const judge_entry *entry);

#endif
