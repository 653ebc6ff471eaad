/* SPDX-License-Identifier: MIT */
/* fuzz_stored_profile.c: a folder that ./hmf profile has written: profile.json, and after a line
 * "----" the folded stacks. */
#include "fuzz.h"

#include "difference.h"
#include "profilers.h"
#include "stored_profile.h"

#include <string.h>

static void compare_with_itself(stored_profile *p) {
    difference d;
    difference_make(&d, p, p);
    fuzz_expect(difference_is_empty(&d), "no difference");
    difference_free(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char between[] = "\n----\n";
    const size_t length = sizeof between - 1;
    const uint8_t *cut = size ? memmem(data, size, between, length) : NULL;
    const size_t first = cut ? (size_t)(cut - data) : size, skipped = cut ? first + length : size;
    char message[8192] = "";
    fuzz_folder(OUTPUT_JSON, data, first);
    const char *folder = fuzz_folder(OUTPUT_COUNTED_STACKS, data + skipped, size - skipped);
    stored_profile p;
    if (stored_profile_read_side(folder, NULL, &p, message, sizeof message)) {
        compare_with_itself(&p);
        stored_profile_free(&p);
    } else {
        fuzz_expect_reason(folder, message);
    }
    return 0;
}
