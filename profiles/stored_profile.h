/* stored_profile.h: a profile that was written to a folder, read back. */
#ifndef HMF_PROFILE_STORED_PROFILE_H
#define HMF_PROFILE_STORED_PROFILE_H

#include "tables.h"

#include <jansson.h>

typedef struct {
    char *folder;
    const char *implementation, *workload, *mode, *clone, *compiler, *commit; /* owned by root */
    uint64_t instructions;
    profile_functions functions; /* the counted columns                     */
    profile_lines lines;         /* hits and the counted columns            */
    const char **text;           /* [lines.count], of each line, "" where unknown; owned by root */
    profile_stacks stacks;       /* counted: their total is instructions    */
    json_t *root;
} stored_profile;

/* Reads profile.json and counted.folded. On failure, which is also a profile without counts,
 * returns false with the file and the reason in message[size], and there is nothing to free. */
bool stored_profile_read(const char *folder, stored_profile *p, char *message, size_t size);

void stored_profile_free(stored_profile *p);

#endif
