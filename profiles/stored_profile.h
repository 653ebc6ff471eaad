/* stored_profile.h: a profile that was written to a folder, read back, or what callgrind left. */
#ifndef HMF_PROFILE_STORED_PROFILE_H
#define HMF_PROFILE_STORED_PROFILE_H

#include "tables.h"

#include <jansson.h>

typedef struct {
    char *path;
    bool counts_only; /* path is callgrind's file: there is no job, and there are no hits and stacks
                       */
    const char *implementation, *workload, *mode, *clone, *compiler, *commit; /* owned by root */
    const char *creator, *command, *trigger; /* with counts_only, as callgrind.h; owned by root */
    char *source_root;                       /* as source_root_find, NULL where unknown; owned */
    const char *unread_source; /* a file below it that cannot be read, or NULL; of lines        */
    uint64_t instructions;
    profile_functions functions; /* the counted columns                     */
    profile_lines lines;         /* hits and the counted columns            */
    const char **text;           /* [lines.count], of each line, "" where unknown; owned by root */
    profile_stacks stacks;       /* counted: their total as profile.h says  */
    json_t *root;
} stored_profile;

/* Reads profile.json and counted.folded. `source` is the root of its sources, NULL: to be found. On
 * failure, which is also a profile without counts, returns false with the file and the reason in
 * message[size], and there is nothing to free. */
bool stored_profile_read(const char *folder, const char *source, stored_profile *p, char *message,
                         size_t size);

/* Likewise for a file of callgrind's, as callgrind.h reads it. The text of lines is that of the
 * sources, first of those in `source`, then of those that the file names. */
bool stored_counts_read(const char *file, const char *source, stored_profile *p, char *message,
                        size_t size);

/* The file of a line or function, below the root of the sources where it is there. */
const char *stored_profile_source(const stored_profile *p, const char *file);

void stored_profile_free(stored_profile *p);

#endif
