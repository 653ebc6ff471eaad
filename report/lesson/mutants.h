/* SPDX-License-Identifier: MIT */
/* mutants.h: implementations with one mistake each, for a student's tests to find. They are not in
 * the registry. */
#ifndef LESSON_MUTANTS_H
#define LESSON_MUTANTS_H

#include "hmf.h"

#include <stdint.h>

typedef struct {
    const char *kind; /* a hint, printed if it is missed: "a parameter" */
    const char *what; /* the mistake, printed if it is caught           */
    const hmf_impl *impl;
} lesson_mutant;

/* Returns all of them. Number 0 has no mistake. */
const lesson_mutant *lesson_mutants(size_t *count);

/* Draws `wanted` different mutants with a mistake, in ascending order. */
void lesson_draw_mutants(uint64_t seed, size_t wanted, size_t *numbers);

#endif
