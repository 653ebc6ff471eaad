/* write_profile.h: a finished profile, its tables sorted, as text and as JSON. */
#ifndef HMF_PROFILE_WRITE_PROFILE_H
#define HMF_PROFILE_WRITE_PROFILE_H

#include "profile.h"

#include <stdio.h>

/* What was measured, on what, how, and what was not, in a few lines. */
void profile_write_heading(FILE *stream, const profile *p);

/* In the shape of Python's cProfile; at most `rows` functions. */
void profile_write_functions(FILE *stream, const profile *p, size_t rows);

/* In the shape of line_profiler: every function of which a line was executed, with its source text
 * where that can be read; most instructions first. */
void profile_write_lines(FILE *stream, const profile *p);

void profile_write_allocations(FILE *stream, const profile *p);

/* The three functions and the three lines that matter most, and what each is limited by. */
void profile_write_summary(FILE *stream, const profile *p);

/* Schema 1, as profiles/README.md lists it. False when it could not be written or made. */
bool profile_write_json(FILE *stream, const profile *p);

/* ---- for these ------------------------------------------------------------------------------- */

double profile_percent(uint64_t part, uint64_t whole);

/* "file.c:17(function)"; "libm.so.6(function)" where there is no debug information. */
void profile_write_place(FILE *stream, const profile *p, const profile_function *f);

/* What is expected of the sampled time at that rate and did not come, as a share of it: the kernel
 * delivers no more than one profile signal at a time; and a pass of less than some us has the time
 * in it that reading the clock takes, of which there are no samples. Where the host takes time away
 * from a virtual machine there may be more samples than expected, since ticks count whole. */
double profile_samples_lost(const profile *p);

/* By how much a pass was longer for being sampled, as a share: negative where chance was larger. */
double profile_sampling_overhead(const profile *p);

/* How many times as long a pass took under callgrind; 0 where that is not known. */
double profile_counting_slowdown(const profile *p);

#endif
