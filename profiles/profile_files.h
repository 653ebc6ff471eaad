/* SPDX-License-Identifier: MIT */
/* profile_files.h: the files of a finished profile, beside those that the profilers left. */
#ifndef HMF_PROFILE_FILES_H
#define HMF_PROFILE_FILES_H

#include "profilers.h"

/* Writes all that there is to be written into the staging folder, profile.json last. False, after
 * saying the reason on stderr. */
bool profile_files_write(const profile_run *run);

/* Moves the profile's files to their places and ends the folder's use. False, with the reason in
 * message[size]. */
bool profile_files_publish(output_folder *folder, char *message, size_t size);

#endif
