/*
 * difference.h: what two profiles of one job count differently: two implementations, or two builds
 * of one. Counts have no noise, so that what is the same in both is left out. Where one of them is
 * counts only, so is the difference: stacks are left out, and hits where they are not.
 */
#ifndef HMF_PROFILE_DIFFERENCE_H
#define HMF_PROFILE_DIFFERENCE_H

#include "path_pairs.h"
#include "stored_profile.h"

/* Of a function, or of a line. NULL where one profile does not know it. */
typedef struct {
    const profile_function *function_before, *function_after;
    const profile_line *line_before, *line_after;
    const char *text;       /* of a line, "" where unknown           */
    uint64_t before, after; /* instructions of its own               */
} difference_row;

/* A side's paths, and the numbers of the files that its rows are in, as path_pairs.h has them. */
typedef struct {
    profile_paths paths, objects;
    size_t *of_lines, *of_functions, *of_objects; /* [rows of the table]; owned */
} difference_files;

typedef struct {
    const stored_profile *before, *after;
    difference_files files_before, files_after;
    path_pairs files, objects;
    size_t nfunctions, nlines;
    difference_row *functions, *lines; /* owned; the largest change first */
} difference;

/*
 * Compares two profiles. Functions are the same by name and file (object where no file is known);
 * lines by file and text, and where either comes several times, in that order: so they are found
 * again when others have moved them. Lines without text are matched by number. path_pairs.h has
 * which files are the same. Returns false when memory is short.
 */
bool difference_make(difference *d, const stored_profile *before, const stored_profile *after);

/* Whether both sides are whole profiles, with hits and stacks. */
bool difference_is_whole(const difference *d);

/* Whether both count the same in every function, line and stack. */
bool difference_is_empty(const difference *d);

/* At most `rows` functions and as many lines. */
void difference_write(FILE *stream, const difference *d, size_t rows);

/* Schema 1, as profiles/README.md lists it. Owned by the caller; NULL when memory is short. */
json_t *difference_json(const difference *d);

void difference_free(difference *d);

#endif
