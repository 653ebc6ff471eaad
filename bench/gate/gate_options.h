/* SPDX-License-Identifier: MIT */
/* gate_options.h: the command line of hmf-gate. */
#ifndef HMF_GATE_OPTIONS_H
#define HMF_GATE_OPTIONS_H

#include "comparison.h"
#include "options.h"

#include <regex.h>

/* The inconclusive runs that fail. A run with an unmeasured comparison always fails. */
typedef enum {
    GATE_FAIL_ON_INCONCLUSIVE, /* all                                           */
    GATE_FAIL_ON_SUSPECT,      /* those with a comparison that may be slower    */
    GATE_FAIL_ON_REGRESSION,   /* none                                          */
} gate_fail_on;

/* The time of a Google Benchmark program that is compared. */
typedef enum {
    GATE_METRIC_AUTO, /* real time if the benchmark's name says so, otherwise CPU time */
    GATE_METRIC_REAL,
    GATE_METRIC_CPU,
} gate_metric;

typedef struct {
    const char *base, *head;               /* build folders, or programs                  */
    bool binaries;                         /* they are Google Benchmark programs          */
    const char *base_title, *head_title;   /* their names in the report                   */
    const char *base_target, *head_target; /* the modules in the build folders            */
    const char *nothing;                   /* why there is nothing to compare, or NULL    */
    cli_list only;                         /* implementations; empty: all                 */
    cli_list compare;                      /* comparisons; empty: see count_instructions  */
    cli_list note;                         /* notes for the report                        */
    gate_accepted *accepted;               /* [accepts] accepted regressions              */
    size_t accepts;
    bool has_filter;
    regex_t filter;         /* of names of comparisons, if has_filter               */
    bool all;               /* include unchanged machine code                       */
    bool list;              /* only list the comparisons                            */
    bool time_only;         /* only time, no answers and no instructions            */
    double margin;          /* ratio: 0.01                                          */
    double threaded_margin; /* margin of implementations with threads               */
    double level;           /* probability of a wrong alarm in the whole run        */
    double seconds;         /* time for draws                                       */
    unsigned long most;     /* draws in a round                                     */
    double draw_seconds;    /* of one comparison in one draw of two builds          */
    double min_time;        /* seconds of one benchmark in one run of a program     */
    int metric;             /* gate_metric                                          */
    int fail_on;            /* gate_fail_on                                         */
    unsigned long seed;
    const char *json, *junit, *markdown; /* output files, or NULL */
    bool annotations;
} gate_options;

/* Parses the command line into options, which are valid until the next call. Returns CLI_ERROR with
 * the reason in message[size], or CLI_HELP. Free the options whatever it returns. */
cli_result gate_options_parse(int argc, char **argv, gate_options *options, char *message,
                              size_t size);

/* The same for the program: prints the help and exits, or dies with the reason. */
void gate_options_read(int argc, char **argv, gate_options *options);

void gate_options_free(gate_options *options);

/* Returns whether --only or --compare names that implementation. */
bool gate_options_name(const gate_options *options, const char *impl);

/* Returns whether --only and --filter select the comparison of that name. */
bool gate_options_want(const gate_options *options, const char *name);

/* Returns whether they select any comparison of that implementation. */
bool gate_options_want_impl(const gate_options *options, const char *impl);

#endif
