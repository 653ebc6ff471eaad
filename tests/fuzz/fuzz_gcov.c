/* SPDX-License-Identifier: MIT */
/* fuzz_gcov.c: gcov's JSON. */
#include "fuzz.h"

#include "readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    profile_lines lines = {0};
    if (!gcov_read(path, &lines, message, sizeof message)) fuzz_expect_reason(path, message);
    profile_lines_free(&lines);
    return 0;
}
