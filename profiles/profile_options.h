/* SPDX-License-Identifier: MIT */
/* profile_options.h: the command line of ./hmf profile. */
#ifndef HMF_PROFILE_OPTIONS_H
#define HMF_PROFILE_OPTIONS_H

#include "workloads.h"

#include <limits.h>
#include <stdbool.h>

typedef struct {
    const hmf_impl *impl; /* NULL with difference                                       */
    bool difference;      /* between sides[0] and sides[1]: names, folders or files     */
    const char *sides[2];
    const char *sources[2]; /* the root of each side's sources; NULL: not said            */
    const hmf_workload *workload;
    const char *mode;      /* "cold" or "warm"                                           */
    char out[PATH_MAX];    /* folder, "": where profile_options_folder says              */
    double seconds, limit; /* as in profile_run                                          */
    unsigned long top;
    bool json;
} profile_options;

extern const char profile_usage[];

/* False, after saying the reason on stderr. */
bool profile_options_read(int argc, char **argv, profile_options *options);

/* The folder that a profile of this implementation goes to by default; false when its path is too
 * long. */
bool profile_options_folder(const profile_options *options, const hmf_impl *impl,
                            char folder[PATH_MAX]);

#endif
