/* SPDX-License-Identifier: MIT */
/* run_difference.h: ./hmf profile --diff from beginning to end. */
#ifndef HMF_RUN_DIFFERENCE_H
#define HMF_RUN_DIFFERENCE_H

#include "profile_options.h"

/* Profiles what is named and not a folder, compares, leaves the files and prints. Returns an exit
 * status; *interrupt is the signal that ended it, or 0. */
int run_difference(const profile_options *options, int *interrupt);

#endif
