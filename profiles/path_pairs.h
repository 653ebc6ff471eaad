/*
 * path_pairs.h: which files of two profiles are the same.
 *
 * Two builds of one project may be in two folders, and one project may have several files with the
 * same last part. Files are the same if their names below the roots of the sources are equal, or
 * their whole names. The other files vote for pairs of folders below which their names are equal;
 * the pair with the most votes wins, then the one with the longest names. No pair is accepted
 * inside an accepted pair, nor inside a folder with as many files that have the same whole name on
 * both sides: a file without a partner there is gone or new.
 */
#ifndef HMF_PROFILE_PATH_PAIRS_H
#define HMF_PROFILE_PATH_PAIRS_H

#include "paths.h"

typedef struct {
    size_t count;
    const char **names; /* of the files, borrowed from the paths; owned */
    size_t *numbers;    /* the same for the same file on both sides; owned */
} path_side;

typedef struct {
    path_side before, after;
} path_pairs;

/* Pairs the files of two profiles, whose paths must outlive the pairs. A root is the folder of the
 * sources, NULL where unknown. Returns false when memory is short. */
bool path_pairs_make(path_pairs *pairs, const profile_paths *before, const char *root_before,
                     const profile_paths *after, const char *root_after);

/* Returns the number of a file of that side, which must be there. */
size_t path_pairs_number(const path_side *side, const char *name);

/* Returns the shortest end of the name of a file that no other file of both sides shares. */
const char *path_pairs_short(const path_pairs *pairs, const char *name, size_t number);

void path_pairs_free(path_pairs *pairs);

#endif
