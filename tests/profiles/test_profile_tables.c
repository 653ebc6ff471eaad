/* SPDX-License-Identifier: MIT */
/* test_profile_tables.c: the tables that profilers fill: lines, stacks, and what limits a part. */
#include "profile.h"
#include "profile_test.h"
#include "stacks.h"

static void a_line_is_found_by_the_paths_of_its_file(void **state) {
    (void)state;
    profile_lines lines = {0};
    profile_lines_row(&lines, "/b/z.c", 7)->hits = 1;
    profile_lines_row(&lines, "a.c", 9)->hits = 2;
    profile_lines_row(&lines, "/a/z.c", 7)->hits = 3;
    profile_lines_row(&lines, "/b/./y/../z.c", 7)->hits += 10;
    profile_lines_row(&lines, "./b/z.c", 7)->hits += 20; /* the end of one path alone */
    profile_lines_row(&lines, "z.c", 7)->hits = 4;       /* the end of two            */
    profile_lines_sort(&lines);
    static const struct {
        const char *file;
        unsigned long line;
        uint64_t hits;
    } expected[] = {{"a.c", 9, 2}, {"/a/z.c", 7, 3}, {"/b/z.c", 7, 31}, {"z.c", 7, 4}};
    assert_int_equal(lines.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(lines.rows[i].file, expected[i].file);
        assert_int_equal(lines.rows[i].line, expected[i].line);
        assert_int_equal(lines.rows[i].hits, expected[i].hits);
    }
    profile_extent *extent = profile_lines_extent(&lines, "f", "b/z.c", 5);
    assert_ptr_equal(profile_lines_extent(&lines, "f", "/b/z.c", 5), extent);
    assert_int_equal(lines.nextents, 1);
    profile_lines_extent(&lines, "f", "/b/z.c", 6);
    profile_lines_extent(&lines, "f", "/a/z.c", 5);
    assert_int_equal(lines.nextents, 3);
    profile_lines_free(&lines);
    assert_int_equal(lines.count, 0);
}

static void many_stacks_become_few(void **state) {
    (void)state;
    profile_stacks stacks = {0};
    char frames[32];
    for (int round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 100; i++) {
            snprintf(frames, sizeof frames, "root;f%u", i % 7);
            profile_stacks_add(&stacks, frames, i);
        }
        profile_stacks_merge(&stacks);
        assert_int_equal(stacks.count, 7);
        assert_int_equal(profile_stacks_total(&stacks), (uint64_t)(round + 1) * 4950);
    }
    assert_string_equal(stacks.rows[3].frames, "root;f3");
    profile_stacks_free(&stacks);
}

static profile_stacks result;

static bool read_folded(const char *path, char *message, size_t size) {
    const bool good = profile_stacks_read(path, &result, message, size);
    if (!good) assert_int_equal(result.count, 0);
    return good;
}

static void folded_text_is_read_back(void **state) {
    (void)state;
    static const char text[] = "a 1\na;b with a blank 20\na;c 300\n";
    char *back = NULL;
    size_t length;
    check_accepted(read_folded, text, strlen(text));
    assert_int_equal(profile_stacks_total(&result), 321);
    FILE *stream = open_memstream(&back, &length);
    profile_stacks_write(stream, &result, NULL);
    fclose(stream);
    assert_string_equal(back, text);
    free(back);
    profile_stacks_free(&result);
}

static void rejects_malformed_stacks(void **state) {
    (void)state;
    static const malformed_file files[] = {
        {"a 1\nb", ":2: ", "cut off"},
        {"a 1\nb\n", ":2: ", "not FRAMES COUNT"},
        {" 1\n", ":1: ", "not FRAMES COUNT"},
        {"a -1\n", ":1: ", "not FRAMES COUNT"},
        {"a 1x\n", ":1: ", "not a number"},
        {"a 99999999999999999999\n", ":1: ", "not a number"},
        {"a;;b 1\n", ":1: ", "without a name"},
        {";a 1\n", ":1: ", "without a name"},
        {"a; 1\n", ":1: ", "without a name"},
    };
    check_rejected(read_folded, files, sizeof files / sizeof *files);
}

/* 1000 of 10000 instructions, and samples out of 2000, where 200 are expected. */
static profile_part part(uint64_t samples) {
    return (profile_part){.self = {.instructions = 1000},
                          .samples = samples,
                          .all_instructions = 10000,
                          .all_samples = 2000};
}

static void waiting_is_time_without_instructions(void **state) {
    (void)state;
    profile_part p = part(200);
    assert_false(profile_waits(&p));
    p = part(400); /* twice, not more */
    assert_false(profile_waits(&p));
    p = part(450);
    assert_true(profile_waits(&p));
    assert_non_null(strstr(profile_bottleneck(&p), "waiting"));
    p.self.instructions = 10;
    p.samples = 7; /* more than twice the 2 that are expected, by chance */
    assert_false(profile_waits(&p));
    p = (profile_part){
        .self = {.instructions = 500}, .all_instructions = 10000, .all_samples = 100};
    p.samples = 13; /* of 100, where 5 are expected: 3.6 standard deviations */
    assert_false(profile_waits(&p));
    p.samples = 15; /* 4.5 standard deviations */
    assert_true(profile_waits(&p));
    p.all_samples = 0;
    assert_false(profile_waits(&p));
}

static void limits_are_named(void **state) {
    (void)state;
    profile_part p = part(200);
    assert_string_equal(profile_bottleneck(&p), "instructions");
    p.self.mispredicted = 100;
    assert_string_equal(profile_bottleneck(&p), "mispredicted branches");
    p.self.ll_misses = 20;
    assert_string_equal(profile_bottleneck(&p), "memory");
    p.all_instructions = 0;
    assert_string_equal(profile_bottleneck(&p), "unknown: not counted");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_found_by_the_paths_of_its_file),
        cmocka_unit_test(many_stacks_become_few),
        cmocka_unit_test(folded_text_is_read_back),
        cmocka_unit_test(rejects_malformed_stacks),
        cmocka_unit_test(waiting_is_time_without_instructions),
        cmocka_unit_test(limits_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
