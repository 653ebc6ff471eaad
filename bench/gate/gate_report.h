/* gate_report.h: what a run of the gate says, to a person, to a program, to a CI system. */
#ifndef HMF_GATE_REPORT_H
#define HMF_GATE_REPORT_H

#include "comparison.h"

#include <jansson.h>
#include <stdio.h>

enum { GATE_NOTES_MAX = 64 };

enum {
    GATE_PASS = 0,
    GATE_FAILED = 1, /* usage or tool error, nothing was measured to the end */
    GATE_REGRESSION = 2,
    GATE_INCONCLUSIVE = 3,
    GATE_WRONG = 4,
};

/* The runs inconclusive by noise that fail. */
typedef enum {
    GATE_FAIL_ON_INCONCLUSIVE, /* every one                                           */
    GATE_FAIL_ON_SUSPECT,      /* those in which a comparison is a suspect            */
    GATE_FAIL_ON_REGRESSION,   /* none: a regression, a wrong answer, a failure only  */
} gate_fail_on;

typedef struct {
    const char *base, *head;   /* as a person would name them: "1a2b3c4 (HEAD~1)", "working tree" */
    const char *metric;        /* of layer 2: "wall time", "real time", "cpu time"               */
    double margin;             /* of most comparisons, as a ratio: 0.01                          */
    double instruction_margin; /* 0.005; 0: none are counted */
    double level;              /* of wrong alarms, for the whole run                             */
    gate_fail_on fail_on;
    uint64_t seed;
    double seconds;    /* that the run took                                              */
    const char *clone; /* that layer 1 counted, "" where it did not                      */
    gate_comparison *comparisons; /* [count], owned by the caller                                */
    size_t count;
    char *notes[GATE_NOTES_MAX]; /* owned by the caller: what the reader must know besides: accepted
                                  * slow-downs that have expired, a dirty tree, what is left out */
    size_t nnotes;
} gate_report;

/* Returns the exit status of the run: wrong answers before regressions before vanished comparisons
 * before inconclusive ones. GATE_FAILED also if no comparison was made; otherwise comparisons that
 * were not made do not fail the run. */
int gate_report_status(const gate_report *report);

/* Returns whether a comparison is inconclusive and perhaps slower: the centre of one of its rounds
 * is beyond its margin. */
bool gate_is_suspect(const gate_comparison *comparison);

/* Returns the number of suspects. */
size_t gate_report_suspects(const gate_report *report);

/* Returns the exit status of the program: that of the report, or GATE_PASS where it is inconclusive
 * by noise alone and fail_on lets that pass. An unmeasured comparison or another interface never
 * passes. */
int gate_report_exit(const gate_report *report);
/* Returns how many comparisons were made: of machine code (OUTCOME_UNCHANGED), instructions or
 * times. */
size_t gate_report_compared(const gate_report *report);

/* Returns whether no comparison was made, and the run ends with GATE_FAILED. */
bool gate_report_nothing_compared(const gate_report *report);

/* "pass", "cannot be judged", "regression", "inconclusive", "wrong answer". */
const char *gate_status_name(int status);

/* What a comparison with that outcome comes to alone. One that is still open is inconclusive. */
int gate_outcome_status(gate_outcome outcome);

/* How many comparisons have that outcome. */
size_t gate_report_tally(const gate_report *report, gate_outcome outcome);

/* How many comparisons come to that alone. */
size_t gate_report_count(const gate_report *report, int status);

/* The table on the terminal, with colour if asked, its last line the tally and the verdict. */
void gate_write_table(FILE *stream, const gate_report *report, bool colour);

/* "kind": "gate", gate_schema 1, with all raw samples. Owned by the caller; NULL when memory is
 * short. */
json_t *gate_report_json(const gate_report *report);

/* JUnit XML: a test case for each comparison. Inconclusive and not compared are skipped, with the
 * reason; a regression is a failure, a wrong answer an error. If no comparison was made, each is an
 * error. */
void gate_write_junit(FILE *stream, const gate_report *report);

/* A comment on a pull request, GitHub's Markdown. */
void gate_write_markdown(FILE *stream, const gate_report *report);

/* GitHub Actions' workflow commands: ::error file=...,line=... for each regression and wrong
 * answer, and for a run without a comparison, ::warning for what is inconclusive. */
void gate_write_annotations(FILE *stream, const gate_report *report);

#endif
