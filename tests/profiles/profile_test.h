/* SPDX-License-Identifier: MIT */
/* profile_test.h: shared functions of the tests of profiles. */
#ifndef HMF_PROFILE_TEST_H
#define HMF_PROFILE_TEST_H

#include "tables.h"
#include "temporary_file.h"
#include "unit_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A malformed file, and two parts of the message about it. */
typedef struct {
    const char *text, *place, *reason;
} malformed_file;

/* Reads a file into tables of its own; returns whether it is accepted. */
typedef bool test_reader(const char *path, char *message, size_t size);

/* Fails unless the reader rejects all these files, a missing file, a folder and a zero byte. */
void check_rejected(test_reader *read, const malformed_file *files, size_t count);

/* Calls a reader on a temporary file; fails with the message if it is rejected. */
void check_accepted(test_reader *read, const void *data, size_t size);

/* Fails unless the text holds the part. */
void check_part(const char *text, const char *part);

/* Returns the only function of that name. */
const profile_function *find_function(const profile_functions *functions, const char *name);

/* Returns data[*size] with the memory map of this process behind it; the caller frees it. */
char *with_memory_map(const void *data, size_t *size);

#endif
