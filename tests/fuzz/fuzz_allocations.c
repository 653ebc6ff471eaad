/* fuzz_allocations.c: gperftools' heap profile. */
#include "fuzz.h"

#include "allocations.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    profile_allocations allocations;
    if (!allocations_read(path, &allocations, message, sizeof message))
        fuzz_expect_reason(path, message);
    allocations_free(&allocations);
    return 0;
}
