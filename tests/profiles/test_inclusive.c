/* SPDX-License-Identifier: MIT */
/* test_inclusive.c: inclusive instructions of lines under recursion. Small programs are run here,
 * call by call, and written down as callgrind would; what each line should have is then known. */
#include "readers.h"
#include "temporary_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- programs -------------------------------------------------------------------------------- */

enum { FUNCTIONS = 6, LINES = 4, DEPTH = 64, NONE = -1 };

/* Functions are called 'a', 'b', ...; 'a' is main. Every line has instructions of its own, then
 * makes its calls, in which one level of recursion less is left; without any it makes none. */
typedef struct {
    int own;
    const char *calls;
    int number; /* 0: one of its own; others are shared, as lines of inlined functions are */
} program_line;

typedef struct {
    const char *what;
    bool exact;  /* callgrind's counts are enough to know */
    bool merged; /* written without NAME'2                */
    int levels;
    program_line functions[FUNCTIONS][LINES];
} program;

static const program programs[] = {
    {"calls without recursion",
     true,
     false,
     9,
     {{{1, "bc", 0}, {2, "b", 0}}, {{3, "c", 0}}, {{5, "", 0}}}},
    {"a function that calls itself",
     true,
     false,
     9,
     {{{1, "b", 0}}, {{2, "", 0}, {3, "b", 0}, {4, "", 0}}}},
    {"two calls of itself on one line",
     true,
     false,
     7,
     {{{1, "b", 0}}, {{2, "", 0}, {3, "bb", 0}}}},
    {"two functions", true, false, 9, {{{1, "b", 0}}, {{10, "c", 0}}, {{10, "b", 0}}}},
    {"two functions of several lines",
     true,
     false,
     9,
     {{{1, "b", 0}},
      {{2, "", 0}, {3, "c", 0}, {4, "d", 0}},
      {{5, "d", 0}, {6, "b", 0}},
      {{7, "", 0}}}},
    {"three functions",
     true,
     false,
     12,
     {{{1, "b", 0}}, {{2, "c", 0}}, {{3, "d", 0}}, {{4, "b", 0}}}},
    {"four functions",
     true,
     false,
     13,
     {{{1, "b", 0}},
      {{2, "c", 0}},
      {{3, "d", 0}, {9, "", 0}},
      {{4, "e", 0}},
      {{5, "b", 0}, {6, "", 0}}}},
    {"a line that calls several of a cycle",
     true,
     false,
     8,
     {{{1, "b", 0}}, {{2, "bcd", 0}}, {{3, "d", 0}, {1, "", 0}}, {{4, "b", 0}}}},
    {"a cycle entered at two points",
     true,
     false,
     7,
     {{{1, "b", 0}, {1, "c", 0}}, {{2, "c", 0}}, {{3, "b", 0}}}},
    {"a cycle entered at three points from one line",
     true,
     false,
     8,
     {{{1, "bcd", 0}}, {{2, "c", 0}}, {{3, "d", 0}}, {{4, "b", 0}, {5, "", 0}}}},
    {"main in the cycle", true, false, 8, {{{1, "b", 0}, {2, "", 0}}, {{3, "a", 0}}}},
    {"a function beside the cycle",
     true,
     false,
     8,
     {{{1, "b", 0}}, {{2, "ce", 0}}, {{3, "b", 0}, {4, "e", 0}}, {{0, "", 0}}, {{5, "", 0}}}},
    {"a line inlined into two functions",
     true,
     false,
     4,
     {{{1, "b", 0}}, {{2, "c", 99}}, {{3, "", 99}}}},
    {"a line inlined into two functions that do not meet",
     true,
     false,
     4,
     {{{1, "bc", 0}}, {{2, "d", 99}}, {{3, "d", 99}}, {{4, "", 0}}}},
    {"one that calls itself, without NAME'2", true, true, 9, {{{1, "b", 0}}, {{2, "b", 0}}}},
    {"Fibonacci on two lines", false, false, 10, {{{1, "b", 0}}, {{2, "b", 0}, {3, "b", 0}}}},
    {"two lines that lead to a cycle",
     false,
     false,
     9,
     {{{1, "b", 0}}, {{2, "c", 0}, {3, "cd", 0}}, {{4, "b", 0}, {5, "d", 0}}, {{6, "b", 0}}}},
    {"a cycle in a cycle",
     false,
     false,
     9,
     {{{1, "bd", 0}},
      {{2, "c", 0}, {3, "", 0}},
      {{4, "b", 0}, {5, "d", 0}},
      {{6, "c", 0}, {7, "bc", 0}}}},
};

/* ---- running one ----------------------------------------------------------------------------- */

typedef struct {
    const program *program;
    size_t depth;
    int functions[DEPTH], numbers[DEPTH]; /* on the stack: function and line */
    uint64_t all, own[100], inclusive[100];
    uint64_t costs[FUNCTIONS][2][LINES];               /* of function, again, line */
    uint64_t calls[FUNCTIONS][2][LINES][FUNCTIONS][2]; /* to function, again       */
    unsigned counts[FUNCTIONS][2][LINES][FUNCTIONS][2];
} machine;

static int number_of(const program *p, int function, int line) {
    const int number = p->functions[function][line].number;
    return number ? number : 10 * (function + 1) + line;
}

static int is_running(const machine *m, int function) {
    for (size_t i = 0; i < m->depth; i++)
        if (m->functions[i] == function) return !m->program->merged;
    return 0;
}

static void execute(machine *m, uint64_t instructions) {
    m->all += instructions;
    m->own[m->numbers[m->depth - 1]] += instructions;
    for (size_t i = 0; i < m->depth; i++) {
        bool again = false;
        for (size_t j = 0; j < i; j++) again |= m->numbers[j] == m->numbers[i];
        if (!again) m->inclusive[m->numbers[i]] += instructions;
    }
}

static void run(machine *m, int function, int levels) {
    const int again = is_running(m, function);
    const size_t at = m->depth++;
    m->functions[at] = function;
    for (int line = 0; line < LINES; line++) {
        const program_line *l = &m->program->functions[function][line];
        m->numbers[at] = number_of(m->program, function, line);
        if (!l->calls) break;
        execute(m, (uint64_t)l->own);
        m->costs[function][again][line] += (uint64_t)l->own;
        for (const char *c = l->calls; levels > 0 && *c; c++) {
            const int callee = *c - 'a', callee_again = is_running(m, callee);
            const uint64_t before = m->all;
            run(m, callee, levels - 1);
            m->calls[function][again][line][callee][callee_again] += m->all - before;
            m->counts[function][again][line][callee][callee_again]++;
        }
    }
    m->depth--;
}

static void write_name(FILE *out, const char *key, int function, int again) {
    fprintf(out, "%s%c%s\n", key, 'a' + function, again ? "'2" : "");
}

static void write_line(FILE *out, const machine *m, int f, int again, int line) {
    const int number = number_of(m->program, f, line);
    fprintf(out, "%d %u\n", number, (unsigned)m->costs[f][again][line]);
    for (int callee = 0; callee < FUNCTIONS; callee++)
        for (int a = 0; a < 2; a++) {
            if (m->counts[f][again][line][callee][a] == 0) continue;
            write_name(out, "cfn=", callee, a);
            fprintf(out, "calls=%u %d\n%d %u\n", m->counts[f][again][line][callee][a],
                    10 * (callee + 1), number, (unsigned)m->calls[f][again][line][callee][a]);
        }
}

static void write_counts(FILE *out, const machine *m) {
    fputs("positions: line\nevents: Ir\nob=/p\nfl=/src/m.c\n", out);
    for (int f = 0; f < FUNCTIONS; f++)
        for (int again = 0; again < 2; again++) {
            if (m->costs[f][again][0] == 0) continue;
            write_name(out, "fn=", f, again);
            for (int line = 0; line < LINES && m->program->functions[f][line].calls; line++)
                write_line(out, m, f, again, line);
        }
    fprintf(out, "totals: %u\n", (unsigned)m->all);
}

static void read_counts(const machine *m, profile_functions *functions, profile_lines *lines) {
    char *text = NULL, path[TEMPORARY_PATH], message[512] = "";
    size_t size;
    FILE *out = open_memstream(&text, &size);
    write_counts(out, m);
    fclose(out);
    temporary_file(path, text, size);
    callgrind_totals totals;
    const profile_tables to = {.functions = functions, .lines = lines};
    if (!callgrind_read(path, &to, &totals, message, sizeof message)) fail_msg("%s", message);
    unlink(path);
    free(text);
}

static void check_line(const machine *m, const profile_line *row) {
    const uint64_t right = m->inclusive[row->line], got = row->instructions_inclusive;
    assert_int_equal(row->self.instructions, m->own[row->line]);
    if (m->program->exact ? got != right : got < row->self.instructions || got > m->all)
        fail_msg("%s: line %lu has %u of %u, right: %u", m->program->what, row->line, (unsigned)got,
                 (unsigned)m->all, (unsigned)right);
    /* The estimates of those that are not exact: within a fifth of all. */
    const uint64_t off = got > right ? got - right : right - got;
    if (5 * off > m->all)
        fail_msg("%s: line %lu has %u of %u, far from %u", m->program->what, row->line,
                 (unsigned)got, (unsigned)m->all, (unsigned)right);
}

static void every_instruction_counts_once(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        static machine m;
        m = (machine){.program = &programs[i]};
        run(&m, 0, programs[i].levels);
        profile_functions functions = {0};
        profile_lines lines = {0};
        read_counts(&m, &functions, &lines);
        assert_true(lines.count > 1);
        for (size_t row = 0; row < lines.count; row++) check_line(&m, &lines.rows[row]);
        profile_functions_free(&functions);
        profile_lines_free(&lines);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_instruction_counts_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
