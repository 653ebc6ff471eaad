/* SPDX-License-Identifier: MIT */
/* run_profile.h: one profile from beginning to end. */
#ifndef HMF_RUN_PROFILE_H
#define HMF_RUN_PROFILE_H

#include "profile_options.h"
#include "profilers.h"

/* Puts the implementation under all profilers and leaves the files in that folder. Returns an exit
 * status, after saying the reason on stderr if it is not 0, or the signal in run->interrupt. The
 * run is filled from the beginning; profile_free its result. */
int run_profile(profile_run *run, const profile_options *options, const hmf_impl *impl,
                const char *folder);

#endif
