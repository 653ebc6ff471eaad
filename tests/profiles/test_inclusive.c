/* SPDX-License-Identifier: MIT */
/* test_inclusive.c: inclusive instructions of lines under recursion. Small programs are run here,
 * call by call, and written down as callgrind would; what each line should have is then known. */
#include "profile_test.h"
#include "readers.h"

/* ---- programs -------------------------------------------------------------------------------- */

enum { FUNCTIONS = 6, LINES = 4, DEPTH = 64, NONE = -1 };

/* Functions are called 'a', 'b', ...; 'a' is main. Every line has instructions of its own, then
 * makes its calls, in which one level of recursion less is left; without any it makes none. */
typedef struct {
    int own;
    const char *calls; /* '#': one line that is inlined into several functions */
} program_line;

typedef enum {
    EXACT,    /* callgrind's counts are enough to know  */
    MERGED,   /* exact, although written without NAME'2 */
    ESTIMATED /* within a fifth of all                  */
} accuracy;

typedef struct {
    const char *what;
    accuracy accuracy;
    int levels;
    program_line functions[FUNCTIONS][LINES];
} program;

static const program programs[] = {
    {"calls without recursion", EXACT, 9, {{{1, "bc"}, {2, "b"}}, {{3, "c"}}, {{5, ""}}}},
    {"a function that calls itself", EXACT, 9, {{{1, "b"}}, {{2, ""}, {3, "b"}, {4, ""}}}},
    {"two calls of itself on one line", EXACT, 7, {{{1, "b"}}, {{2, ""}, {3, "bb"}}}},
    {"two functions", EXACT, 9, {{{1, "b"}}, {{10, "c"}}, {{10, "b"}}}},
    {"two functions of several lines",
     EXACT,
     9,
     {{{1, "b"}}, {{2, ""}, {3, "c"}, {4, "d"}}, {{5, "d"}, {6, "b"}}, {{7, ""}}}},
    {"three functions", EXACT, 12, {{{1, "b"}}, {{2, "c"}}, {{3, "d"}}, {{4, "b"}}}},
    {"four functions",
     EXACT,
     13,
     {{{1, "b"}}, {{2, "c"}}, {{3, "d"}, {9, ""}}, {{4, "e"}}, {{5, "b"}, {6, ""}}}},
    {"a line that calls several of a cycle",
     EXACT,
     8,
     {{{1, "b"}}, {{2, "bcd"}}, {{3, "d"}, {1, ""}}, {{4, "b"}}}},
    {"a cycle entered at two points", EXACT, 7, {{{1, "b"}, {1, "c"}}, {{2, "c"}}, {{3, "b"}}}},
    {"a cycle entered at three points from one line",
     EXACT,
     8,
     {{{1, "bcd"}}, {{2, "c"}}, {{3, "d"}}, {{4, "b"}, {5, ""}}}},
    {"main in the cycle", EXACT, 8, {{{1, "b"}, {2, ""}}, {{3, "a"}}}},
    {"a function beside the cycle",
     EXACT,
     8,
     {{{1, "b"}}, {{2, "ce"}}, {{3, "b"}, {4, "e"}}, {{0, ""}}, {{5, ""}}}},
    {"a line inlined into two functions", EXACT, 4, {{{1, "b"}}, {{2, "c#"}}, {{3, "#"}}}},
    {"a line inlined into two functions that do not meet",
     EXACT,
     4,
     {{{1, "bc"}}, {{2, "d#"}}, {{3, "d#"}}, {{4, ""}}}},
    {"one that calls itself, without NAME'2", MERGED, 9, {{{1, "b"}}, {{2, "b"}}}},
    {"Fibonacci on two lines", ESTIMATED, 10, {{{1, "b"}}, {{2, "b"}, {3, "b"}}}},
    {"two lines that lead to a cycle",
     ESTIMATED,
     9,
     {{{1, "b"}}, {{2, "c"}, {3, "cd"}}, {{4, "b"}, {5, "d"}}, {{6, "b"}}}},
    {"a cycle in a cycle",
     ESTIMATED,
     9,
     {{{1, "bd"}}, {{2, "c"}, {3, ""}}, {{4, "b"}, {5, "d"}}, {{6, "c"}, {7, "bc"}}}},
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
    const bool shared = strchr(p->functions[function][line].calls, '#');
    return shared ? 99 : 10 * (function + 1) + line;
}

static int is_running(const machine *m, int function) {
    for (size_t i = 0; i < m->depth; i++)
        if (m->functions[i] == function) return m->program->accuracy != MERGED;
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
        if (!l->calls) break;
        m->numbers[at] = number_of(m->program, function, line);
        execute(m, (uint64_t)l->own);
        m->costs[function][again][line] += (uint64_t)l->own;
        for (const char *c = l->calls; levels > 0 && *c; c++) {
            if (*c == '#') continue;
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

static profile_functions functions;
static profile_lines lines;

static bool read_counts(const char *path, char *message, size_t size) {
    callgrind_totals totals;
    const profile_tables to = {.functions = &functions, .lines = &lines};
    return callgrind_read(path, &to, &totals, message, size);
}

static void count(const machine *m) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    write_counts(out, m);
    fclose(out);
    check_accepted(read_counts, text, size);
    free(text);
}

static void check_line(const machine *m, const profile_line *row) {
    const uint64_t right = m->inclusive[row->line], got = row->instructions_inclusive;
    assert_int_equal(row->self.instructions, m->own[row->line]);
    if (m->program->accuracy != ESTIMATED ? got != right
                                          : got < row->self.instructions || got > m->all)
        fail_msg("%s: line %lu has %u of %u, right: %u", m->program->what, row->line, (unsigned)got,
                 (unsigned)m->all, (unsigned)right);
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
        count(&m);
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
