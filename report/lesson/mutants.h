/*
 * mutants.h: implementations with one mistake each, for tests to find.
 *
 * All are one simple implementation (mutants.c); the mistake is chosen in `create`. They are wrong
 * on purpose, and in no registry.
 */
#ifndef LESSON_MUTANTS_H
#define LESSON_MUTANTS_H

#include "hmf.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    const char *kind; /* what those who have not caught it are told: "a parameter" */
    const char *what; /* the mistake, for those who have                           */
    const hmf_impl *impl;
} lesson_mutant;

/* Number 0 has no mistake. */
const lesson_mutant *lesson_mutants(size_t *count);

/* Draws `wanted` different ones of those with a mistake, in ascending order. False: memory is
 * short. */
bool lesson_draw_mutants(uint64_t seed, size_t wanted, size_t *numbers);

#endif
