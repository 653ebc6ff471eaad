/* SPDX-License-Identifier: MIT */
/* test_gcov.c: the reader of gcov's JSON, and hits held against calls. */
#include "profile_test.h"
#include "readers.h"

#define OBJECT(lines, functions)                                                                   \
    "{\"format_version\": \"1\", \"files\": [{\"file\": \"/src/a.c\", \"lines\": [" lines          \
    "], \"functions\": [" functions "]}]}\n"
#define LINE(number, count) "{\"line_number\": " #number ", \"count\": " #count "}"
#define FUNCTION(name, first, last, count)                                                         \
    "{\"name\": \"" name "\", \"start_line\": " #first ", \"end_line\": " #last                    \
    ", \"execution_count\": " #count "}"

static profile_lines result;

static bool read_lines(const char *path, char *message, size_t size) {
    result = (profile_lines){0};
    const bool good = gcov_read(path, &result, message, size);
    if (!good) profile_lines_free(&result);
    return good;
}

static profile_lines read_good(const char *text) {
    check_accepted(read_lines, text, strlen(text));
    profile_lines_sort(&result);
    return result;
}

/* Two builds of one file; lines that were not executed have no row. */
static const char twice[] = OBJECT(LINE(3, 5) "," LINE(4, 0), FUNCTION("f", 2, 6, 5))
    OBJECT(LINE(3, 2) "," LINE(9, 1), FUNCTION("f", 2, 6, 2) "," FUNCTION("g", 8, 9, 0));

static void hits_of_all_builds_are_added_up(void **state) {
    (void)state;
    profile_lines lines = read_good(twice);
    assert_int_equal(lines.count, 2);
    assert_int_equal(lines.rows[0].line, 3);
    assert_int_equal(lines.rows[0].hits, 7);
    assert_int_equal(lines.rows[1].hits, 1);
    assert_int_equal(lines.nextents, 1);
    assert_string_equal(lines.extents[0].name, "f");
    assert_int_equal(lines.extents[0].last, 6);
    assert_int_equal(lines.extents[0].hits, 7);
    profile_lines_free(&lines);
}

/* Recorded with gcov 12 from one call of hmf_mass_function. */
static void a_recorded_file_is_read(void **state) {
    (void)state;
    profile_lines lines = {0};
    char message[512] = "";
    if (!gcov_read(HMF_TEST_DATA "/profile/gcov.json", &lines, message, sizeof message))
        fail_msg("refused: %s", message);
    uint64_t hits = 0;
    for (size_t i = 0; i < lines.count; i++) hits += lines.rows[i].hits;
    assert_int_equal(hits, 97);
    assert_int_equal(lines.nextents, 11);
    profile_lines_free(&lines);
}

static void rejects_malformed_files(void **state) {
    (void)state;
    static const malformed_file files[] = {
        {"", "object 0: ", "the file is empty"},
        {"{", "object 1: ", "expected"},
        {"a.gcda:cannot open data file\n", "object 1: ", "expected"},
        {"{\"format_version\": \"3\", \"files\": []}", "object 1: ", "only '1' and '2' are read"},
        {"{\"files\": []}", "object 1: ", "format_version"},
        {OBJECT("", "") OBJECT(LINE(0, 1), ""), "object 2: ", "number 0, count 1"},
        {OBJECT(LINE(1, -1), ""), "object 1: ", "count -1"},
        {OBJECT("{\"count\": 1}", ""), "object 1: ", "line_number"},
        {OBJECT("", FUNCTION("f", 9, 2, 1)), "object 1: ", "impossible lines"},
        {OBJECT(LINE(1, 9223372036854775807) "," LINE(1, 9223372036854775807) "," LINE(1, 2), ""),
         "object 1: ", "more than 64 bits"},
    };
    check_rejected(read_lines, files, sizeof files / sizeof *files);
}

static profile_functions called(const char *file, uint64_t calls) {
    profile_functions functions = {0};
    for (int copy = 0; copy < 2; copy++) { /* each program may have its own */
        const size_t row = profile_functions_row(&functions, "f", file, copy ? "/lib/b" : "/bin/a");
        functions.rows[row].calls = copy ? 1 : calls - 1;
    }
    return functions;
}

static void calls_must_agree(void **state) {
    (void)state;
    profile_lines lines = read_good(twice);
    size_t checked;
    char message[512] = "";
    profile_functions functions = called("./src/../src/a.c", 7);
    assert_true(gcov_agrees(&lines, &functions, "main.c", &checked, message, sizeof message));
    assert_int_equal(checked, 1);
    functions.rows[0].calls++;
    assert_false(gcov_agrees(&lines, &functions, "main.c", &checked, message, sizeof message));
    assert_string_equal(message, "f (a.c:2) was called 8 times by callgrind's count, and entered 7 "
                                 "times by gcov's");
    assert_true(gcov_agrees(&lines, &functions, "a.c", &checked, message, sizeof message));
    assert_int_equal(checked, 0);
    profile_functions_free(&functions);
    functions = called("/other/a.c", 8); /* another function of that name */
    assert_true(gcov_agrees(&lines, &functions, "main.c", &checked, message, sizeof message));
    assert_int_equal(checked, 0);
    profile_functions_free(&functions);
    profile_lines_free(&lines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_of_all_builds_are_added_up),
        cmocka_unit_test(a_recorded_file_is_read),
        cmocka_unit_test(rejects_malformed_files),
        cmocka_unit_test(calls_must_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
