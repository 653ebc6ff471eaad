/* SPDX-License-Identifier: MIT */
/* entry.h: one entry: a C file, its compiled modules, and the results of its check. */
#ifndef JUDGE_ENTRY_H
#define JUDGE_ENTRY_H

#include "finding.h"
#include "machine.h"
#include "questions.h"
#include "shared_memory.h"

enum { JUDGE_SOURCE_MAX = 64 * 1024 }; /* bytes of source */

typedef struct {
    char name[JUDGE_NAME_SIZE]; /* of the file, without .c; the descriptor is hmf_impl_NAME */
    char *path; /* as given                                                         */
    char *source;
    size_t size;
    judge_finding found; /* JUDGE_CORRECT until the check finds something else */
    int module;          /* descriptor of the module that is timed, or -1      */
    int sanitized;       /* descriptor of the module with sanitizers, or -1    */
    unsigned flags;      /* of its hmf_impl                                    */
    /* For each question set: */
    judge_accuracy accuracy[JUDGE_QUESTION_SETS];
    bool passed[JUDGE_QUESTION_SETS];
    judge_finding failed[JUDGE_QUESTION_SETS]; /* the reason, if it failed only there */
} judge_entry;

/* Reads the file. Problems are recorded in entry->found. Release it with judge_entry_free. */
void judge_entry_read(judge_entry *entry, const char *path);
void judge_entry_free(judge_entry *entry);

/* Compiles and checks an entry: with sanitizers on edge cases, then as it will be timed on
 * certified and drawn questions of both sets. An entry that is wrong only for other cosmologies
 * than the default one stays correct and competes with the default one. */
void judge_entry_check(judge_entry *entry, const judge_machine *machine);

/* Returns whether it may race. */
bool judge_entry_correct(const judge_entry *entry);

/* The compiler's command line for people, "cc -O3 ...". */
extern const char judge_compile_command[];

#endif
