/* SPDX-License-Identifier: MIT */
/*
 * stacks.h: the cost of each chain of calls, as "folded" text, a line "root;caller;leaf COUNT" per
 * stack as flame graph tools read and write it, and as a page with a flame graph.
 */
#ifndef PROFILE_STACKS_H
#define PROFILE_STACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
    char *frames; /* "root;caller;leaf"; owned */
    uint64_t count;
} profile_stack;

typedef struct {
    size_t count;
    profile_stack *rows; /* owned */
} profile_stacks;

/* Adds a stack. The same stack may be added again until profile_stacks_merge. */
void profile_stacks_add(profile_stacks *stacks, const char *frames, uint64_t count);

/* Sorts by frames and joins equal stacks. */
void profile_stacks_merge(profile_stacks *stacks);

uint64_t profile_stacks_total(const profile_stacks *stacks);

/* Writes folded text. With `before`, which is merged like `stacks`, writes two counts per stack:
 * "root;caller;leaf BEFORE AFTER". */
void profile_stacks_write(FILE *stream, const profile_stacks *stacks, const profile_stacks *before);

/* Fills an empty table from a file of folded stacks, merged. On failure returns false with the
 * file, the line and the reason in message[size], and the table is empty. */
bool profile_stacks_read(const char *path, profile_stacks *stacks, char *message, size_t size);

void profile_stacks_free(profile_stacks *stacks);

/* ---- flame graphs ---------------------------------------------------------------------------- */

/* A page that needs no other file and no network (flame_graph.html, flame_graph.js). */
typedef struct {
    const char *title;
    const char *note;             /* below the title, lines separated by '\n'    */
    const char *unit;             /* "instructions", "samples"                   */
    const profile_stacks *stacks; /* merged                                      */
    const profile_stacks *before; /* merged; NULL: no differential flame graph   */
} flame_graph;

void flame_graph_write(FILE *stream, const flame_graph *graph);

#endif
