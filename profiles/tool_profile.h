/* SPDX-License-Identifier: MIT */
/* tool_profile.h: the parts of ./hmf profile that its two halves share. */
#ifndef PROFILE_TOOL_PROFILE_H
#define PROFILE_TOOL_PROFILE_H

#include "profilers.h"

/* The options of --diff; an unknown source is NULL. */
typedef struct {
    const char *sides[2]; /* implementations, folders or callgrind files */
    const char *sources[2];
    const char *out; /* folder */
    unsigned long top;
    bool json;
} profile_difference_options;

/* Compares two profiles, of which implementations are profiled first, writes the files and prints.
 * Returns an exit status; *interrupt is the signal that ended it, or 0. */
int profile_run_difference(const profile_difference_options *o, int *interrupt);

/* Runs all profilers and leaves the files in the folder. Returns an exit status after printing the
 * reason; run->interrupt is a signal or 0. Free run->result with profile_free. */
int profile_run_all(profile_run *run, const hmf_impl *impl, const char *folder);

/* Sets the default folder of an implementation's profile. */
void profile_default_folder(const hmf_impl *impl, char folder[PATH_MAX]);

/* Dies if standard output could not be written. */
void profile_finish_output(bool written);

#endif
