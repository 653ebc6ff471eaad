/*
 * stacks.h: how much was spent in each chain of calls, and the "folded" text that tools for flame
 * graphs read and write: a line a stack, "root;caller;leaf COUNT".
 */
#ifndef HMF_PROFILE_STACKS_H
#define HMF_PROFILE_STACKS_H

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

/* Adds a stack; the same one may come again until profile_stacks_merge. False: memory is short. */
bool profile_stacks_add(profile_stacks *stacks, const char *frames, uint64_t count);

/* Sorts by frames; equal stacks become one. */
void profile_stacks_merge(profile_stacks *stacks);

uint64_t profile_stacks_total(const profile_stacks *stacks);

/* False: errno says why. */
bool profile_stacks_write(FILE *stream, const profile_stacks *stacks);

/* Fills an empty table from a file of folded stacks, merged. On failure returns false with the
 * file, the line and the reason in message[size], and the table is empty. */
bool profile_stacks_read(const char *path, profile_stacks *stacks, char *message, size_t size);

void profile_stacks_free(profile_stacks *stacks);

#endif
