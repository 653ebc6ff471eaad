/* SPDX-License-Identifier: MIT */
/* next_step.h: the advice at the end of a report. */
#ifndef HMF_REPORT_NEXT_STEP_H
#define HMF_REPORT_NEXT_STEP_H

#include "load.h"

/* Returns the slowest implementation of the ladder on the job `default`, cold, or NULL if none was
 * timed. */
const hmf_impl *report_slowest(const report_sources *sources);

/*
 * Returns the next step, which the caller frees: the reason, one sentence per line, then one
 * command, indented by four blanks. Failures and missing results come first. After that the advice
 * climbs the ladder from the slowest implementation to the first rung without a profile of this
 * commit.
 */
char *report_next_step(const report_sources *sources);

#endif
