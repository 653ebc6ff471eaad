/* SPDX-License-Identifier: MIT */
/* test_heap_profile.c: the reader of gperftools' heap profiles. */
#include "readers.h"
#include "temporary_file.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER "heap profile:      1:     8 [     3:     88] @ heapprofile\n"
#define MAP    "\nMAPPED_LIBRARIES:\n"

/* Never called; the profile contains their addresses. */
__attribute__((noinline, used)) static int allocations_leaf(int n) {
    return n + 1;
}

__attribute__((noinline, used)) static int allocations_caller(int n) {
    return allocations_leaf(n) + 1;
}

/* The text, and behind it the memory map of this process. */
static char *with_map(const char *text) {
    char *all = NULL;
    size_t size;
    FILE *to = open_memstream(&all, &size), *from = fopen("/proc/self/maps", "r");
    assert_non_null(to);
    assert_non_null(from);
    fputs(text, to);
    for (int c; (c = fgetc(from)) != EOF;) fputc(c, to);
    fclose(from);
    fclose(to);
    return all;
}

static bool read_text(const char *text, heap_profile *allocations, char *message, size_t size) {
    char path[TEMPORARY_PATH];
    temporary_file(path, text, strlen(text));
    const bool good = heap_profile_read(path, allocations, message, size);
    unlink(path);
    return good;
}

static void calls_are_added_up_by_place(void **state) {
    (void)state;
    const uintptr_t leaf = (uintptr_t)allocations_leaf + 2,
                    caller = (uintptr_t)allocations_caller + 2;
    char text[1024], message[512] = "";
    snprintf(text, sizeof text,
             HEADER "  1: 8 [ 1: 8] @ 0x%" PRIxPTR " 0x%" PRIxPTR "\n  0: 0 [ 2: 80] @ 0x%" PRIxPTR
                    "\n  0: 0 [ 1: 500] @ 0x%" PRIxPTR "\n" MAP,
             leaf, caller, leaf, caller);
    char *all = with_map(text);
    heap_profile allocations;
    if (!read_text(all, &allocations, message, sizeof message)) fail_msg("refused: %s", message);
    free(all);
    assert_int_equal(allocations.count, 2);
    const heap_call *most = &allocations.rows[0], *other = &allocations.rows[1];
    assert_string_equal(most->function, "allocations_caller");
    assert_int_equal(most->bytes, 500);
    assert_string_equal(other->function, "allocations_leaf");
    assert_string_equal(other->caller, "allocations_leaf");
    assert_non_null(strstr(other->file, "test_heap_profile.c"));
    assert_int_equal(other->count, 3);
    assert_int_equal(other->bytes, 88);
    assert_int_equal(other->kept, 1);
    assert_int_equal(other->kept_bytes, 8);
    heap_profile_free(&allocations);
}

/* Recorded by gperftools 2.10 from a program that is not here: without names, but with its sums. */
static void a_recorded_file_is_read(void **state) {
    (void)state;
    heap_profile allocations;
    char message[512] = "";
    if (!heap_profile_read(HMF_TEST_DATA "/profile/heap.prof", &allocations, message,
                           sizeof message))
        fail_msg("refused: %s", message);
    uint64_t count = 0, bytes = 0;
    for (size_t i = 0; i < allocations.count; i++) {
        count += allocations.rows[i].count;
        bytes += allocations.rows[i].bytes;
    }
    assert_int_equal(count, 8); /* and one of the allocator's own, passed over */
    assert_int_equal(bytes, 2544);
    heap_profile_free(&allocations);
}

static void refuse(const char *text, int line, const char *reason) {
    heap_profile allocations;
    char message[512] = "", place[32];
    snprintf(place, sizeof place, ":%d: ", line);
    if (read_text(text, &allocations, message, sizeof message))
        fail_msg("accepted a file that should fail with: %s", reason);
    assert_int_equal(allocations.count, 0);
    if (!strstr(message, reason) || !strstr(message, place))
        fail_msg("'%s' does not contain '%s' of line %d", message, reason, line);
}

static void rejects_malformed_files(void **state) {
    (void)state;
    refuse("", 0, "cut off");
    refuse("heap profile: 1\n", 1, "not a heap profile");
    refuse(&MAP[1], 1, "not a heap profile");
    refuse(HEADER, 1, "cut off");
    refuse(HEADER "1: 8 [1: 8] @ 0x1", 2, "cut off");
    refuse(HEADER "1: 8 [1: 8] @ 1\n", 2, "not KEPT");
    refuse(HEADER "1: 8 [1: 8] 0x1\n", 2, "not KEPT");
    refuse(HEADER "2: 8 [1: 8] @ 0x1\n", 2, "not KEPT");
    refuse(HEADER "-1: 8 [1: 8] @ 0x1\n", 2, "not KEPT");
    refuse(HEADER "1: 8 [1: 99999999999999999999] @ 0x1\n", 2, "not KEPT");
    char message[512];
    heap_profile allocations;
    assert_false(heap_profile_read("/nonexistent", &allocations, message, sizeof message));
    assert_string_equal(message, "/nonexistent: No such file or directory");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_added_up_by_place),
        cmocka_unit_test(a_recorded_file_is_read),
        cmocka_unit_test(rejects_malformed_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
