/* temporary_file.h: a file with given contents, for readers that are given a path. */
#ifndef HMF_TEST_TEMPORARY_FILE_H
#define HMF_TEST_TEMPORARY_FILE_H

#include <stddef.h>

enum { TEMPORARY_PATH = 64 };

/* Makes the file; unlink it. Ends the program with a message when that cannot be done. */
void temporary_file(char path[TEMPORARY_PATH], const void *data, size_t size);

#endif
