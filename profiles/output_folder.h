/* SPDX-License-Identifier: MIT */
/*
 * output_folder.h: the folder that a run leaves its files in. They are made in a hidden folder
 * inside it and moved to their places together, at the end: a run that fails or is interrupted
 * leaves no half result, and what an earlier one left stays as it was. What one that was killed
 * could not take away, the next one does.
 */
#ifndef HMF_PROFILE_OUTPUT_FOLDER_H
#define HMF_PROFILE_OUTPUT_FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct {
    char path[PATH_MAX];    /* absolute                                       */
    char staging[PATH_MAX]; /* absolute; where to put the files, names as above */
    int lock;               /* holds staging: whoever comes later lets it be  */
    bool made;              /* path did not exist before                      */
} output_folder;

/* Makes the folder, and those above it, where they are missing. On failure returns false with the
 * reason in message[size], and nothing is left to discard. */
bool output_folder_open(output_folder *folder, const char *path, char *message, size_t size);

/* PATH of one of the files while it is made; false, with a message, when that is too long. */
bool output_folder_file(const output_folder *folder, const char *name, char path[PATH_MAX],
                        char *message, size_t size);

/* Makes one of the files by what `write` writes of `what`, which returns false with the reason in
 * errno. */
bool output_folder_write(const output_folder *folder, const char *name,
                         bool (*write)(FILE *stream, const void *what), const void *what,
                         char *message, size_t size);

/* Whether anything more can be written; false, with a message, on a full disk. */
bool output_folder_has_room(const output_folder *folder, char *message, size_t size);

/* Moves the files names[count] to their places, in that order; one that was not made is removed
 * from an earlier run. Ends the folder's use, like output_folder_discard. */
bool output_folder_publish(output_folder *folder, const char *const *names, size_t count,
                           char *message, size_t size);

/* Removes what was made so far. */
void output_folder_discard(output_folder *folder);

#endif
