/* gate_options.h: what may be said on the command line of ./hmf gate, once the builds are there. */
#ifndef HMF_GATE_OPTIONS_H
#define HMF_GATE_OPTIONS_H

#include "gate_report.h"

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GATE_LIST_MAX = 64 };

/* The words of an option that may come several times; borrowed from argv. */
typedef struct {
    const char *item[GATE_LIST_MAX];
    size_t count;
} gate_list;

/* An accepted slow-down, "PATTERN METRIC PERCENT WHY" taken apart. */
typedef struct {
    char pattern[128]; /* of names of comparisons, as the shell matches    */
    char metric[16];   /* "time", "instructions", "removed", "answers", "promise", "interface" */
    double limit;      /* no more than that is accepted, as a ratio: 0.03  */
    const char *why;
} gate_accepted;

typedef struct {
    const char *base, *head;               /* build folders, or programs                          */
    bool binaries;                         /* base and head are Google Benchmark programs         */
    const char *base_title, *head_title;   /* how a person would name them                        */
    const char *base_target, *head_target; /* the modules in the build folders                    */
    gate_list only;                        /* implementations; none: all                          */
    gate_list compare;                     /* comparisons; none: those that layer 1 finds cheap   */
    gate_accepted accept[GATE_LIST_MAX];   /* accepted slow-downs                                 */
    size_t accepts;                        /* how many of them there are                          */
    const char *nothing;                   /* why there is nothing to compare, or NULL            */
    gate_list note;                        /* for the report                                      */
    bool has_filter;
    regex_t filter;         /* extended, of names of comparisons, if has_filter                 */
    bool all;               /* also what is the same machine code                               */
    bool list;              /* only say which comparisons there are                             */
    bool time_only;         /* layer 2 alone, of everything                                     */
    double margin;          /* ratio: 0.01                                                      */
    double threaded_margin; /* the same for what has threads                                    */
    double level;           /* of wrong alarms, for the whole run                               */
    double seconds;         /* that layer 2 may take                                            */
    size_t most;            /* draws in a round                                                 */
    double draw_seconds;    /* for one comparison in one draw: of builds                        */
    double min_time;        /* for one benchmark in one run: of programs                        */
    const char *metric;     /* of programs: "real", "cpu" or NULL, what suits each benchmark    */
    gate_fail_on fail_on;
    uint64_t seed;
    const char *json, *junit, *markdown; /* files to write, or NULL                               */
    bool annotations;
} gate_options;

extern const char gate_usage[];

/* Fills options from the command line; messages begin with argv[0]. Returns false having said why.
 */
bool gate_options_read(int argc, char **argv, gate_options *options);
void gate_options_free(gate_options *options);

/* Returns whether --only and --filter ask for a comparison of that implementation,
 * IMPL/WORKLOAD/MODE in any workload and mode. */
bool gate_options_want_impl(const gate_options *options, const char *impl);

/* Whether --only or --compare asks for it by its name. */
bool gate_options_name(const gate_options *options, const char *impl);

/* Whether --only and --filter ask for a comparison of that name, IMPL/WORKLOAD/MODE. */
bool gate_options_want(const gate_options *options, const char *name);

#endif
