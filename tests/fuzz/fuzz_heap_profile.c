/* SPDX-License-Identifier: MIT */
/* fuzz_heap_profile.c: gperftools' heap profile. */
#include "fuzz.h"

#include "readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    heap_profile allocations;
    if (!heap_profile_read(path, &allocations, message, sizeof message))
        fuzz_expect_reason(path, message);
    heap_profile_free(&allocations);
    return 0;
}
