/* SPDX-License-Identifier: MIT */
/* test_difference.c: profiles read back from their folders, compared, and drawn. */
#include "difference.h"
#include "profile_test.h"

#include <limits.h>

#define PROFILE_OF(more, functions, lines)                                                         \
    "{\"hmfbench_schema\": 1, \"kind\": \"profile\","                                              \
    " \"context\": {\"compiler\": \"GNU 12\", \"git_commit\": \"abc\"},"                           \
    " \"implementation\": \"x\", \"workload\": \"point\", \"mode\": \"cold\","                     \
    " \"counted\": {\"clone\": \"portable\", \"instructions\": 100" more "},"                      \
    " \"functions\": [" functions "], \"lines\": [" lines "]}"
#define PROFILE(functions, lines) PROFILE_OF("", functions, lines)
#define FUNCTION_OF(name, calls, self, inclusive)                                                  \
    "{\"name\": \"" name "\", \"file\": \"/s/a.c\", \"object\": \"/bin/a\", \"line\": 1,"          \
    " \"calls\": " #calls ", \"instructions_self\": " #self                                        \
    ", \"instructions_inclusive\": " #inclusive "}"
#define FUNCTION(name, calls, self) FUNCTION_OF(name, calls, self, 100)
#define LINE(number, text, hits, self)                                                             \
    "{\"file\": \"/s/a.c\", \"line\": " #number ", \"text\": \"" text "\", \"hits\": " #hits       \
    ", \"instructions_self\": " #self ", \"instructions_inclusive\": " #self "}"

static const char first[] =
    PROFILE(FUNCTION("f", 1, 60) "," FUNCTION("g", 2, 40),
            LINE(2, "x = 1;", 1, 60) "," LINE(3, "}", 1, 30) "," LINE(7, "}", 2, 10));
/* A line was put in above; g is gone and h is new; the second brace costs more. */
static const char second[] =
    PROFILE(FUNCTION("f", 1, 50) "," FUNCTION("h", 5, 50),
            LINE(3, "x = 1;", 1, 60) "," LINE(4, "}", 1, 30) "," LINE(9, "}", 2, 25));

static void write_text(const char *folder, const char *name, const char *text) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static bool read_texts(const char *json, const char *folded, stored_profile *p, char *message,
                       size_t size) {
    char folder[] = "/tmp/hmfbench_test_XXXXXX", path[PATH_MAX];
    assert_non_null(mkdtemp(folder));
    if (json) write_text(folder, "profile.json", json);
    if (folded) write_text(folder, "counted.folded", folded);
    const bool good = stored_profile_read_side(folder, NULL, p, message, size);
    static const char *const names[] = {"profile.json", "counted.folded"};
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
    return good;
}

static stored_profile read_good(const char *json, const char *folded) {
    stored_profile p;
    char message[1024] = "";
    if (!read_texts(json, folded, &p, message, sizeof message)) fail_msg("refused: %s", message);
    return p;
}

static void a_profile_and_itself_do_not_differ(void **state) {
    (void)state;
    stored_profile a = read_good(first, "f 60\nf;g 40\n"), b = read_good(first, "f 60\nf;g 40\n");
    difference d;
    difference_make(&d, &a, &b);
    assert_true(difference_is_empty(&d));
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    difference_write(stream, &d, 10);
    fclose(stream);
    check_part(text, "no difference: all functions, lines and stacks have equal counts");
    free(text);
    difference_free(&d);
    stored_profile_free(&b);
    b = read_good(first, "f 61\nf;g 39\n"); /* the stacks alone */
    difference_make(&d, &a, &b);
    assert_int_equal(d.nfunctions + d.nlines, 0);
    assert_false(difference_is_empty(&d));
    difference_free(&d);
    stored_profile_free(&a);
    stored_profile_free(&b);
}

static void finds_moved_lines(void **state) {
    (void)state;
    stored_profile a = read_good(first, "f 60\nf;g 40\n"), b = read_good(second, "f 50\nf;h 50\n");
    difference d;
    difference_make(&d, &a, &b);
    assert_int_equal(d.nfunctions, 3);
    assert_string_equal(d.functions[0].function_after->name, "h");
    assert_null(d.functions[0].function_before);
    assert_string_equal(d.functions[1].function_before->name, "g");
    assert_null(d.functions[1].function_after);
    assert_int_equal(d.functions[2].before, 60);
    assert_int_equal(d.functions[2].after, 50);
    assert_int_equal(d.nlines, 1);
    assert_int_equal(d.lines[0].line_before->line, 7);
    assert_int_equal(d.lines[0].line_after->line, 9);
    assert_int_equal(d.lines[0].after, 25);
    json_t *root = difference_json(&d);
    assert_non_null(root);
    assert_false(json_is_true(json_object_get(root, "empty")));
    assert_int_equal(json_array_size(json_object_get(root, "functions")), 3);
    json_decref(root);
    difference_free(&d);
    stored_profile_free(&a);
    stored_profile_free(&b);
}

static void refuse(const char *json, const char *folded, const char *reason) {
    stored_profile p;
    char message[1024] = "";
    assert_false(read_texts(json, folded, &p, message, sizeof message));
    check_part(message, reason);
}

static void rejects_malformed_profiles(void **state) {
    (void)state;
    refuse(NULL, NULL, "profile.json:-1: unable to open");
    refuse("{\"a\":", "f 100\n", "profile.json:1: ");
    refuse("{\"hmfbench_schema\": 2, \"kind\": \"profile\"}", NULL, "not a profile of schema 1");
    refuse("{\"hmfbench_schema\": 1, \"kind\": \"bench\"}", NULL, "not a profile of schema 1");
    refuse("{\"hmfbench_schema\": 1, \"kind\": \"profile\", \"implementation\": \"x\","
           " \"workload\": \"point\", \"mode\": \"cold\", \"counted\": null,"
           " \"context\": {\"compiler\": \"c\", \"git_commit\": \"abc\"},"
           " \"functions\": [], \"lines\": []}",
           NULL, "nothing was counted");
    refuse(first, NULL, "counted.folded: No such file");
    refuse(first, "f 99\n", "do not add up to the instructions");
    refuse(PROFILE("{\"name\": \"f\"}", ""), "f 100\n", "functions: ");
    refuse(PROFILE(FUNCTION("f", -1, 60), ""), "f 100\n", "numbers that are no counts");
    refuse(PROFILE(FUNCTION_OF("f", 1, 150, 200), ""), "f 100\n", "numbers that are no counts");
    refuse(PROFILE("", LINE(0, "a", 1, 1)), "f 100\n", "numbers that are no counts");
    refuse(PROFILE("", LINE(2, "a", 1, 1) "," LINE(2, "a", 1, 1)), "f 100\n",
           "a line occurs twice");
}

/* Those of threads, in a run of their own. */
static void stacks_add_up_to_their_own_total(void **state) {
    (void)state;
    static const char json[] =
        PROFILE_OF(", \"instructions_in_stacks\": 107", FUNCTION("f", 1, 60), "");
    stored_profile p = read_good(json, "f 60\nf;g 47\n");
    assert_int_equal(p.instructions, 100);
    stored_profile_free(&p);
    refuse(json, "f 100\n", "do not add up to the instructions");
    refuse(PROFILE_OF(", \"instructions_in_stacks\": 0", FUNCTION("f", 1, 60), ""), "f 100\n",
           "do not add up to the instructions");
}

static char *draw(const flame_graph *f) {
    char *page = NULL;
    size_t size;
    FILE *stream = open_memstream(&page, &size);
    flame_graph_write(stream, f);
    fclose(stream);
    return page;
}

static void the_page_holds_its_stacks(void **state) {
    (void)state;
    profile_stack before[] = {{(char[]){"f"}, 60}, {(char[]){"f;g<int>"}, 40}};
    profile_stack after[] = {{(char[]){"f"}, 50}, {(char[]){"f;h"}, 7}};
    const profile_stacks a = {2, before}, b = {2, after};
    char *page = draw(&(flame_graph){"<t>", "a & \"b\"", "samples", &a, NULL});
    check_part(page, "<title>&lt;t></title>");
    check_part(page, "a &amp; &quot;b&quot;");
    check_part(page, "data-unit=\"samples\" data-counts=\"1\">f 60\nf;g&lt;int> 40\n</pre>");
    assert_null(strstr(page, "@STACKS@"));
    assert_null(strstr(page, "http")); /* it needs no network */
    free(page);
    page = draw(&(flame_graph){"t", "", "samples", &b, &a});
    check_part(page, "data-counts=\"2\">f 60 50\nf;g&lt;int> 40 0\nf;h 0 7\n</pre>");
    free(page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_and_itself_do_not_differ),
        cmocka_unit_test(finds_moved_lines),
        cmocka_unit_test(rejects_malformed_profiles),
        cmocka_unit_test(stacks_add_up_to_their_own_total),
        cmocka_unit_test(the_page_holds_its_stacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
