/* SPDX-License-Identifier: MIT */
/* stored_profile.h: one side of a difference: the counts of a profile that ./hmf profile wrote to a
 * folder, or a callgrind file. */
#ifndef PROFILE_STORED_PROFILE_H
#define PROFILE_STORED_PROFILE_H

#include "stacks.h"
#include "tables.h"

#include <jansson.h>

/* All texts are borrowed from root unless marked as owned. */
typedef struct {
    char *path;            /* the folder, or the callgrind file; owned             */
    json_t *root;          /* all of profile.json                                  */
    bool counts_only;      /* path is a callgrind file, which has no job, hits or stacks   */
    uint64_t instructions; /* of one pass                                          */

    /* Of a folder; NULL for a callgrind file. */
    const char *implementation, *workload, *mode, *compiler, *commit;
    const char *clone; /* the instruction-set clone that was counted */
    profile_stacks stacks;

    /* Of the callgrind file (callgrind_totals). */
    const char *creator, *command, *trigger;

    profile_functions functions; /* the counted columns, sorted                    */
    profile_lines lines;         /* the counted columns and hits, in file order    */
    const char **text;           /* [lines.count] of each line, "" if unknown; the array is owned */
    char *source_root;           /* as source_root_find, NULL if unknown; owned            */
    const char *unread_source;   /* a source below it that cannot be read, or NULL         */
} stored_profile;

/* Reads a folder with profile.json and counted.folded, or a callgrind file. `source` is the root of
 * its sources; NULL: it is searched (source_root_find). The text of the lines of a callgrind file
 * comes from `source`, then from the paths in the file. On failure, also for a profile without
 * counts, returns false with the file and the reason in message[size], and there is nothing to
 * free. */
bool stored_profile_read(const char *path, const char *source, stored_profile *p, char *message,
                         size_t size);

/* Returns the name of a file below the root of the sources, or the whole name of another file. */
const char *stored_profile_source(const stored_profile *p, const char *file);

void stored_profile_free(stored_profile *p);

#endif
