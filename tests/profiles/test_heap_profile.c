/* SPDX-License-Identifier: MIT */
/* test_heap_profile.c: the reader of gperftools' heap profiles. */
#include "profile_test.h"
#include "readers.h"

#include <inttypes.h>

#define HEADER "heap profile:      1:     8 [     3:     88] @ heapprofile\n"
#define MAP    "\nMAPPED_LIBRARIES:\n"

/* Never called; the profile contains their addresses. */
__attribute__((noinline, used)) static int allocations_leaf(int n) {
    return n + 1;
}

__attribute__((noinline, used)) static int allocations_caller(int n) {
    return allocations_leaf(n) + 1;
}

static heap_profile allocations;

static bool read_heap(const char *path, char *message, size_t size) {
    const bool good = heap_profile_read(path, &allocations, message, size);
    if (!good) assert_int_equal(allocations.count, 0);
    return good;
}

static void calls_are_added_up_by_place(void **state) {
    (void)state;
    const uintptr_t leaf = (uintptr_t)allocations_leaf + 2,
                    caller = (uintptr_t)allocations_caller + 2;
    char text[1024];
    snprintf(text, sizeof text,
             HEADER "  1: 8 [ 1: 8] @ 0x%" PRIxPTR " 0x%" PRIxPTR "\n  0: 0 [ 2: 80] @ 0x%" PRIxPTR
                    "\n  0: 0 [ 1: 500] @ 0x%" PRIxPTR "\n" MAP,
             leaf, caller, leaf, caller);
    size_t length = strlen(text);
    char *all = with_memory_map(text, &length);
    check_accepted(read_heap, all, length);
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

/* A return address is behind its call, which may be the last instruction of a function. */
static void return_addresses_belong_to_the_call(void **state) {
    (void)state;
    char text[256];
    snprintf(text, sizeof text, HEADER "  1: 8 [ 1: 8] @ 0x%" PRIxPTR "\n" MAP,
             (uintptr_t)allocations_caller);
    size_t length = strlen(text);
    char *all = with_memory_map(text, &length);
    check_accepted(read_heap, all, length);
    free(all);
    for (size_t i = 0; i < allocations.count; i++)
        assert_string_not_equal(allocations.rows[i].function, "allocations_caller");
    heap_profile_free(&allocations);
}

/* Recorded by gperftools 2.10 from a program that is not here: without names, but with its sums. */
static void a_recorded_file_is_read(void **state) {
    (void)state;
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

static void rejects_malformed_files(void **state) {
    (void)state;
    static const malformed_file files[] = {
        {"", ":0: ", "cut off"},
        {"heap profile: 1\n", ":1: ", "not a heap profile"},
        {&MAP[1], ":1: ", "not a heap profile"},
        {HEADER, ":1: ", "cut off"},
        {HEADER "1: 8 [1: 8] @ 0x1", ":2: ", "cut off"},
        {HEADER "1: 8 [1: 8] @ 1\n", ":2: ", "not KEPT"},
        {HEADER "1: 8 [1: 8] 0x1\n", ":2: ", "not KEPT"},
        {HEADER "2: 8 [1: 8] @ 0x1\n", ":2: ", "not KEPT"},
        {HEADER "1: 9 [1: 8] @ 0x1\n", ":2: ", "not KEPT"},
        {HEADER "-1: 8 [1: 8] @ 0x1\n", ":2: ", "not KEPT"},
        {HEADER "1: 8 [1: 99999999999999999999] @ 0x1\n", ":2: ", "not KEPT"},
    };
    check_rejected(read_heap, files, sizeof files / sizeof *files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_added_up_by_place),
        cmocka_unit_test(return_addresses_belong_to_the_call),
        cmocka_unit_test(a_recorded_file_is_read),
        cmocka_unit_test(rejects_malformed_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
