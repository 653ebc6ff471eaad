/* judge_options.h: the command line of ./hmf judge. */
#ifndef JUDGE_OPTIONS_H
#define JUDGE_OPTIONS_H

#include "random.h"

enum { JUDGE_CORRECT = 0, JUDGE_FAILED = 1, JUDGE_NOT_CORRECT = 2 };

typedef struct {
    const char *file;   /* the entry, or NULL          */
    const char *board;  /* a folder of them, or NULL   */
    const char *create; /* the name of a new one, or NULL */
    const char *json;
    judge_seed seed; /* where one was given */
    double patience; /* seconds */
    size_t draws;
    bool quick, accept_reduced;
} judge_options;

/* False: what to do is done (*status is the exit status), --help or an error that was told. */
bool judge_options_read(int argc, char **argv, judge_options *options, int *status);

#endif
