/* SPDX-License-Identifier: MIT */
/* write_profile.h: a finished profile, its tables sorted, as text and as JSON. */
#ifndef PROFILE_WRITE_PROFILE_H
#define PROFILE_WRITE_PROFILE_H

#include "profile.h"

#include <stdio.h>

/* Writes the job, the tools, and the profilers that were left out, in a few lines. */
void profile_write_heading(FILE *stream, const profile *p);

/* Writes at most `rows` functions in the format of Python's cProfile. */
void profile_write_functions(FILE *stream, const profile *p, size_t rows);

/* Writes every executed function in the format of line_profiler, with its source text if that can
 * be read; most instructions first. */
void profile_write_lines(FILE *stream, const profile *p);

void profile_write_allocations(FILE *stream, const profile *p);

/* Writes the three most expensive functions and lines with their bottlenecks. */
void profile_write_summary(FILE *stream, const profile *p);

/* Writes profile.json (README.md describes it). Returns false if it could not be written. */
bool profile_write_json(FILE *stream, const profile *p);

/* ---- for these ------------------------------------------------------------------------------- */

double profile_percent(uint64_t part, uint64_t whole);

/* "file.c:17(function)"; "libm.so.6(function)" where there is no debug information. */
void profile_write_place(FILE *stream, const profile *p, const profile_function *f);

/* Returns the fraction of the expected samples that are missing. The kernel delivers one profile
 * signal at a time, and the time of a short pass includes reading the clock, which is not sampled.
 * On a virtual machine that loses time to its host there may be more samples than expected. */
double profile_samples_lost(const profile *p);

/* Returns the relative slow-down of a pass by sampling; noise can make it negative. */
double profile_sampling_overhead(const profile *p);

/* Returns the slow-down of a pass under callgrind, as a factor; 0 if unknown. */
double profile_counting_slowdown(const profile *p);

#endif
