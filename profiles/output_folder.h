/* SPDX-License-Identifier: MIT */
/*
 * output_folder.h: the folder of a run's files. They are made in a hidden staging folder inside it
 * and moved to their places together at the end. A run that fails, dies or is interrupted leaves
 * the files of the earlier run as they were. The next run removes the staging folder of a killed
 * run. One folder is in use at a time.
 */
#ifndef PROFILE_OUTPUT_FOLDER_H
#define PROFILE_OUTPUT_FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct {
    char path[PATH_MAX];    /* absolute                                       */
    char staging[PATH_MAX]; /* absolute; the files go here first              */
    int lock;               /* locks staging against other runs               */
    bool made;              /* path did not exist before                      */
} output_folder;

/* All of these die after printing the reason, unless they return it. */

/* Makes the folder and missing parents. The struct must stay in place until the folder is published
 * or discarded; exit() discards it. */
void output_folder_open(output_folder *folder, const char *path);

/* Sets and returns the path of a file in the staging folder. */
const char *output_folder_file(const output_folder *folder, const char *name, char path[PATH_MAX]);

/* Opens a new file there, and closes it. */
FILE *output_folder_create(const output_folder *folder, const char *name);
void output_folder_close(FILE *file, const char *name);

/* Returns whether more can be written; if not, the reason is in errno. */
bool output_folder_has_room(const output_folder *folder);

/* Moves names[count] to their places, in that order; removes an earlier run's file that was not
 * made again. Ends the use of the folder, as output_folder_discard does. */
void output_folder_publish(output_folder *folder, const char *const *names, size_t count);

/* Removes the staging folder, and the folder if it is new. */
void output_folder_discard(output_folder *folder);

#endif
