/* SPDX-License-Identifier: MIT */
/* fuzz_callgrind.c: callgrind's file as functions and lines, as stacks, and as a stored profile
 * that is compared with itself. */
#include "fuzz.h"

#include "difference.h"
#include "readers.h"
#include "stored_profile.h"

static void read_tables(const char *path) {
    char message[512] = "";
    profile_functions functions = {0};
    profile_lines lines = {0};
    callgrind_totals totals;
    const profile_tables to = {.functions = &functions, .lines = &lines};
    if (!callgrind_read(path, &to, &totals, message, sizeof message))
        fuzz_expect_reason(path, message);
    profile_functions_free(&functions);
    profile_lines_free(&lines);
}

static void read_stacks(const char *path) {
    char message[512] = "";
    profile_stacks stacks = {0};
    callgrind_totals totals;
    if (callgrind_read(path, &(profile_tables){.stacks = &stacks}, &totals, message,
                       sizeof message))
        fuzz_expect(profile_stacks_total(&stacks) == totals.instructions, "stacks that add up");
    else
        fuzz_expect_reason(path, message);
    profile_stacks_free(&stacks);
}

static void compare_with_itself(const char *path) {
    char message[512] = "";
    stored_profile p;
    difference d;
    if (!stored_profile_read_side(path, NULL, &p, message, sizeof message)) {
        fuzz_expect_reason(path, message);
        return;
    }
    difference_make(&d, &p, &p);
    fuzz_expect(difference_is_empty(&d), "no difference");
    json_t *root = difference_json(&d);
    fuzz_expect(root != NULL, "JSON");
    json_decref(root);
    difference_free(&d);
    stored_profile_free(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *path = fuzz_file(data, size);
    read_tables(path);
    read_stacks(path);
    compare_with_itself(path);
    return 0;
}
