/* test_result_file.c: a result is whole or not there. */
#include "result_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/hmf-result-XXXXXX";
static char path[64], message[512];

static int make_folder(void **state) {
    (void)state;
    snprintf(path, sizeof path, "%s/result.json", mkdtemp(folder) ? folder : "");
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    unlink(path);
    return rmdir(folder); /* fails where something was left behind */
}

static void assert_holds(const char *text) {
    char read[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    read[fread(read, 1, sizeof read - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(read, text);
}

static void written_and_written_over(void **state) {
    (void)state;
    assert_true(hmf_result_writable(path, message, sizeof message));
    assert_true(hmf_result_write(path, "longer text", 11, message, sizeof message));
    assert_holds("longer text");
    assert_true(hmf_result_write(path, "short", 5, message, sizeof message));
    assert_holds("short");
}

static void a_missing_folder_is_named(void **state) {
    (void)state;
    assert_false(hmf_result_writable("/nonexistent/x.json", message, sizeof message));
    assert_string_equal(message, "cannot write /nonexistent/x.json: No such file or directory");
    assert_false(hmf_result_write("/nonexistent/x.json", "x", 1, message, sizeof message));
    assert_string_equal(message, "cannot write /nonexistent/x.json: No such file or directory");
}

static void a_folder_is_no_file(void **state) {
    (void)state;
    assert_false(hmf_result_writable(folder, message, sizeof message));
    assert_non_null(strstr(message, "Is a directory"));
}

/* Before the work, not after it. */
static void a_name_that_no_file_can_have_is_told(void **state) {
    (void)state;
    char names[3][300] = {""};
    snprintf(names[1], sizeof names[1], "%s/nothing/", folder);
    snprintf(names[2], sizeof names[2], "%s/%0255d", folder, 0);
    for (int i = 0; i < 3; i++) {
        assert_false(hmf_result_writable(names[i], message, sizeof message));
        assert_false(hmf_result_write(names[i], "x", 1, message, sizeof message));
    }
    assert_non_null(strstr(message, "File name too long"));
}

static void a_full_disk_is_told(void **state) {
    (void)state;
    assert_false(hmf_result_write("/dev/full", "x", 1, message, sizeof message));
    assert_string_equal(message, "cannot write /dev/full: No space left on device");
}

static void the_folder_of_results_can_be_set(void **state) {
    (void)state;
    setenv("HMF_RESULTS", "/somewhere", 1);
    char *set = hmf_result_path("a.json");
    assert_string_equal(set, "/somewhere/a.json");
    free(set);
    unsetenv("HMF_RESULTS");
    char *unset = hmf_result_path("a.json");
    assert_string_equal(unset, "build/results/a.json");
    free(unset);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_written_over),
        cmocka_unit_test(a_missing_folder_is_named),
        cmocka_unit_test(a_folder_is_no_file),
        cmocka_unit_test(a_name_that_no_file_can_have_is_told),
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(the_folder_of_results_can_be_set),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
