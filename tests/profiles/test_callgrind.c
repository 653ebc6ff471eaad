/* SPDX-License-Identifier: MIT */
/* test_callgrind.c: the reader of callgrind's files, on files whose numbers are known. */
#include "profile_test.h"
#include "readers.h"

#define HEADER                                                                                     \
    "# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\npid: 1\ncmd:  ./job\npart: 1\n\n"  \
    "desc: Trigger: Program termination\n\npositions: line\nevents: Ir\nsummary: 0\n\n"

/* main calls walk twice, which calls itself; a part of walk is inlined from another file; sin is in
 * a library. */
static const char known[] = HEADER "ob=/bin/job\nfl=/src/main.c\nfn=main\n10 5\n"
                                   "cfn=walk\ncalls=2 20\n11 100\n"
                                   "cob=/lib/libm.so.6\ncfi=sin.c\ncfn=sin@@GLIBC_2.2.5\n"
                                   "calls=3 1 \n12 30\n\n"
                                   "fn=walk\n20 10\nfi=inline.h\n3 7\nfe=/src/main.c\n21 8\n"
                                   "cfn=walk'2\ncalls=4 20\n22 75\n\n"
                                   "fn=walk'2\n20 70\ncfn=leaf\ncalls=1 30\n21 5\n"
                                   "cfn=walk'2\ncalls=6 20\n22 60\n\n"
                                   "fn=leaf\n30 5\n31\n\n"
                                   "ob=/lib/libm.so.6\nfl=sin.c\nfn=sin@@GLIBC_2.2.5\n1 30\n\n"
                                   "totals: 135\n";

/* The tables of read_wanted; all NULL: it makes its own. */
static profile_tables wanted;
static callgrind_totals totals;

static bool read_wanted(const char *path, char *message, size_t size) {
    return callgrind_read(path, &wanted, &totals, message, size);
}

static void read_tables(const char *text, profile_tables to, uint64_t total) {
    wanted = to;
    check_accepted(read_wanted, text, strlen(text));
    assert_int_equal(totals.instructions, total);
    assert_string_equal(totals.creator, "callgrind-3.19.0");
    if (!strstr(text, "cmd: ")) return;
    assert_string_equal(totals.command, "./job");
    assert_string_equal(totals.trigger, "Program termination");
}

static profile_functions read_good(const char *text, uint64_t total) {
    profile_functions functions = {0};
    read_tables(text, (profile_tables){.functions = &functions}, total);
    return functions;
}

/* Reads functions and lines, and stacks; both must be accepted or rejected with empty tables. */
static bool read_both(const char *path, char *message, size_t size) {
    profile_functions functions = {0};
    profile_lines lines = {0};
    profile_stacks stacks = {0};
    const profile_tables counts = {.functions = &functions, .lines = &lines};
    const bool good =
        callgrind_read(path, &(profile_tables){.stacks = &stacks}, &totals, message, size);
    assert_int_equal(callgrind_read(path, &counts, &totals, message, size), good);
    assert_int_equal(functions.count + lines.count + stacks.count, 0);
    return good;
}

typedef struct {
    const char *name;
    uint64_t calls, primitive, self, inclusive;
    const char *file;
    unsigned long line;
    const char *object;
} expected_row;

/* Files, and their rows in the order of their own cost. */
static const struct {
    const char *text;
    uint64_t total;
    size_t count;
    expected_row rows[4];
} known_files[] = {
    /* 100, not 235: recursion counts once */
    {known,
     135,
     4,
     {{"walk", 12, 2, 95, 100, "/src/main.c", 20, "/bin/job"},
      {"sin", 3, 3, 30, 30, "sin.c", 1, "/lib/libm.so.6"},
      {"leaf", 1, 1, 5, 5, "/src/main.c", 30, "/bin/job"},
      {"main", 0, 0, 5, 135, "/src/main.c", 10, "/bin/job"}}},
    /* f calls g, which calls f: with a separate record of f while it is running, both are exact. */
    {HEADER "fl=a.c\nfn=f\n1 10\ncfn=g\ncalls=1 5\n2 50\n"
            "fn=g\n5 20\ncfn=f'2\ncalls=1 1\n6 30\n"
            "fn=f'2\n1 10\ncfn=g'2\ncalls=1 5\n2 20\nfn=g'2\n5 20\ntotals: 60\n",
     60,
     2,
     {{"g", 2, 1, 40, 50, "a.c", 5, ""}, {"f", 1, 0, 20, 60, "a.c", 1, ""}}},
    /* gcc's copies of a function are the function, also where one calls the other. */
    {HEADER "fl=a.c\nfn=main\n1 1\ncfn=f\ncalls=1 5\n2 30\n"
            "fn=f\n5 10\ncfn=f.constprop.0.isra.1\ncalls=2 5\n6 20\n"
            "fn=f.constprop.0.isra.1\n5 20\nfn=f.part.0\n9 4\ntotals: 35\n",
     35,
     3,
     {{"f", 3, 1, 30, 30, "a.c", 5, ""},
      {"f.part.0", 0, 0, 4, 4, "a.c", 9, ""},
      {"main", 0, 0, 1, 31, "a.c", 1, ""}}},
    {HEADER "ob=/a\nfl=???\nfn=f\n0 1\ntotals: 1\n", 1, 1, {{"f", 0, 0, 1, 1, "", 0, "/a"}}},
};

static void functions_are_known(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof known_files / sizeof *known_files; i++) {
        profile_functions functions = read_good(known_files[i].text, known_files[i].total);
        profile_functions_sort(&functions);
        assert_int_equal(functions.count, known_files[i].count);
        for (size_t j = 0; j < functions.count; j++) {
            const profile_function *row = &functions.rows[j];
            const expected_row *expected = &known_files[i].rows[j];
            assert_string_equal(row->name, expected->name);
            assert_int_equal(row->calls, expected->calls);
            assert_int_equal(row->primitive_calls, expected->primitive);
            assert_int_equal(row->self.instructions, expected->self);
            assert_int_equal(row->instructions_inclusive, expected->inclusive);
            assert_string_equal(row->file, expected->file);
            assert_int_equal(row->line, expected->line);
            assert_string_equal(row->object, expected->object);
        }
        profile_functions_free(&functions);
    }
}

static const profile_line *find_line(const profile_lines *lines, const char *file,
                                     unsigned long number) {
    for (size_t i = 0; i < lines->count; i++)
        if (lines->rows[i].line == number && strcmp(lines->rows[i].file, file) == 0)
            return &lines->rows[i];
    fail_msg("line %lu of %s is missing", number, file);
    return NULL;
}

static void check_line(const profile_lines *lines, const char *file, unsigned long number,
                       uint64_t self, uint64_t inclusive) {
    const profile_line *line = find_line(lines, file, number);
    assert_int_equal(line->self.instructions, self);
    assert_int_equal(line->instructions_inclusive, inclusive);
}

static void lines_include_their_callees(void **state) {
    (void)state;
    profile_functions functions = {0};
    profile_lines lines = {0};
    read_tables(known, (profile_tables){.functions = &functions, .lines = &lines}, 135);
    check_line(&lines, "/src/main.c", 10, 5, 5);
    check_line(&lines, "/src/main.c", 11, 0, 100);
    check_line(&lines, "/src/main.c", 12, 0, 30);
    check_line(&lines, "/src/main.c", 20, 80, 80);
    check_line(&lines, "/src/main.c", 21, 8, 13);
    check_line(&lines, "inline.h", 3, 7, 7);
    check_line(&lines, "/src/main.c", 22, 0, 75); /* of which 60 are on the stack twice */
    check_line(&lines, "sin.c", 1, 30, 30);
    assert_string_equal(find_line(&lines, "inline.h", 3)->function, "walk");
    assert_string_equal(find_line(&lines, "sin.c", 1)->function, "sin");
    assert_null(find_line(&lines, "/src/main.c", 11)->function); /* nothing of its own */
    profile_functions_free(&functions);
    profile_lines_free(&lines);
}

static void sums_events_by_kind(void **state) {
    (void)state;
    static const char text[] =
        "creator: callgrind-3.19.0\npositions: line\n"
        "events: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi Bim\nfl=a.c\nfn=f\n"
        "1 100 20 10 1 2 3 4 5 6 30 7 8 9\n2 50 5\n"
        "totals: 150 25 10 1 2 3 4 5 6 30 7 8 9\n";
    profile_functions functions = {0};
    profile_lines lines = {0};
    read_tables(text, (profile_tables){.functions = &functions, .lines = &lines}, 150);
    const profile_cost cost = functions.rows[0].self;
    assert_int_equal(cost.instructions, 150);
    assert_int_equal(cost.accesses, 35);
    assert_int_equal(cost.l1_misses, 6);
    assert_int_equal(cost.ll_misses, 15);
    assert_int_equal(cost.branches, 38);
    assert_int_equal(cost.mispredicted, 16);
    assert_int_equal(find_line(&lines, "a.c", 2)->self.accesses, 5);
    profile_functions_free(&functions);
    profile_lines_free(&lines);
}

static void stacks_are_folded(void **state) {
    (void)state;
    static const char text[] =
        HEADER "fl=a.c\nfn=f.constprop.0'g'main\n1 10\ncfn=h'f.constprop.0'g'main\ncalls=1 5\n2 7\n"
               "fn=f'g'main\n3 5\nfn=h'f.constprop.0'g'main\n5 7\nfn=main\n9 1\ntotals: 23\n";
    profile_stacks stacks = {0};
    read_tables(text, (profile_tables){.stacks = &stacks}, 23);
    static const profile_stack expected[] = {{"main", 1}, {"main;g;f", 15}, {"main;g;f;h", 7}};
    assert_int_equal(stacks.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(stacks.rows[i].frames, expected[i].frames);
        assert_int_equal(stacks.rows[i].count, expected[i].count);
    }
    assert_int_equal(profile_stacks_total(&stacks), 23);
    profile_stacks_free(&stacks);
}

static void rejects_truncated_files(void **state) {
    (void)state;
    for (size_t length = 0; length < sizeof known - 1; length++) {
        char *text = strndup(known, length);
        check_rejected(read_both, &(malformed_file){text, "", ""}, 1);
        free(text);
    }
}

static void rejects_malformed_files(void **state) {
    (void)state;
    static const malformed_file files[] = {
        {"", "", "the file is empty"},
        {HEADER, "", "cut off: it has no totals:"},
        {HEADER "fn=f\n1 2\ntotals: 3\n", ":16: ", "add up to 2, not to totals: 3"},
        {HEADER "fn=f\n1 2\nbogus\n", ":16: ", "'bogus' is not understood"},
        {HEADER "fn=f\n1 two\n", ":15: ", "'1 two' is not LINE and the costs of 1 events"},
        {HEADER "fn=f\n1 2 3\n", ":15: ", "'1 2 3' is not LINE and the costs"},
        {HEADER "fn=f\n+1 2\n", ":15: ", "--compress-pos=no"},
        {HEADER "fn=f\n* 2\n", ":15: ", "--compress-pos=no"},
        {HEADER "fn=(1) main\n", ":14: ", "--compress-strings=no"},
        {HEADER "1 2\n", ":14: ", "a cost without a fn="},
        {HEADER "fn=f\ncalls=1 2\n", ":15: ", "without a cfn="},
        {HEADER "fn=f\ncfn=g\ncalls=x 2\n", ":16: ", "is not calls=NUMBER LINE"},
        {HEADER "fn=f\ncfn=g\ncalls=1 2\nfn=h\n", ":17: ", "where the cost of a calls= line"},
        {HEADER "fn=f\ntotals: 0\nfn=g\n", ":16: ", "after totals:"},
        {HEADER "fn=f\n1 18446744073709551615\n2 1\n", ":16: ", "more than 64 bits"},
        {HEADER "fn=f\n1 99999999999999999999\n", ":15: ", "is not LINE and the costs"},
        {"version: 2\n", ":1: ", "only '1' is read"},
        {"positions: instr line\n", ":1: ", "only 'line' is read"},
        {"events: Ir Joules\n", ":1: ", "'Joules' begins with one that is not read"},
        {"events: Ir Dr Ir\n", ":1: ", "'Ir' begins with one that is not read"},
        {"events: Dr\n", ":1: ", "without Ir"},
        {HEADER "events: Ir Dr\n", ":14: ", "for the second time"},
        {"totals: 1\n", ":1: ", "before events:"},
        {HEADER "fn=f\ntotals: 1 2\n", ":15: ", "'1 2' is not numbers of 1 events"},
        {"part: 2\n", ":1: ", "only '1' is read"},
        {"fn=f\n", ":1: ", "before positions: and events:"},
    };
    check_rejected(read_both, files, sizeof files / sizeof *files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_known),     cmocka_unit_test(lines_include_their_callees),
        cmocka_unit_test(sums_events_by_kind),     cmocka_unit_test(stacks_are_folded),
        cmocka_unit_test(rejects_truncated_files), cmocka_unit_test(rejects_malformed_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
