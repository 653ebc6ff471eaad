/* SPDX-License-Identifier: MIT */
/*
 * stored_profile.h: a profile that ./hmf profile wrote to a folder, read back; and one side of a
 * difference, which is such a folder or a callgrind file.
 *
 * The library hmf_profile_files has these readers and needs no profiler.
 */
#ifndef PROFILE_STORED_PROFILE_H
#define PROFILE_STORED_PROFILE_H

#include "stacks.h"
#include "tables.h"

#include <jansson.h>

/* All texts are borrowed from root unless marked as owned. */
typedef struct {
    char *path;      /* the folder, or the callgrind file; owned                            */
    json_t *root;    /* all of profile.json                                                  */
    json_t *context; /* object; NULL for a callgrind file                                  */
    const char *implementation, *workload, *mode; /* NULL for a callgrind file             */
    const char *compiler, *commit;                /* NULL for a callgrind file */

    const char *not_counted; /* the reason; NULL if callgrind counted                      */
    const char *version;     /* "valgrind-3.19.0", NULL if not counted                     */
    const char *clone;       /* the instruction-set clone that was counted, or NULL  */
    uint64_t instructions;   /* of one pass, 0 if not counted                              */
    uint64_t instructions_in_stacks;
    double release_ratio; /* instructions relative to the release build, 0 if not compared */
    bool release_differs; /* by more than PROFILE_RELEASE_MARGIN                           */

    const char *not_sampled; /* the reason; NULL if gperftools sampled                     */
    double samples, rate_hz, sampled_seconds; /* 0 if not sampled                          */

    profile_functions functions; /* the columns that the file has, sorted                  */
    profile_lines lines;         /* those columns, in file order                     */
    const char **text;           /* [lines.count] of each line, "" if unknown; the array is owned */

    /* Only for a side of a difference. */
    profile_stacks stacks; /* counted                                                      */
    bool counts_only;      /* path is a callgrind file, which has no job, hits or stacks   */
    const char *creator, *command, *trigger; /* of the callgrind file (callgrind_totals)   */
    char *source_root;         /* as source_root_find, NULL if unknown; owned              */
    const char *unread_source; /* a source below it that cannot be read, or NULL           */
} stored_profile;

/* Reads FOLDER/profile.json. On failure returns false with the file and the reason in
 * message[size], and there is nothing to free. */
bool stored_profile_read(const char *folder, stored_profile *p, char *message, size_t size);

/* Reads a side of a difference: a folder with profile.json and counted.folded, or a callgrind file.
 * `source` is the root of its sources; NULL: it is searched (source_root_find). The text of the
 * lines of a callgrind file comes from `source`, then from the paths in the file. Fails as above,
 * also for a profile without counts. */
bool stored_profile_read_side(const char *path, const char *source, stored_profile *p,
                              char *message, size_t size);

/* Returns the first function of that name, or NULL. */
const profile_function *stored_profile_function(const stored_profile *p, const char *name);

/* Returns the name of a file below the root of the sources, or the whole name of another file. */
const char *stored_profile_source(const stored_profile *p, const char *file);

void stored_profile_free(stored_profile *p);

#endif
