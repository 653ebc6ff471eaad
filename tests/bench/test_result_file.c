/* SPDX-License-Identifier: MIT */
/* Tests that a result file is complete or absent. */
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
    return rmdir(folder); /* fails if a temporary file is left */
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

/* Bad paths are detected before and after the work. */
static void reasons(void **state) {
    (void)state;
    char slash[64], name[300], is_folder[128];
    snprintf(slash, sizeof slash, "%s/nothing/", folder);
    snprintf(name, sizeof name, "%s/%0255d", folder, 0);
    snprintf(is_folder, sizeof is_folder, "cannot write %s: Is a directory", folder);
    const struct {
        const char *path, *message;
        bool only_when_written;
    } cases[] = {
        {"/nonexistent/x.json", "cannot write /nonexistent/x.json: No such file or directory",
         false},
        {folder, is_folder, false},
        {"", "cannot write : No such file or directory", false},
        {slash, NULL, false},
        {name, NULL, false},
        {"/dev/full", "cannot write /dev/full: No space left on device", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(hmf_result_writable(cases[i].path, message, sizeof message) ==
                    cases[i].only_when_written);
        assert_false(hmf_result_write(cases[i].path, "x", 1, message, sizeof message));
        if (cases[i].message) assert_string_equal(message, cases[i].message);
    }
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
        cmocka_unit_test(reasons),
        cmocka_unit_test(the_folder_of_results_can_be_set),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
