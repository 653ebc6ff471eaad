/* SPDX-License-Identifier: MIT */
/* temporary_file.h: temporary files for tests of readers that take a path. */
#ifndef HMF_TEST_TEMPORARY_FILE_H
#define HMF_TEST_TEMPORARY_FILE_H

#include <stddef.h>

enum { TEMPORARY_PATH = 64 };

/* Writes data[size] to a new file and stores its path; the caller unlinks it. Exits with a message
 * on failure. */
void temporary_file(char path[TEMPORARY_PATH], const void *data, size_t size);

#endif
