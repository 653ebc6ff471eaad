/* SPDX-License-Identifier: MIT */
/* fuzz_cpu_profile.c: gperftools' CPU profile. */
#include "fuzz.h"

#include "readers.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    profile_functions functions = {0};
    profile_lines lines = {0};
    profile_stacks stacks = {0};
    cpu_profile_totals totals;
    if (cpu_profile_read(path, "main", &(profile_tables){&functions, &lines, &stacks}, &totals,
                         message, sizeof message))
        free(totals.stripped);
    else
        fuzz_expect_reason(path, message);
    profile_functions_free(&functions);
    profile_lines_free(&lines);
    profile_stacks_free(&stacks);
    return 0;
}
