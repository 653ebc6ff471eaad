/* SPDX-License-Identifier: MIT */
/* test_stored_counts.c: callgrind's files of two builds, in two trees, compared. */
#include "difference.h"
#include "profile_test.h"

#include <limits.h>
#include <sys/stat.h>

/* ---- two trees ------------------------------------------------------------------------------- */

static char scratch[] = "/tmp/hmfbench_test_XXXXXX";

static const char *in_scratch(const char *name) {
    static char paths[4][PATH_MAX];
    static int turn;
    char *path = paths[turn = (turn + 1) % 4];
    snprintf(path, PATH_MAX, "%s/%s", scratch, name);
    return path;
}

__attribute__((format(printf, 2, 3))) static void write_text(const char *name, const char *format,
                                                             ...) {
    FILE *file = fopen(in_scratch(name), "w");
    assert_non_null(file);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(file, format, arguments);
    va_end(arguments);
    assert_int_equal(fclose(file), 0);
}

static const char *const folders[] = {"impls", "impls/base", "impls/base/impls", "head",
                                      "head/impls"};
static const char *const files[] = {"impls/base/impls/a.c", "head/impls/a.c", "base.out",
                                    "head.out"};

#define HEADER                                                                                     \
    "creator: callgrind-3.19.0\ncmd:  ./job 1\ndesc: Trigger: end\npositions: line\nevents: Ir\n"

/* In the new tree a line was put in above, and a loop. f is inlined into main, and the smaller part
 * of its first line; its second line is another's. */
static int make_trees(void **state) {
    (void)state;
    if (!mkdtemp(scratch)) return -1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (mkdir(in_scratch(folders[i]), 0700) != 0) return -1;
    write_text(files[0], "double f(double x) {\n    return x + 1.0;\n}\n");
    write_text(files[1],
               "/* new */\ndouble f(double x) {\n    for (;;) x *= x;\n    return x + 1.0;\n}\n");
    write_text(files[2],
               HEADER "ob=/bin/job\nfl=%s/impls/base/impls/a.c\nfn=f\n2 60\nfl=main.c\nfn=main\n"
                      "fi=%s/impls/base/impls/a.c\n2 10\nfe=main.c\n7 30\n"
                      "cfn=f\ncalls=4 2\n8 60\ntotals: 100\n",
               scratch, scratch);
    write_text(files[3],
               HEADER "ob=/bin/job\nfl=main.c\nfn=main\nfi=%s/head/impls/a.c\n4 10\nfe=main.c\n"
                      "7 30\ncfn=f\ncalls=4 3\n8 460\n"
                      "fl=%s/head/impls/a.c\nfn=f\n4 60\n3 250\nfn=g\n3 150\ntotals: 500\n",
               scratch, scratch);
    return 0;
}

static int remove_trees(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) unlink(in_scratch(files[i]));
    for (size_t i = sizeof folders / sizeof *folders; i-- > 0;) rmdir(in_scratch(folders[i]));
    return rmdir(scratch);
}

static stored_profile read_good(const char *name, const char *source) {
    stored_profile p;
    char message[1024] = "";
    if (!stored_profile_read_side(in_scratch(name), source, &p, message, sizeof message))
        fail_msg("refused: %s", message);
    return p;
}

/* ---- one side -------------------------------------------------------------------------------- */

static void a_side_names_its_origin(void **state) {
    (void)state;
    stored_profile p = read_good("base.out", NULL);
    assert_true(p.counts_only);
    assert_string_equal(p.path, in_scratch("base.out"));
    assert_string_equal(p.creator, "callgrind-3.19.0");
    assert_string_equal(p.command, "./job 1");
    assert_string_equal(p.trigger, "end");
    assert_int_equal(p.instructions, 100);
    assert_string_equal(p.source_root, in_scratch("impls/base")); /* the last impls/ of the path */
    assert_null(p.unread_source);                                 /* main.c is below no root */
    assert_string_equal(stored_profile_source(&p, in_scratch(files[0])), "impls/a.c");
    assert_string_equal(stored_profile_source(&p, "main.c"), "main.c");
    assert_string_equal(p.lines.rows[0].function, "f"); /* 60 of 70 */
    assert_string_equal(p.text[0], "    return x + 1.0;");
    assert_string_equal(p.lines.rows[1].function, "main");
    assert_string_equal(p.text[1], "");
    stored_profile_free(&p);
}

/* The file compiled is not there, or not the one that is meant. */
static void sources_may_be_elsewhere(void **state) {
    (void)state;
    stored_profile p = read_good("base.out", in_scratch("head"));
    assert_string_equal(stored_profile_source(&p, in_scratch(files[0])), "impls/a.c");
    assert_string_equal(p.text[0], "double f(double x) {");
    stored_profile_free(&p);
    assert_int_equal(rename(in_scratch("impls/base"), in_scratch("moved")), 0);
    p = read_good("base.out", NULL);
    assert_string_equal(p.unread_source, in_scratch(files[0]));
    assert_string_equal(p.text[0], "");
    stored_profile_free(&p);
    p = read_good("base.out", in_scratch("moved"));
    assert_null(p.unread_source);
    assert_string_equal(p.text[0], "    return x + 1.0;");
    stored_profile_free(&p);
    assert_int_equal(rename(in_scratch("moved"), in_scratch("impls/base")), 0);
}

static void check_root(const char *file, const char *given, const char *root, const char *below) {
    profile_lines lines = {0};
    profile_lines_row(&lines, "/lib/impls/small.c", 1);
    profile_lines_row(&lines, file, 1)->self.instructions = 5;
    char *found = source_root_find(&lines, given);
    assert_string_equal(found, root);
    if (below)
        assert_string_equal(source_root_below(found, file), below);
    else
        assert_null(source_root_below(found, file));
    free(found);
    profile_lines_free(&lines);
}

static void a_root_is_that_given_or_holds_the_implementations(void **state) {
    (void)state;
    check_root("/x/impls/a.c", NULL, "/x", "impls/a.c");
    check_root("/x/impls/y/impls/z/a.c", NULL, "/x/impls/y", "impls/z/a.c");
    check_root("/x/impls/y/src/a.c", "/x/impls/y", "/x/impls/y", "src/a.c");
    check_root("/x/impls/a.c", "/xi", "/x", "impls/a.c");
    check_root("/other/a.c", NULL, "/lib", NULL);
    check_root("/other/a.c", "/other", "/other", "a.c");
    check_root("./impls/a.c", NULL, "/lib", "impls/a.c"); /* -ffile-prefix-map */
    check_root("./malloc/malloc.c", NULL, "/lib", NULL);
    const char *link = in_scratch("link"), *file = in_scratch("head/a.c");
    assert_int_equal(symlink("head", link), 0);
    check_root(file, link, in_scratch("head"), "a.c");
    unlink(link);
    assert_null(source_root_find(&(profile_lines){0}, NULL));
    assert_null(source_root_below(NULL, "/x/impls/a.c"));
}

static void refuse(const char *text, const char *reason) {
    stored_profile p;
    char message[1024] = "";
    write_text("bad.out", "%s", text);
    assert_false(
        stored_profile_read_side(in_scratch("bad.out"), NULL, &p, message, sizeof message));
    unlink(in_scratch("bad.out"));
    check_part(message, reason);
    check_part(message, "/bad.out:");
}

static void rejects_malformed_callgrind_files(void **state) {
    (void)state;
    refuse("{\n}\n", "before positions: and events: of a callgrind file");
    refuse(HEADER "fn=f\ntotals: 0\n", "nothing was counted");
    refuse(HEADER "fn=\xff\n1 2\ntotals: 2\n", "not UTF-8");
    refuse(HEADER "fl=\xff\nfn=f\n1 2\ntotals: 2\n", "not UTF-8");
    stored_profile p;
    char message[1024] = "";
    assert_false(stored_profile_read_side(in_scratch("none"), NULL, &p, message, sizeof message));
    check_part(message, "/none: No such file");
}

/* ---- two sides ------------------------------------------------------------------------------- */

static const json_t *row_of(const json_t *root, const char *table, size_t row) {
    return json_array_get(json_object_get(root, table), row);
}

static void check_text(const json_t *row, const char *key, const char *text) {
    assert_string_equal(json_string_value(json_object_get(row, key)), text);
}

static void check_pair(const json_t *row, const char *key, int before, int after) {
    const json_t *pair = json_object_get(row, key);
    assert_int_equal(json_integer_value(json_array_get(pair, 0)), before);
    assert_int_equal(json_integer_value(json_array_get(pair, 1)), after);
}

static void check_json(const difference *d) {
    json_t *root = difference_json(d);
    assert_non_null(root);
    assert_false(json_is_true(json_object_get(root, "empty")));
    assert_true(json_is_string(json_object_get(root, "no_stacks")));
    const json_t *before = json_object_get(root, "before");
    assert_true(json_is_null(json_object_get(before, "workload")));
    check_text(before, "callgrind_file", in_scratch("base.out"));
    check_text(before, "source_root", in_scratch("impls/base"));
    check_text(row_of(root, "functions", 0), "name", "f");
    check_text(row_of(root, "functions", 0), "source", "impls/a.c");
    check_pair(row_of(root, "functions", 0), "instructions_self", 60, 310);
    const json_t *line = row_of(root, "lines", 0);
    check_text(line, "source", "impls/a.c");
    check_text(line, "file", in_scratch(files[1]));
    check_text(line, "function", "f"); /* 250 of 400 */
    check_text(line, "text", "    for (;;) x *= x;");
    check_pair(line, "line", 0, 3);
    check_pair(line, "instructions_self", 0, 400);
    assert_true(json_is_null(json_object_get(line, "hits")));
    json_decref(root);
}

static char *write_difference(const difference *d) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    difference_write(stream, d, 10);
    fclose(stream);
    return text;
}

static void two_trees_are_compared(void **state) {
    (void)state;
    stored_profile a = read_good("base.out", NULL), b = read_good("head.out", NULL);
    difference d;
    difference_make(&d, &a, &b);
    assert_false(difference_is_whole(&d));
    assert_int_equal(d.nlines, 2); /* the loop, and main's call of f with all that it calls */
    check_json(&d);
    char *text = write_difference(&d);
    check_part(text, "base.out by callgrind-3.19.0 of ./job 1 (end): 100 instr");
    check_part(text, "no stacks: ");
    check_part(text, "400  a.c:3 for (;;) x *= x;");
    assert_null(strstr(text, "hits"));
    free(text);
    difference_free(&d);
    stored_profile_free(&a);
    stored_profile_free(&b);
}

/* One source in a program and in a library. */
static void matches_copies_in_order(void **state) {
    (void)state;
    write_text("two.out",
               HEADER "ob=/bin/job\nfl=a.c\nfn=f\n1 5\nob=/lib/a.so\nfn=f\n1 7\ntotals: 12\n");
    stored_profile p = read_good("two.out", NULL);
    unlink(in_scratch("two.out"));
    difference d;
    difference_make(&d, &p, &p);
    assert_true(difference_is_empty(&d));
    difference_free(&d);
    stored_profile_free(&p);
}

static void without_text_lines_are_the_same_by_number(void **state) {
    (void)state;
    stored_profile a = read_good("base.out", NULL), b = read_good("base.out", NULL);
    b.text[0] = "";
    b.unread_source = "impls/a.c";
    difference d;
    difference_make(&d, &a, &b);
    assert_true(difference_is_empty(&d));
    char *text = write_difference(&d);
    check_part(text, "for example impls/a.c");
    check_part(text, "no difference: all functions and lines have equal counts");
    free(text);
    difference_free(&d);
    b.lines.rows[0].self.instructions++; /* shown with the text that is known */
    difference_make(&d, &a, &b);
    assert_int_equal(d.nlines, 1);
    assert_string_equal(d.lines[0].text, "    return x + 1.0;");
    difference_free(&d);
    stored_profile_free(&a);
    stored_profile_free(&b);
}

/* ---- files with the same last part ------------------------------------------------------------
 */

/* Costs of work() in line 4 of files below a folder, "a 100 b 200" for FOLDER/a/util.c and so on.
 */
static void write_project(const char *name, const char *folder, const char *costs) {
    char *text = NULL, file[64];
    size_t size;
    unsigned cost, all = 0;
    int length;
    FILE *rows = open_memstream(&text, &size);
    assert_non_null(rows);
    for (; sscanf(costs, " %63s %u%n", file, &cost, &length) == 2; costs += length) {
        fprintf(rows, "fl=%s%s/util.c\nfn=work\n4 %u\n", folder, file, cost);
        all += cost;
    }
    fclose(rows);
    write_text(name, HEADER "ob=/bin/job\n%stotals: %u\n", text, all);
    free(text);
}

static char *compare_projects(const char *before, const char *costs_before, const char *after,
                              const char *costs_after) {
    write_project("before.out", before, costs_before);
    write_project("after.out", after, costs_after);
    stored_profile a = read_good("before.out", NULL), b = read_good("after.out", NULL);
    difference d;
    difference_make(&d, &a, &b);
    char *text = write_difference(&d);
    difference_free(&d);
    stored_profile_free(&a);
    stored_profile_free(&b);
    unlink(in_scratch("before.out"));
    unlink(in_scratch("after.out"));
    return text;
}

static size_t count_rows(const char *text, const char *row) {
    size_t count = 0;
    for (; (text = strstr(text, row)); text++) count++;
    return count;
}

/* changed: the function and the line that are shown, of how many in all. */
static void separates_files_with_equal_names(void **state) {
    (void)state;
    static const struct {
        const char *before, *costs_before, *after, *costs_after, *function, *line;
        size_t rows;
    } cases[] = {
        {"/src/", "a 100 b 200", "/src/", "a 100 b 300", "b/util.c(work)\n", "b/util.c:4", 1},
        {"/src/", "a 100 b 200", "/p2/src/", "b 300 a 100", "b/util.c(work)\n", "b/util.c:4", 1},
        {"/p1/", "a 100 b 200", "/p2/./x/../", "a 100 b 300", "b/util.c(work)\n", "b/util.c:4", 1},
        {"./", "a 100 b 200", "/p2/", "a 100 b 300", "b/util.c(work)\n", "b/util.c:4", 1},
        {"/src/", "a 100 b 200", "/src/", "b 200", "a/util.c(work), gone", "a/util.c:4", 1},
        {"/p1/", "b 200", "/p2/", "a 100 b 200", "a/util.c(work), new", "a/util.c:4", 1},
        {"/src/", "a 100 b 200", "/src/", "a 100 c 200", "c/util.c(work), new", "b/util.c:4", 2},
        {"/src/x/../", "a 100 ./a 50", "/src/", "a 160", "  util.c(work)\n", "  util.c:4", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = compare_projects(cases[i].before, cases[i].costs_before, cases[i].after,
                                      cases[i].costs_after);
        if (!strstr(text, cases[i].function) || !strstr(text, cases[i].line) ||
            count_rows(text, "util.c(work)") != cases[i].rows ||
            count_rows(text, "util.c:4 ") != cases[i].rows)
            fail_msg("case %zu:\n%s", i, text);
        free(text);
    }
}

/* Of two lines with the same text a profile knows that both ran, and counts know one. */
static void skips_lines_without_counts(void **state) {
    (void)state;
    enum { LINES = 2 };
    profile_line profile_rows[LINES] = {{.file = "a.c", .line = 1, .hits = 1},
                                        {.file = "a.c", .line = 9}};
    profile_rows[1].self.instructions = profile_rows[1].instructions_inclusive = 2;
    const char *texts[LINES] = {"return x;", "return x;"};
    const stored_profile profile = {
        .path = "p", .text = texts, .lines = {.rows = profile_rows, .count = LINES}};
    const stored_profile counts = {.path = "c",
                                   .counts_only = true,
                                   .text = texts,
                                   .lines = {.rows = profile_rows + 1, .count = 1}};
    difference d;
    difference_make(&d, &profile, &counts);
    assert_int_equal(d.nlines, 0);
    difference_free(&d);
    difference_make(&d, &counts, &profile);
    assert_int_equal(d.nlines, 0);
    difference_free(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_side_names_its_origin),
        cmocka_unit_test(sources_may_be_elsewhere),
        cmocka_unit_test(a_root_is_that_given_or_holds_the_implementations),
        cmocka_unit_test(rejects_malformed_callgrind_files),
        cmocka_unit_test(two_trees_are_compared),
        cmocka_unit_test(matches_copies_in_order),
        cmocka_unit_test(without_text_lines_are_the_same_by_number),
        cmocka_unit_test(separates_files_with_equal_names),
        cmocka_unit_test(skips_lines_without_counts),
    };
    return cmocka_run_group_tests(tests, make_trees, remove_trees);
}
