/* SPDX-License-Identifier: MIT */
/* test_cpu_profile.c: the reader of gperftools' files, on stacks made of this program's own
 * functions.
 */
#include "profile_test.h"
#include "readers.h"

/* Never called; the profiles contain their addresses. */
__attribute__((noinline, used)) static int samples_leaf(int n) {
    return n + 1;
}

__attribute__((noinline, used)) static int samples_branch(int n) {
    return samples_leaf(n) * samples_leaf(n + 2);
}

__attribute__((noinline, used)) static int samples_caller(int n) {
    return samples_branch(n) + 1;
}

/* An address inside the function, as a return address is. */
static uintptr_t inside(int (*function)(int)) {
    return (uintptr_t)function + 2;
}

enum { WORDS_MAX = 64 };

typedef struct {
    uintptr_t words[WORDS_MAX];
    size_t count;
} words;

static void add(words *w, size_t count, const uintptr_t *values) {
    assert_true(w->count + count <= WORDS_MAX);
    memcpy(w->words + w->count, values, count * sizeof *values);
    w->count += count;
}

/* 5 samples in leaf, called by branch, twice on the stack, and 2 in branch, all below caller; and 3
 * in leaf, in a thread that knows no caller. */
static words known_profile(void) {
    words w = {.count = 0};
    const uintptr_t leaf = inside(samples_leaf), branch = inside(samples_branch),
                    caller = inside(samples_caller);
    add(&w, 5, (uintptr_t[]){0, 3, 0, 4000, 0});
    add(&w, 7, (uintptr_t[]){5, 5, leaf, branch, branch, caller, caller});
    add(&w, 4, (uintptr_t[]){2, 2, branch, caller});
    add(&w, 3, (uintptr_t[]){3, 1, leaf});
    add(&w, 3, (uintptr_t[]){0, 1, 0});
    return w;
}

static profile_functions functions;
static profile_lines lines;
static profile_stacks stacks;
static cpu_profile_totals totals;

static void free_tables(void) {
    free(totals.stripped);
    profile_functions_free(&functions);
    profile_lines_free(&lines);
    profile_stacks_free(&stacks);
}

static bool read_samples(const char *path, char *message, size_t size) {
    const profile_tables to = {&functions, &lines, &stacks};
    const bool good = cpu_profile_read(path, "samples_caller", &to, &totals, message, size);
    if (!good) free_tables();
    return good;
}

static void read_known(void) {
    const words w = known_profile();
    size_t size = w.count * sizeof *w.words;
    char *data = with_memory_map(w.words, &size);
    check_accepted(read_samples, data, size);
    free(data);
}

static void samples_are_known(void **state) {
    (void)state;
    read_known();
    assert_int_equal(totals.samples, 10);
    assert_int_equal(totals.main_samples, 7); /* those below the caller */
    assert_non_null(totals.stripped);
    assert_null(strstr(totals.stripped, "test_cpu_profile"));
    assert_int_equal(functions.count, 2); /* the caller is not the job */
    assert_int_equal(find_function(&functions, "samples_leaf")->samples_self, 8);
    assert_int_equal(find_function(&functions, "samples_leaf")->samples_inclusive, 8);
    assert_int_equal(find_function(&functions, "samples_branch")->samples_self, 2);
    assert_int_equal(find_function(&functions, "samples_branch")->samples_inclusive, 7);
    assert_string_equal(profile_basename(find_function(&functions, "samples_leaf")->file),
                        "test_cpu_profile.c");

    uint64_t self = 0;
    for (size_t i = 0; i < lines.count; i++) self += lines.rows[i].samples_self;
    assert_int_equal(self, 10);

    static const profile_stack expected[] = {{"samples_branch", 2},
                                             {"samples_branch;samples_branch;samples_leaf", 5},
                                             {"samples_leaf", 3}};
    assert_int_equal(stacks.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(stacks.rows[i].frames, expected[i].frames);
        assert_int_equal(stacks.rows[i].count, expected[i].count);
    }
    free_tables();
}

/* A sample is at its instruction, but a return address is behind its call, which may be the last
 * instruction of a function. */
static void return_addresses_belong_to_the_call(void **state) {
    (void)state;
    const uintptr_t start = (uintptr_t)samples_branch;
    words w = {.count = 0};
    add(&w, 5, (uintptr_t[]){0, 3, 0, 4000, 0});
    add(&w, 3, (uintptr_t[]){1, 1, start});
    add(&w, 4, (uintptr_t[]){1, 2, inside(samples_leaf), start});
    add(&w, 3, (uintptr_t[]){0, 1, 0});
    size_t size = w.count * sizeof *w.words;
    char *data = with_memory_map(w.words, &size);
    check_accepted(read_samples, data, size);
    free(data);
    assert_int_equal(find_function(&functions, "samples_branch")->samples_inclusive, 1);
    free_tables();
}

/* The other profiler may know the same source and program by other paths. */
static void samples_join_existing_rows(void **state) {
    (void)state;
    char object[4096];
    const ssize_t length = readlink("/proc/self/exe", object, sizeof object - 1);
    assert_true(length > 0);
    object[length] = '\0';
    const size_t row =
        profile_functions_row(&functions, "samples_leaf", "./tests/profiles/test_cpu_profile.c",
                              profile_basename(object));
    assert_int_equal(row, 0);
    read_known();
    assert_int_equal(functions.count, 2);
    assert_int_equal(functions.rows[0].samples_self, 8);
    free_tables();
}

static void refuse(const words *w, bool map, const char *reason) {
    char path[TEMPORARY_PATH], message[512] = "";
    size_t size = w->count * sizeof *w->words;
    char *data = with_memory_map(w->words, &size);
    temporary_file(path, data, map ? size : w->count * sizeof *w->words);
    assert_false(read_samples(path, message, sizeof message));
    check_part(message, reason);
    unlink(path);
    free(data);
}

static void rejects_malformed_profiles(void **state) {
    (void)state;
    words w = {.count = 0};
    refuse(&w, false, "not a CPU profile");
    refuse(&w, true, "not a CPU profile");
    for (w = known_profile(); w.count > 0; w.count--) {
        words cut = w;
        cut.count--;
        refuse(&cut, false, cut.count < 5 ? "not a CPU profile" : "cut off");
    }
    w = known_profile();
    w.words[6] = 255;
    refuse(&w, true, "cut off");
    w = known_profile();
    w.words[1] = 4;
    refuse(&w, true, "not a CPU profile");
    check_rejected(read_samples, NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_known),
        cmocka_unit_test(return_addresses_belong_to_the_call),
        cmocka_unit_test(samples_join_existing_rows),
        cmocka_unit_test(rejects_malformed_profiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
