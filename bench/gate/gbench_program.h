/* SPDX-License-Identifier: MIT */
/* gbench_program.h: runs a Google Benchmark program. */
#ifndef HMF_GBENCH_PROGRAM_H
#define HMF_GBENCH_PROGRAM_H

#include "gbench_json.h"

typedef struct {
    const char *role; /* in messages: "the base"                                                */
    const char *path; /* of the program, with a slash in it; it runs in the current directory   */
    double min_time;  /* seconds for one benchmark in one run, unless its source sets that      */
    double limit;     /* seconds after which a run is stopped                                   */
    char reason[256]; /* why the last run failed                                                */
    char version[32]; /* of its library in the last run, as in gbench_results; "" before        */
} gbench_program;

typedef enum {
    GBENCH_RAN,
    GBENCH_BROKE,  /* crashed, failed, hung or wrote no results: see reason    */
    GBENCH_FAILED, /* cannot be run, or its list cannot be read: see reason    */
} gbench_end;

/* The names of its benchmarks in its order, with '?' for bytes that are not UTF-8. Every line of
 * the printed list is a name; some programs print other lines as well. */
typedef struct {
    char **name; /* [count] */
    size_t count;
} gbench_list;

/* Asks the program for its list; free it in any case. */
gbench_end gbench_ask(gbench_program *program, gbench_list *list);
void gbench_list_free(gbench_list *list);

/* Runs the benchmarks names[count] once, in several processes if the names are too long for one
 * command line. Free the results in any case; they may hold other benchmarks too. */
gbench_end gbench_run(gbench_program *program, const char *const *names, size_t count,
                      gbench_results *results);

#endif
