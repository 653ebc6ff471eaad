/* SPDX-License-Identifier: MIT */
/* test_paths.c: spellings of one path, files of one profile, and files of two that are the same. */
#include "paths.h"
#include "profile_test.h"

static void paths_have_a_normal_form(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"/a/b.c", "/a/b.c"},
        {"./libio/../libio/libioP.h", "libio/libioP.h"},
        {"/build/x/./a", "/build/x/a"},
        {"/build//x///a/", "/build/x/a"},
        {"../sysdeps/x86_64/memcpy.S", "sysdeps/x86_64/memcpy.S"},
        {"a/../../b.c", "b.c"},
        {"/../a.c", "/a.c"},
        {"/a/..", "/"},
        {"./", ""},
        {"...", "..."},
        {".a/..b/c.", ".a/..b/c."},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *normal = profile_path_normal(cases[i][0]);
        assert_string_equal(normal, cases[i][1]);
        free(normal);
    }
}

static void two_paths_may_name_one_file(void **state) {
    (void)state;
    assert_true(profile_same_file("./libio/../libio/libioP.h", "libio/libioP.h"));
    assert_true(profile_same_file("/x/src/a.c", "src/./a.c"));
    assert_true(profile_same_file("../src/a.c", "/x/src/a.c"));
    assert_false(profile_same_file("/x/src/a.c", "/src/a.c"));
    assert_false(profile_same_file("/x/a/util.c", "/x/b/util.c"));
    assert_false(profile_same_file("rc/a.c", "/x/src/a.c"));
    assert_false(profile_same_file("", "/x/a.c"));
}

/* Paths in any order, each with the file that it names. */
static void relative_paths_name_a_file_if_there_is_one(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"util.c", "util.c"}, /* of two folders */
        {"a/util.c", "/src/a/util.c"},
        {"/src/a/util.c", "/src/a/util.c"},
        {"/src/./b/util.c", "/src/b/util.c"},
        {"./malloc/malloc.c", "malloc/malloc/malloc.c"},
        {"malloc.c", "malloc/malloc/malloc.c"},
        {"./malloc/./malloc/malloc.c", "malloc/malloc/malloc.c"},
        {"main.c", "/src/main.c"},
        {"/src/main.c", "/src/main.c"},
    };
    profile_paths paths = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        profile_paths_add(&paths, cases[i][0]);
    profile_paths_join(&paths);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(profile_paths_file(&paths, cases[i][0]), cases[i][1]);
    assert_ptr_equal(profile_paths_file(&paths, "main.c"),
                     profile_paths_file(&paths, "/src/x/../main.c"));
    assert_string_equal(profile_paths_short(&paths, "/src/a/util.c"), "a/util.c");
    assert_string_equal(profile_paths_short(&paths, "/src/main.c"), "main.c");
    assert_string_equal(profile_paths_short(&paths, "util.c"), "util.c");
    profile_paths_free(&paths);
}

/* ---- two profiles ---------------------------------------------------------------------------- */

enum { FILES = 6 };

typedef struct {
    const char *before[FILES], *after[FILES];
    const char *pairs; /* for each file before, the letter of that after; '-': gone */
    const char *what, *root_before, *root_after;
} two_profiles;

#define NO_ROOTS NULL, NULL

static const two_profiles cases[] = {
    {{"/s/a/u.c", "/s/b/u.c"}, {"/s/b/u.c", "/s/a/u.c"}, "ba", "the same names", NO_ROOTS},
    {{"/s/a/u.c", "/s/b/u.c"}, {"/s/b/u.c"}, "-a", "one is gone", NO_ROOTS},
    {{"/s/a/u.c"}, {"/s/b/u.c", "/s/a/u.c"}, "b", "one is new", NO_ROOTS},
    {{"/s/a/u.c", "/s/b/u.c"},
     {"/s/a/u.c", "/s/c/u.c"},
     "a-",
     "one is gone and one is new",
     NO_ROOTS},
    {{"/a/u.c", "/b/u.c"}, {"/a/u.c", "/c/u.c"}, "a-", "likewise, below the top", NO_ROOTS},
    {{"/s/foo/src/lib.rs", "/s/bar/src/lib.rs"},
     {"/s/bar/src/lib.rs", "/s/baz/src/lib.rs"},
     "-a",
     "likewise, in a tree",
     NO_ROOTS},
    {{"/p1/a/u.c", "/p1/b/u.c"}, {"/p2/a/u.c", "/p2/b/u.c"}, "ab", "two source folders", NO_ROOTS},
    {{"/x/p1/a/u.c", "/x/p1/b/u.c"}, {"/x/p2/b/u.c"}, "-a", "and one is gone", NO_ROOTS},
    {{"/x/p1/b/u.c"}, {"/x/p2/a/u.c", "/x/p2/b/u.c"}, "b", "and one is new", NO_ROOTS},
    {{"/p1/a/u.c", "/p1/b/u.c", "/p1/m.c"},
     {"/p2/m.c", "/p2/c/u.c", "/p2/a/u.c"},
     "c-a",
     "and one is gone, one is new",
     NO_ROOTS},
    {{"/p1/m.c", "/usr/include/m.h"},
     {"/usr/include/m.h", "/q/p2/m.c"},
     "ba",
     "and system headers",
     NO_ROOTS},
    {{"/p1/a/u.c", "/p1/m.c"},
     {"/q/r/p2/m.c", "/q/r/p2/a/u.c"},
     "ba",
     "folders of other depths",
     NO_ROOTS},
    {{"/p/a/u.c", "/p/m.c"}, {"/p/p/m.c", "/p/p/a/u.c"}, "ba", "one inside the other", NO_ROOTS},
    {{"a/u.c", "./b/u.c"}, {"/w/b/u.c", "/w/a/u.c"}, "ba", "relative and absolute", NO_ROOTS},
    {{"p1/a/u.c", "p1/b/u.c"}, {"p2/b/u.c", "p2/a/u.c"}, "ba", "relative names", NO_ROOTS},
    {{"/x/p1/m.c"}, {"/x/p2/m.c"}, "a", "one file in each of two folders", NO_ROOTS},
    {{"/p/m.c", "/usr/c++/12/v.h", "/usr/c++/12/s.h"},
     {"/p/m.c", "/usr/c++/13/s.h", "/usr/c++/13/v.h"},
     "acb",
     "two versions of a library",
     NO_ROOTS},
    {{"/x/s/a.c", "/x/a.c", "/t/a.c"},
     {"/y/z/a.c", "/y/z/s/a.c", "/u/a.c"},
     "bac",
     "roots that are given",
     "/x",
     "/y/z"},
    {{"/x/a/u.c"}, {"/y/b/u.c"}, "-", "a root that holds neither", "/x", "/y"},
};

static void add_all(profile_paths *paths, const char *const *names) {
    for (size_t i = 0; i < FILES && names[i]; i++) profile_paths_add(paths, names[i]);
}

static void check_pairs(const two_profiles *c) {
    profile_paths before = {0}, after = {0};
    path_pairs pairs;
    add_all(&before, c->before);
    add_all(&after, c->after);
    pairs = path_pairs_make(&before, c->root_before, &after, c->root_after);
    for (size_t i = 0; i < pairs.before.count; i++) {
        char found = '-';
        for (size_t j = 0; j < pairs.after.count; j++)
            if (pairs.before.numbers[i] == pairs.after.numbers[j]) found = (char)('a' + j);
        if (found != c->pairs[i])
            fail_msg("%s: %s is '%c', not '%c'", c->what, c->before[i], found, c->pairs[i]);
    }
    path_pairs_free(&pairs);
    profile_paths_free(&before);
    profile_paths_free(&after);
}

/* Each case in both directions. */
static void files_of_two_profiles_are_paired(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_pairs(&cases[i]);
        two_profiles back = {.what = cases[i].what,
                             .root_before = cases[i].root_after,
                             .root_after = cases[i].root_before};
        char pairs[FILES + 1] = "";
        memcpy(back.before, cases[i].after, sizeof back.before);
        memcpy(back.after, cases[i].before, sizeof back.after);
        for (size_t j = 0; j < FILES && back.before[j]; j++) {
            const char *letter = strchr(cases[i].pairs, (int)('a' + j));
            pairs[j] = letter ? (char)('a' + (letter - cases[i].pairs)) : '-';
        }
        back.pairs = pairs;
        check_pairs(&back);
    }
}

static void names_are_as_short_as_can_be(void **state) {
    (void)state;
    profile_paths before = {0}, after = {0};
    path_pairs pairs;
    add_all(&before, (const char *[FILES]){"/p1/a/u.c", "/p1/m.c"});
    add_all(&after, (const char *[FILES]){"/p2/a/u.c", "/p2/m.c", "/p2/b/u.c"});
    pairs = path_pairs_make(&before, NULL, &after, NULL);
    static const char *const names[][2] = {
        {"/p2/a/u.c", "a/u.c"}, {"/p2/b/u.c", "b/u.c"}, {"/p2/m.c", "m.c"}};
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(
            path_pairs_short(&pairs, names[i][0], path_pairs_number(&pairs.after, names[i][0])),
            names[i][1]);
    assert_string_equal(
        path_pairs_short(&pairs, "/p1/a/u.c", path_pairs_number(&pairs.before, "/p1/a/u.c")),
        "a/u.c");
    path_pairs_free(&pairs);
    profile_paths_free(&before);
    profile_paths_free(&after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_have_a_normal_form),
        cmocka_unit_test(two_paths_may_name_one_file),
        cmocka_unit_test(relative_paths_name_a_file_if_there_is_one),
        cmocka_unit_test(files_of_two_profiles_are_paired),
        cmocka_unit_test(names_are_as_short_as_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
