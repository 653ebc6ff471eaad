/* SPDX-License-Identifier: MIT */
#include "temporary_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void temporary_file(char path[TEMPORARY_PATH], const void *data, size_t size) {
    snprintf(path, TEMPORARY_PATH, "/tmp/hmfbench_test_XXXXXX");
    const int file = mkstemp(path);
    if (file >= 0 && write(file, data, size) == (ssize_t)size && close(file) == 0) return;
    perror(path);
    exit(1);
}
