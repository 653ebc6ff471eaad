/* test_callgrind.c: the reader of callgrind's files, on files whose numbers are known. */
#include "callgrind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

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

static bool read_bytes(const char *text, size_t length, profile_functions *functions,
                       callgrind_totals *totals, char *message, size_t size) {
    char path[] = "/tmp/test_callgrind_XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, length), length);
    assert_int_equal(close(file), 0);
    const bool good = callgrind_read(path, functions, totals, message, size);
    assert_int_equal(unlink(path), 0);
    return good;
}

static profile_functions read_good(const char *text, uint64_t total) {
    profile_functions functions;
    callgrind_totals totals;
    char message[512] = "";
    if (!read_bytes(text, strlen(text), &functions, &totals, message, sizeof message))
        fail_msg("refused: %s", message);
    assert_int_equal(totals.instructions, total);
    assert_string_equal(totals.creator, "callgrind-3.19.0");
    return functions;
}

/* line 0: whichever */
static void refuse(const char *text, int line, const char *reason) {
    profile_functions functions;
    callgrind_totals totals;
    char message[512] = "", place[32];
    snprintf(place, sizeof place, ":%d: ", line);
    if (read_bytes(text, strlen(text), &functions, &totals, message, sizeof message))
        fail_msg("accepted, in spite of: %s", reason);
    assert_int_equal(functions.count, 0);
    if (!strstr(message, reason) || (line && !strstr(message, place)))
        fail_msg("'%s' does not say '%s' of line %d", message, reason, line);
}

static const profile_function *find(const profile_functions *functions, const char *name) {
    const profile_function *found = NULL;
    for (size_t i = 0; i < functions->count; i++) {
        if (strcmp(functions->rows[i].name, name) != 0) continue;
        if (found) fail_msg("%s stands in two rows", name);
        found = &functions->rows[i];
    }
    if (!found) fail_msg("%s is missing", name);
    return found;
}

static void check_row(const profile_functions *functions, const char *name, uint64_t calls,
                      uint64_t primitive, uint64_t self, uint64_t inclusive) {
    const profile_function *row = find(functions, name);
    assert_int_equal(row->calls, calls);
    assert_int_equal(row->primitive_calls, primitive);
    assert_int_equal(row->instructions_self, self);
    assert_int_equal(row->instructions_inclusive, inclusive);
}

static void check_place(const profile_functions *functions, const char *name, const char *file,
                        unsigned long line, const char *object) {
    const profile_function *row = find(functions, name);
    assert_string_equal(row->file, file);
    assert_int_equal(row->line, line);
    assert_string_equal(row->object, object);
}

static void calls_and_costs_are_known(void **state) {
    (void)state;
    profile_functions functions = read_good(known, 135);
    assert_int_equal(functions.count, 4);
    check_row(&functions, "main", 0, 0, 5, 135);
    check_row(&functions, "walk", 12, 2, 95, 100); /* not 235: recursion counts once */
    check_row(&functions, "leaf", 1, 1, 5, 5);
    check_row(&functions, "sin", 3, 3, 30, 30);
    profile_functions_free(&functions);
}

static void places_are_those_of_the_function(void **state) {
    (void)state;
    profile_functions functions = read_good(known, 135);
    check_place(&functions, "main", "/src/main.c", 10, "/bin/job");
    check_place(&functions, "walk", "/src/main.c", 20, "/bin/job");
    check_place(&functions, "sin", "sin.c", 1, "/lib/libm.so.6");
    profile_functions_free(&functions);
}

static void the_table_is_sorted_by_self_cost(void **state) {
    (void)state;
    profile_functions functions = read_good(known, 135);
    profile_functions_sort(&functions);
    static const char *const order[] = {"walk", "sin", "leaf", "main"};
    for (size_t i = 0; i < 4; i++) assert_string_equal(functions.rows[i].name, order[i]);
    profile_functions_free(&functions);
}

/* f calls g, which calls f: with f booked apart when it runs already, both are exact. */
static void mutual_recursion_counts_once(void **state) {
    (void)state;
    profile_functions functions =
        read_good(HEADER "fl=a.c\nfn=f\n1 10\ncfn=g\ncalls=1 5\n2 50\n"
                         "fn=g\n5 20\ncfn=f'2\ncalls=1 1\n6 30\n"
                         "fn=f'2\n1 10\ncfn=g'2\ncalls=1 5\n2 20\nfn=g'2\n5 20\ntotals: 60\n",
                  60);
    check_row(&functions, "f", 1, 0, 20, 60);
    check_row(&functions, "g", 2, 1, 40, 50);
    profile_functions_free(&functions);
}

/* gcc's copies of a function are the function, also where one calls the other. */
static void clones_are_one_function(void **state) {
    (void)state;
    profile_functions functions =
        read_good(HEADER "fl=a.c\nfn=main\n1 1\ncfn=f\ncalls=1 5\n2 30\n"
                         "fn=f\n5 10\ncfn=f.constprop.0.isra.1\ncalls=2 5\n6 20\n"
                         "fn=f.constprop.0.isra.1\n5 20\nfn=f.part.0\n9 4\ntotals: 35\n",
                  35);
    check_row(&functions, "f", 3, 1, 30, 30);
    check_row(&functions, "f.part.0", 0, 0, 4, 4);
    profile_functions_free(&functions);
}

static void unknown_sources_are_empty(void **state) {
    (void)state;
    profile_functions functions = read_good(HEADER "ob=/a\nfl=???\nfn=f\n0 1\ntotals: 1\n", 1);
    check_place(&functions, "f", "", 0, "/a");
    profile_functions_free(&functions);
}

static void every_beginning_of_a_file_is_refused(void **state) {
    (void)state;
    for (size_t length = 0; length < sizeof known - 1; length++) {
        profile_functions functions;
        callgrind_totals totals;
        char message[512] = "";
        if (read_bytes(known, length, &functions, &totals, message, sizeof message))
            fail_msg("accepted, cut after %zu bytes", length);
        assert_true(strlen(message) > 0);
    }
}

static void what_is_not_understood_is_refused(void **state) {
    (void)state;
    refuse("", 0, "the file is empty");
    refuse(HEADER, 0, "cut off: it has no totals:");
    refuse(HEADER "fn=f\n1 2\ntotals: 3\n", 16, "add up to 2, not to totals: 3");
    refuse(HEADER "fn=f\n1 2\nbogus\n", 16, "'bogus' is not understood");
    refuse(HEADER "fn=f\n1 two\n", 15, "'1 two' is not LINE COST");
    refuse(HEADER "fn=f\n1 2 3\n", 15, "'1 2 3' is not LINE COST");
    refuse(HEADER "fn=f\n+1 2\n", 15, "--compress-pos=no");
    refuse(HEADER "fn=f\n* 2\n", 15, "--compress-pos=no");
    refuse(HEADER "fn=(1) main\n", 14, "--compress-strings=no");
    refuse(HEADER "1 2\n", 14, "a cost without a fn=");
    refuse(HEADER "fn=f\ncalls=1 2\n", 15, "without a cfn=");
    refuse(HEADER "fn=f\ncfn=g\ncalls=x 2\n", 16, "is not calls=NUMBER LINE");
    refuse(HEADER "fn=f\ncfn=g\ncalls=1 2\nfn=h\n", 17, "where the cost of a calls= line");
    refuse(HEADER "fn=f\ntotals: 0\nfn=g\n", 16, "after totals:");
    refuse(HEADER "fn=f\n1 18446744073709551615\n2 1\n", 16, "more than 64 bits");
    refuse(HEADER "fn=f\n1 99999999999999999999\n", 15, "is not LINE COST");
    refuse("version: 2\n", 1, "only '1' is read");
    refuse("positions: instr line\n", 1, "only 'line' is read");
    refuse("events: Ir Dr\n", 1, "only 'Ir' is read");
    refuse("part: 2\n", 1, "only '1' is read");
    refuse("fn=f\n", 1, "before positions: and events:");
}

static void bytes_that_are_no_text_are_refused(void **state) {
    (void)state;
    profile_functions functions;
    callgrind_totals totals;
    char message[512];
    assert_false(read_bytes("a\0b\n", 4, &functions, &totals, message, sizeof message));
    assert_non_null(strstr(message, "zero byte"));
    assert_false(callgrind_read("/nonexistent", &functions, &totals, message, sizeof message));
    assert_string_equal(message, "/nonexistent: No such file or directory");
    assert_false(callgrind_read("/tmp", &functions, &totals, message, sizeof message));
    assert_non_null(strstr(message, "Is a directory"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_and_costs_are_known),
        cmocka_unit_test(places_are_those_of_the_function),
        cmocka_unit_test(the_table_is_sorted_by_self_cost),
        cmocka_unit_test(mutual_recursion_counts_once),
        cmocka_unit_test(clones_are_one_function),
        cmocka_unit_test(unknown_sources_are_empty),
        cmocka_unit_test(every_beginning_of_a_file_is_refused),
        cmocka_unit_test(what_is_not_understood_is_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
