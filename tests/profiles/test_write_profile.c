/* SPDX-License-Identifier: MIT */
/* test_write_profile.c: the text of a profile with known numbers. */
#include "profile.h"
#include "profile_test.h"

/* f calls g and itself. Two thirds of the samples are in f's line 4; 4 passes of 25 ms. */
static profile known_profile(void) {
    profile p = {.impl = hmf_find(hmf_get_registry(), "naive"),
                 .workload = hmf_workload_find("point"),
                 .mode = "cold",
                 .counted_by = "valgrind-3.19.0",
                 .counted_clone = "portable",
                 .sampled_clone = "portable",
                 .instructions = 1000,
                 .not_compared = "no release build",
                 .no_allocations = "none",
                 .samples = 30,
                 .main_samples = 30,
                 .rate = 250.0,
                 .passes = 4,
                 .seconds = 0.1,
                 .plain_passes = 2,
                 .plain_seconds = 0.04,
                 .counted_seconds = 1.0};
    const size_t f = profile_functions_row(&p.functions, "f", "/s/a.c", "/bin/a");
    const size_t g = profile_functions_row(&p.functions, "g", "", "/lib/libm.so.6");
    profile_function *rows = p.functions.rows;
    rows[f].line = 2;
    rows[f].calls = 5;
    rows[f].primitive_calls = 2;
    rows[f].self.instructions = 600;
    rows[f].instructions_inclusive = 1000;
    rows[f].samples_self = 12;
    rows[f].samples_inclusive = 30;
    rows[g].calls = rows[g].primitive_calls = 4;
    rows[g].self.instructions = rows[g].instructions_inclusive = 400;
    rows[g].samples_self = rows[g].samples_inclusive = 18;
    return p;
}

static void free_tables(profile *p) {
    profile_functions_free(&p->functions);
    profile_lines_free(&p->lines);
}

static void write_all_functions(FILE *stream, const profile *p) {
    profile_write_functions(stream, p, 1000);
}

/* Fails unless the text has these parts in this order. */
static void check(void (*write)(FILE *, const profile *), const profile *p,
                  const char *const *parts) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    write(stream, p);
    fclose(stream);
    const char *at = text;
    for (; *parts; parts++) {
        const char *found = strstr(at, *parts);
        if (!found) fail_msg("'%s' is missing or out of order in:\n%s", *parts, text);
        at = found + strlen(*parts);
    }
    free(text);
}

static void functions_have_calls_counts_and_times(void **state) {
    (void)state;
    profile p = known_profile();
    check(write_all_functions, &p,
          (const char *[]){
              "cumtime  filename:lineno(function)\n",
              "         5/2           600       120          1000       500  60.00  40.00"
              "   10.0 ms   25.0 ms  a.c:2(f)\n",
              "           4           400       100           400       100  40.00  60.00"
              "   15.0 ms   15.0 ms  libm.so.6(g)\n",
              NULL});
    free_tables(&p);
}

static void the_heading_has_passes_and_losses(void **state) {
    (void)state;
    profile p = known_profile();
    p.samples = p.main_samples = 20;
    check(profile_write_heading, &p,
          (const char *[]){"1000 instructions (Ir) in 1 pass", "makes a pass 50 times",
                           "20 samples at 250 Hz in 0.1 s of processor time (25 expected, ",
                           "20.0 % lost): 4 passes over", "by +25.0 %", NULL});
    p.passes = 1;
    check(profile_write_heading, &p, (const char *[]){": 1 pass over", NULL});
    free_tables(&p);
}

static void add_line(profile *p, unsigned long number, uint64_t hits, uint64_t instructions,
                     uint64_t samples) {
    profile_line *line = profile_lines_row(&p->lines, "/s/a.c", number);
    line->hits = hits;
    line->self.instructions = line->instructions_inclusive = instructions;
    line->samples_self = line->samples_inclusive = samples;
}

static void add_extent(profile *p, const char *name, unsigned long first, unsigned long last) {
    profile_extent *extent = profile_lines_extent(&p->lines, name, "/s/a.c", first);
    extent->last = last;
    extent->hits = 1;
}

/* A function has all its lines, the last one included; a nested function has its own block. */
static void lines_are_grouped_by_function(void **state) {
    (void)state;
    profile p = known_profile();
    add_line(&p, 3, 2, 100, 1);
    add_line(&p, 5, 4, 200, 20); /* 20 of 30 samples, 20 % of the instructions */
    add_line(&p, 7, 1, 100, 0);  /* the last line of the outer function */
    add_line(&p, 8, 5, 600, 9);  /* in no function */
    profile_lines_row(&p.lines, "/s/b.c", 8)->self.instructions = 1; /* in no function either */
    add_extent(&p, "outer", 2, 7);
    add_extent(&p, "inner", 5, 6);
    profile_lines_sort(&p.lines);
    const unsigned long innermost[] = {2, 5, 2, 0};
    for (size_t i = 0; i < 4; i++) {
        const profile_extent *extent = profile_extent_of(&p.lines, &p.lines.rows[i]);
        assert_int_equal(extent ? extent->first : 0, innermost[i]);
    }
    check(profile_write_lines, &p,
          (const char *[]){
              "Function: inner at line 5, entered 1 times\n",
              "\n     5            4           200       50  20.00  20.00  66.67  66.67 W",
              "\n     6 ", "Function: outer at line 2, entered 1 times\n", "\n     2 ",
              "\n     3            2           100       50  10.00  10.00   3.33",
              "\n     7            1           100      100  10.00  10.00                 ",
              "File: /s/a.c\n\nLine #", "\n     8            5           600      120",
              "File: /s/b.c\n", NULL});
    free_tables(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_have_calls_counts_and_times),
        cmocka_unit_test(the_heading_has_passes_and_losses),
        cmocka_unit_test(lines_are_grouped_by_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
