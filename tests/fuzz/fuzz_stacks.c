/* SPDX-License-Identifier: MIT */
/* fuzz_stacks.c: folded stacks, which are written and read back. */
#include "fuzz.h"

#include "stacks.h"

#include <stdlib.h>

static void read_again(const profile_stacks *stacks) {
    char message[512] = "", *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    fuzz_expect(file != NULL, "a stream");
    profile_stacks_write(file, stacks, NULL);
    fuzz_expect(fclose(file) == 0, "written stacks");
    profile_stacks again = {0};
    fuzz_expect(profile_stacks_read(fuzz_file(text, size), &again, message, sizeof message),
                "the written stacks are read back");
    fuzz_expect(again.count == stacks->count, "as many stacks");
    fuzz_expect(profile_stacks_total(&again) == profile_stacks_total(stacks), "the same total");
    profile_stacks_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    profile_stacks stacks = {0};
    if (!profile_stacks_read(path, &stacks, message, sizeof message))
        fuzz_expect_reason(path, message);
    else if (stacks.count > 0)
        read_again(&stacks);
    profile_stacks_free(&stacks);
    return 0;
}
