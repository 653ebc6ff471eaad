/* test_report_page.c: the whole page, made from invented results, against the one expected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "markdown.h"
#include "report_fixture.h"

#include <stdlib.h>
#include <string.h>

static const char expected_path[] = HMF_TEST_DATA "/report/expected.md";
static const char written_path[] = "report_written.md"; /* in the folder the test runs in */

static char *read_text(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail_msg("cannot read %s", path);
    char *text = NULL;
    size_t size = 0;
    const ssize_t length = getdelim(&text, &size, '\0', file);
    fclose(file);
    if (length < 0) fail_msg("%s is empty", path);
    return text;
}

static void keep(const char *page) {
    FILE *file = fopen(written_path, "w");
    assert_non_null(file);
    assert_true(fputs(page, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void page_is_the_expected_one(void **state) {
    report_sources sources;
    char message[512], *page;
    size_t size;
    (void)state;
    assert_true(report_load_sources(&fixture_registry, HMF_TEST_DATA "/report", NULL, &sources,
                                    message, sizeof message));
    assert_true(
        report_load_profiles(HMF_TEST_DATA "/report", &sources.profiles, message, sizeof message));
    FILE *out = open_memstream(&page, &size);
    assert_non_null(out);
    report_markdown(out, &sources);
    assert_int_equal(fclose(out), 0);
    report_free_sources(&sources);

    char *expected = read_text(expected_path);
    if (strcmp(page, expected) != 0) {
        keep(page);
        fail_msg("the page is not %s; see what differs with\n    diff %s %s", expected_path,
                 expected_path, written_path);
    }
    free(expected);
    free(page);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(page_is_the_expected_one)};
    return cmocka_run_group_tests_name("report: the page", tests, NULL, NULL);
}
