/* next_step.h: what to do after reading the report. */
#ifndef HMF_REPORT_NEXT_STEP_H
#define HMF_REPORT_NEXT_STEP_H

#include "sources.h"

#include <stdio.h>

/* The slowest implementation on the job default, cold; NULL where none was timed. */
const hmf_impl *report_slowest(const report_sources *sources);

/*
 * Why, a sentence a line, and then one command, indented by four: reads as plain text and as
 * Markdown. What is missing or broken comes first; after that the ladder is climbed, from the
 * slowest implementation to the first rung that was not profiled on this commit.
 */
void report_next_step(FILE *out, const report_sources *sources);

/* The same as a string that the caller frees; NULL when memory is short. */
char *report_next_step_text(const report_sources *sources);

#endif
