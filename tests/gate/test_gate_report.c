/* SPDX-License-Identifier: MIT */
/* test_gate_report.c: the exit status of a run, and its report in every format. */

#include "die.h"
#include "gate_report.h"
#include "text.h"
#include "unit_test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- invented reports ------------------------------------------------------------------------ */

enum { INVENTED_MAX = 16 };

static gate_comparison invented[INVENTED_MAX];
static gate_report report;

static void begin(void) {
    while (report.notes.count > 0) free(report.notes.text[--report.notes.count]);
    free(report.notes.text);
    memset(invented, 0, sizeof invented);
    report = (gate_report){
        .base = "1a2b3c4 (HEAD~1)",
        .head = "working tree",
        .metric = "wall time",
        .margin = 0.01,
        .instruction_margin = 0.005,
        .level = 0.001,
        .seed = 18446744073709551615u,
        .seconds = 93.12,
        .clone = "x86-64-v3",
        .comparisons = invented,
    };
}

static gate_comparison *add(const char *name, gate_outcome outcome, const char *reason) {
    assert_true(report.count < INVENTED_MAX);
    gate_comparison *c = &invented[report.count++];
    c->outcome = outcome;
    c->margin = report.margin;
    snprintf(c->name, sizeof c->name, "%s", name);
    snprintf(c->reason, sizeof c->reason, "%s", reason);
    return c;
}

static void add_instructions(gate_comparison *c, uint64_t base, uint64_t new) {
    c->counted = true;
    c->instructions[0] = base;
    c->instructions[1] = new;
}

/* Adds a round with a ratio of that percentage and bounds one per cent away. */
static void add_round(gate_comparison *c, int number, size_t draws, double percent) {
    gate_round *round = &c->round[number];
    round->draws = draws;
    for (size_t i = 0; i < draws; i++) {
        round->ratio[i] = 0.01 * percent + 0.001 * (double)i;
        round->control[i] = -0.0005 * (double)i;
        round->base_seconds[i] = 1.234e-3;
    }
    round->findings = (verdict_findings){
        .verdict = VERDICT_SAME,
        .ratio = {log1p(0.01 * percent), log1p(0.01 * (percent - 1)), log1p(0.01 * (percent + 1))},
        .control = {0.0, log(0.998), log(1.002)},
        .reason = "",
    };
}

static void add_blame(gate_comparison *c) {
    c->blame = (gate_blame){
        .known = true,
        .function = "hmf_window_top_hat",
        .file = "impls/window.c",
        .line = 17,
        .text = "    term *= x / 3; /* 100% */",
        .function_gain = 58873890,
        .line_gain = 58870000,
    };
}

/* Invents a report with one comparison of nearly every outcome. */
static void begin_with_all_outcomes(void) {
    begin();
    gate_comparison *c = add("naive/default/cold", GATE_SLOWER, "");
    add_instructions(c, 11758873890, 11817747780);
    add_round(c, 0, 16, 4.9);
    add_round(c, 1, 24, 5.2);
    add_blame(c);
    c = add("naive/default/warm", GATE_INSTRUCTIONS, "");
    add_instructions(c, 1000, 1100);
    add_round(c, 0, 16, 0.1);
    c = add("table/large/cold", GATE_FASTER, "");
    add_round(c, 0, 16, -40);
    c = add("table/large/warm", GATE_TRADE, "");
    add_round(c, 0, 16, -3);
    add("series/default/cold", GATE_ACCEPTED, "one more term, until 2031-01-01");
    c = add("threads/default/cold", GATE_INCONCLUSIVE, "two copies of the base differ");
    add_round(c, 0, 512, 2);
    c->round[0].findings.control = (signed_rank){log(1.013), log(1.01), log(1.016)};
    add("new/default/cold", GATE_NOT_COMPARED, "not in the base");
    add("wrong/default/cold", GATE_WRONG, "cell 3: error 1e-3");
    c = add("same/default/cold", GATE_SAME, "");
    add_round(c, 0, 16, 0.0);
    c->round[0].findings.ratio.low = -HUGE_VAL;
    c = add("unchanged/default/cold", GATE_UNCHANGED, "");
    add_instructions(c, 2000, 2000);
    add("open/default/cold", GATE_OPEN, "");
    gate_note(&report.notes, "the tree is dirty");
}

/* Characters that some format gives a meaning to. */
static const char nasty[] = "a<b>&\"x|y\n\033[31m`%:,]]>\xc3\xa9\xff/-*_--";

static void begin_with_nasty_texts(void) {
    begin();
    gate_comparison *c = add(nasty, GATE_SLOWER, nasty);
    add_round(c, 0, 16, 5);
    add_blame(c);
    snprintf(c->blame.file, sizeof c->blame.file, "%s", nasty);
    snprintf(c->blame.text, sizeof c->blame.text, "%s", nasty);
    snprintf(c->blame.function, sizeof c->blame.function, "%s", nasty);
    add(nasty, GATE_INCONCLUSIVE, nasty);
    add(nasty, GATE_WRONG, nasty);
    add(nasty, GATE_SAME, nasty);
    gate_note(&report.notes, "%s", nasty);
    report.base = report.head = report.metric = nasty;
    snprintf(report.clone, sizeof report.clone, "%s", nasty);
}

/* ---- written text --------------------------------------------------------------------------- */

typedef void writer(FILE *stream, const gate_report *report);

static void write_plain_table(FILE *stream, const gate_report *r) {
    gate_write_table(stream, r, false);
}

static void write_coloured_table(FILE *stream, const gate_report *r) {
    gate_write_table(stream, r, true);
}

static char *written(writer *write) {
    static char *text; /* static, because gcc 12 warns of a dangling result of strstr() */
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    write(stream, &report);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(strlen(text), size);
    return text;
}

static void assert_contains(const char *text, const char *part) {
    if (!strstr(text, part)) fail_msg("no\n%s\nin\n%s", part, text);
}

static size_t place_of(const char *text, const char *part) {
    assert_contains(text, part);
    return (size_t)(strstr(text, part) - text);
}

static void assert_written(writer *write, const char *expected) {
    char *text = written(write);
    assert_string_equal(text, expected);
    free(text);
}

/* Compares with a file of tests/data/gate. */
static void assert_written_as(writer *write, const char *name) {
    char path[512], expected[8192] = "";
    snprintf(path, sizeof path, "%s/%s", HMF_TEST_DATA, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(expected, 1, sizeof expected - 1, file) > 0);
    fclose(file);
    assert_written(write, expected);
}

/* ---- statuses -------------------------------------------------------------------------------- */

static int status_of(gate_outcome a, gate_outcome b, gate_outcome c) {
    begin();
    add("a", a, "");
    add("b", b, "");
    add("c", c, "");
    return gate_report_status(&report);
}

static void each_outcome_alone_has_a_name_and_a_status(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int status;
    } expected[GATE_OUTCOMES] = {
        [GATE_OPEN] = {"open", 3},
        [GATE_UNCHANGED] = {"unchanged", 0},
        [GATE_SAME] = {"same", 0},
        [GATE_FASTER] = {"faster", 0},
        [GATE_TRADE] = {"trade", 0},
        [GATE_SLOWER] = {"slower", 2},
        [GATE_INSTRUCTIONS] = {"more instructions", 2},
        [GATE_ACCEPTED] = {"accepted", 0},
        [GATE_INCONCLUSIVE] = {"inconclusive", 3},
        [GATE_NOT_COMPARED] = {"not compared", 0},
        [GATE_VANISHED] = {"vanished", 1},
        [GATE_WRONG] = {"wrong answer", 4},
        [GATE_ANSWERS] = {"changed answers", 2},
        [GATE_PROMISE] = {"lower promise", 2},
        [GATE_INTERFACE] = {"other interface", 3},
    };
    for (gate_outcome o = GATE_OPEN; o < GATE_OUTCOMES; o++) {
        const bool compared = o != GATE_NOT_COMPARED && o != GATE_ACCEPTED;
        assert_string_equal(gate_outcome_name(o), expected[o].name);
        assert_int_equal(status_of(o, o, o), compared ? expected[o].status : EXIT_ERROR);
        assert_int_equal(gate_report_tally(&report, o), 3);
        assert_int_equal(gate_outcome_status(o), expected[o].status);
    }
}

static void the_gravest_outcome_decides(void **state) {
    (void)state;
    static const struct {
        gate_outcome outcome[3];
        int status;
    } table[] = {{{GATE_INCONCLUSIVE, GATE_SLOWER, GATE_WRONG}, 4},
                 {{GATE_WRONG, GATE_INSTRUCTIONS, GATE_SAME}, 4},
                 {{GATE_INCONCLUSIVE, GATE_SLOWER, GATE_SAME}, 2},
                 {{GATE_INSTRUCTIONS, GATE_INCONCLUSIVE, GATE_SAME}, 2},
                 {{GATE_FASTER, GATE_INCONCLUSIVE, GATE_SAME}, 3},
                 {{GATE_VANISHED, GATE_SLOWER, GATE_INCONCLUSIVE}, 2},
                 {{GATE_VANISHED, GATE_INCONCLUSIVE, GATE_SAME}, 1},
                 {{GATE_NOT_COMPARED, GATE_UNCHANGED, GATE_ACCEPTED}, 0},
                 {{GATE_NOT_COMPARED, GATE_NOT_COMPARED, GATE_UNCHANGED}, 0},
                 {{GATE_NOT_COMPARED, GATE_NOT_COMPARED, GATE_SAME}, 0},
                 {{GATE_NOT_COMPARED, GATE_OPEN, GATE_NOT_COMPARED}, 3}};
    for (size_t i = 0; i < COUNT(table); i++) {
        const gate_outcome *o = table[i].outcome;
        if (status_of(o[0], o[1], o[2]) != table[i].status) fail_msg("case %zu", i);
        assert_false(gate_report_nothing_compared(&report));
    }
}

/* Every format reports that no comparison was made. An accepted removal compares nothing; an
 * accepted slow-down was measured, and an accepted interface was compared by other means. */
static void a_run_without_a_comparison_fails(void **state) {
    (void)state;
    begin();
    assert_int_equal(gate_report_status(&report), 1);
    assert_int_equal(status_of(GATE_ACCEPTED, GATE_NOT_COMPARED, GATE_ACCEPTED), 1);
    invented[0].accepted = GATE_SLOWER;
    assert_int_equal(gate_report_status(&report), 0);
    invented[0].accepted = GATE_INTERFACE;
    assert_int_equal(gate_report_status(&report), 0);
    invented[0].accepted = invented[2].accepted = GATE_VANISHED;
    assert_true(gate_report_nothing_compared(&report));
    assert_written(gate_write_annotations,
                   "::error title=cannot be judged::nothing was compared\n");
    char *xml = written(gate_write_junit);
    assert_contains(xml, "tests=\"3\" failures=\"0\" errors=\"1\" skipped=\"0\"");
    assert_contains(xml, "<error message=\"not compared\" type=\"not compared\">");
    free(xml);
}

/* An inconclusive comparison with a measured ratio may pass, an unmeasured one never. */
static void inconclusive_runs_fail_as_asked(void **state) {
    (void)state;
    static const struct {
        gate_outcome outcome;
        size_t draws;
        double percent;
        int status[3]; /* by gate_fail_on */
    } table[] = {{GATE_INCONCLUSIVE, 16, 2.0, {3, 3, 0}},  {GATE_INCONCLUSIVE, 16, 0.5, {3, 0, 0}},
                 {GATE_INCONCLUSIVE, 16, -3.0, {3, 0, 0}}, {GATE_INCONCLUSIVE, 16, NAN, {3, 3, 3}},
                 {GATE_INCONCLUSIVE, 0, 0.0, {3, 3, 3}},   {GATE_OPEN, 0, 0.0, {3, 3, 3}},
                 {GATE_INTERFACE, 0, 0.0, {3, 3, 3}}};
    for (size_t i = 0; i < COUNT(table); i++)
        for (gate_fail_on on = 0; on <= GATE_FAIL_ON_REGRESSION; on++) {
            begin();
            add_round(add("a", table[i].outcome, ""), 0, table[i].draws, table[i].percent);
            add_round(add("b", GATE_FASTER, ""), 0, 16, 2.0);
            report.fail_on = on;
            assert_int_equal(gate_report_status(&report), EXIT_INCONCLUSIVE);
            assert_int_equal(gate_report_exit(&report), table[i].status[on]);
            assert_int_equal(gate_report_suspects(&report), table[i].percent > 1.0);
            add("c", GATE_SLOWER, "");
            assert_int_equal(gate_report_exit(&report), EXIT_NO);
        }
}

static void slower_in_one_round_is_suspect(void **state) {
    (void)state;
    begin();
    gate_comparison *c = add("a", GATE_INCONCLUSIVE, "");
    add_round(c, 0, 16, 3.0);
    add_round(c, 1, 16, 0.5);
    assert_true(gate_is_suspect(c));
    assert_string_equal(gate_suspect_sentence(c).text, "a 1.030 [1.020, 1.040]");
    c->round[0].draws = c->round[1].draws = 0;
    assert_false(gate_is_suspect(c));
}

/* ---- numbers and texts ----------------------------------------------------------------------- */

static void only_equal_counts_are_no_change(void **state) {
    (void)state;
    static const struct {
        uint64_t base, head;
        const char *base_text, *change;
    } table[] = {{7, 7, "7", "0 %"},
                 {58873890, 58873891, "58,873,890", "+<0.001 %"},
                 {1000, 994, "1,000", "-0.600 %"},
                 {10, 20, "10", "+100.0 %"},
                 {0, 3, "0", "?"},
                 {UINT64_MAX, 0, "18,446,744,073,709,551,616", "-100.0 %"}};
    for (size_t i = 0; i < COUNT(table); i++) {
        begin();
        gate_comparison *c = add("a", GATE_SAME, "");
        add_instructions(c, table[i].base, table[i].head);
        const gate_cells cells = gate_cells_of(c);
        assert_string_equal(cells.cell[GATE_CELL_INSTRUCTIONS].text, table[i].base_text);
        assert_string_equal(cells.cell[GATE_CELL_CHANGE].text, table[i].change);
    }
}

static void bounds_need_not_be_finite(void **state) {
    (void)state;
    static const struct {
        double centre, low, high; /* ratios */
        const char *text;
    } table[] = {{1.004, 0.0, 1.012, "1.004 [?, 1.012]"},
                 {1.0, 0.0, HUGE_VAL, "1.000 [?, ?]"},
                 {NAN, NAN, NAN, "? [?, ?]"},
                 {1.25e-4, 1e-300, 1e300, "0.000125 [1e-300, 1e+300]"}};
    for (size_t i = 0; i < COUNT(table); i++) {
        begin();
        gate_comparison *c = add("a", GATE_SAME, "");
        add_round(c, 0, 16, 0.0);
        c->round[0].findings.ratio =
            (signed_rank){log(table[i].centre), log(table[i].low), log(table[i].high)};
        assert_string_equal(gate_cells_of(c).cell[GATE_CELL_RATIO].text, table[i].text);
    }
}

static void blame_names_all_known_parts(void **state) {
    (void)state;
    begin();
    gate_comparison *c = add("a", GATE_SLOWER, "");
    assert_string_equal(gate_blame_sentence(c).text, "");
    add_blame(c);
    assert_string_equal(gate_blame_sentence(c).text,
                        "impls/window.c:17 (hmf_window_top_hat): +58,870,000 instructions:"
                        " term *= x / 3; /* 100% */");
    c->blame.line = 0;
    c->blame.text[0] = '\0';
    assert_string_equal(gate_blame_sentence(c).text,
                        "impls/window.c (hmf_window_top_hat): +58,873,890 instructions");
    c->blame.file[0] = '\0';
    c->blame.function_gain = INT64_MIN;
    assert_string_equal(gate_blame_sentence(c).text,
                        "(hmf_window_top_hat): -9,223,372,036,854,775,808 instructions");
}

static void details_include_an_unusual_margin(void **state) {
    (void)state;
    begin();
    gate_comparison *c = add("a", GATE_INCONCLUSIVE, "");
    add_round(c, 0, 16, 2);
    c->margin = 0.03;
    assert_string_equal(gate_details_sentence(&report, c).text,
                        "control, a copy of the base to the base, 1.000 [0.998, 1.002];"
                        " its margin is 3 %");
    c->outcome = GATE_SAME;
    assert_string_equal(gate_details_sentence(&report, c).text, "its margin is 3 %");
    c->margin = report.margin;
    assert_string_equal(gate_details_sentence(&report, c).text, "");
}

/* Checks that the XML is well-formed, and that the checker would find a fault. */
static void assert_well_formed(const char *xml) {
    static const char checker[] = "python3 -c 'import sys, xml.dom.minidom as dom\n"
                                  "dom.parse(sys.stdin.buffer)' 2>/dev/null";
    if (system("command -v python3 >/dev/null") != 0) skip();
    for (int broken = 0; broken < 2; broken++) {
        FILE *stream = popen(checker, "w");
        assert_non_null(stream);
        assert_true(fprintf(stream, "%s%s", xml, broken ? "<" : "") >= 0);
        if ((pclose(stream) == 0) == broken) fail_msg("broken %d:\n%s", broken, xml);
    }
}

/* ---- tables, JUnit XML and annotations ------------------------------------------------------- */

static void formats_show_all_outcomes(void **state) {
    (void)state;
    begin_with_all_outcomes();
    assert_written_as(write_plain_table, "report.txt");
    assert_written_as(gate_write_markdown, "report.md");
    assert_written_as(gate_write_annotations, "annotations.txt");
}

static void table_of_nothing_says_so(void **state) {
    (void)state;
    begin();
    report.clone[0] = '\0';
    assert_written(write_plain_table,
                   "base 1a2b3c4 (HEAD~1), new working tree\n0 comparisons\n"
                   "cannot be judged (exit status 1) after 93.1 s; margin 1 % of wall time,"
                   " 0.5 % of instructions; wrong alarms 0.1 %; seed 18446744073709551615\n");
}

static void begin_with_plain_names(void) {
    begin();
    add("BM_sort", GATE_SAME, "");
    add("/a", GATE_SAME, "");
    add("a/", GATE_SAME, "");
}

/* Parts of a report that a format must contain, or must not after '!'. */
static void formats_contain_parts(void **state) {
    (void)state;
    static const struct {
        writer *write;
        void (*begin)(void);
        const char *parts[9];
    } table[] = {
        {write_plain_table, begin_with_all_outcomes, {"!\033"}},
        {write_coloured_table,
         begin_with_all_outcomes,
         {"  \033[31mslower\033[0m\n", "  \033[31mmore instructions\033[0m\n",
          "  \033[31mwrong answer: cell 3: error 1e-3\033[0m\n",
          "  \033[33minconclusive: two copies of the base differ\033[0m\n",
          "  \033[32mfaster\033[0m\n", "  same\n",
          "\n\033[31mwrong answer\033[0m (exit status 4)"}},
        {write_plain_table,
         begin_with_nasty_texts,
         {"!\033", "!\xff", "\na<b>&\"x|y  [31m`%:,]]>\xc3\xa9?/-*_--  "}},
        {gate_write_markdown,
         begin_with_nasty_texts,
         {"!<b>", "!\033",
          "| <code>a&lt;b&gt;&amp;\"x&#124;y  &#91;31m&#96;%:,&#93;&#93;&gt;\xc3\xa9?"
          "/-&#42;&#95;--</code> |"}},
        {gate_write_junit,
         begin_with_all_outcomes,
         {"<testsuite name=\"hmf gate\" tests=\"11\" failures=\"2\" errors=\"1\""
          " skipped=\"3\" time=\"93.120\">",
          "<testcase classname=\"naive\" name=\"default/cold\">\n"
          "      <failure message=\"slower\" type=\"slower\">impls/window.c:17"
          " (hmf_window_top_hat): +58,870,000 instructions",
          "<failure message=\"more instructions\" type=\"more instructions\">",
          "<error message=\"wrong answer: cell 3: error 1e-3\" type=\"wrong answer\">",
          "<skipped message=\"inconclusive: two copies of the base differ\">",
          "<skipped message=\"not compared: not in the base\">", "<skipped message=\"open\">",
          "<testcase classname=\"same\" name=\"default/cold\">\n      <system-out>"}},
        {gate_write_junit,
         begin_with_plain_names,
         {"classname=\"BM_sort\" name=\"BM_sort\"", "classname=\"/a\" name=\"/a\"",
          "classname=\"a/\" name=\"a/\""}},
        {gate_write_junit, begin, {"tests=\"0\""}},
        {gate_write_junit,
         begin_with_nasty_texts,
         {"classname=\"a&lt;b&gt;&amp;&quot;x|y&#10; [31m`%:,]]&gt;\xc3\xa9?\""
          " name=\"-*_--\""}},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        table[i].begin();
        char *text = written(table[i].write);
        for (const char *const *part = table[i].parts; *part; part++)
            if (**part == '!' ? strstr(text, *part + 1) != NULL : !strstr(text, *part))
                fail_msg("case %zu: %s\nin\n%s", i, *part, text);
        free(text);
    }
}

static void junit_is_well_formed(void **state) {
    (void)state;
    void (*const begins[])(void) = {begin, begin_with_all_outcomes, begin_with_nasty_texts};
    for (int i = 0; i < 3; i++) {
        begins[i]();
        char *xml = written(gate_write_junit);
        assert_well_formed(xml);
        free(xml);
    }
}

static void markdown_folds_unchanged_rows(void **state) {
    (void)state;
    begin_with_all_outcomes();
    for (int i = 0; i < 5; i++) add("quiet/default/warm", GATE_UNCHANGED, "");
    char *text = written(gate_write_markdown);
    const size_t fold =
        place_of(text, "<details><summary>7 without a change</summary>\n\n| comparison");
    assert_true(place_of(text, "`naive/default/cold`") < fold);
    assert_true(place_of(text, "`quiet/default/warm`") > fold);
    assert_true(place_of(text, "`same/default/cold`") > fold);
    assert_true(place_of(text, " |\n\n</details>\n\n") > fold);
    free(text);
}

static void markdown_rows_have_the_same_number_of_bars(void **state) {
    (void)state;
    begin_with_nasty_texts();
    char *text = written(gate_write_markdown);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        size_t bars = 0;
        for (const char *at = line; *at; at++) bars += *at == '|';
        if (bars != (*line == '|' ? 8 : 0)) fail_msg("%zu bars in %s", bars, line);
    }
    free(text);
}

static void annotations_without_a_place(void **state) {
    (void)state;
    begin();
    gate_comparison *c = add("a", GATE_SLOWER, "");
    add_blame(c);
    c->blame.line = 0;
    c->blame.text[0] = '\0';
    assert_written(gate_write_annotations,
                   "::error file=impls/window.c,title=slower%3A a::slower%0Aimpls/window.c"
                   " (hmf_window_top_hat): +58,873,890 instructions\n");
    c->blame.file[0] = '\0';
    assert_written(gate_write_annotations, "::error title=slower%3A a::slower%0A"
                                           "(hmf_window_top_hat): +58,873,890 instructions\n");
    c->outcome = GATE_ACCEPTED;
    c->accepted = GATE_SLOWER;
    assert_written(gate_write_annotations, "");
}

static void annotations_escape_nasty_texts(void **state) {
    (void)state;
    begin_with_nasty_texts();
    report.count = 1;
    invented[0].round[0].draws = 0;
    assert_written(gate_write_annotations,
                   "::error file=a<b>&\"x|y%0A [31m`%25%3A%2C]]>\xc3\xa9?/-*_--,line=17,"
                   "title=slower%3A a<b>&\"x|y%0A [31m`%25%3A%2C]]>\xc3\xa9?/-*_--::"
                   "slower: a<b>&\"x|y%0A [31m`%25:,]]>\xc3\xa9?/-*_--%0A"
                   "a<b>&\"x|y%0A [31m`%25:,]]>\xc3\xa9?/-*_--:17"
                   " (a<b>&\"x|y%0A [31m`%25:,]]>\xc3\xa9?/-*_--): +58,870,000 instructions:"
                   " a<b>&\"x|y%0A [31m`%25:,]]>\xc3\xa9?/-*_--\n");
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Writes the report and reads it back. */
static json_t *json_of_report(void) {
    json_t *made = gate_report_json(&report);
    assert_non_null(made);
    char *text = json_dumps(made, 0);
    assert_non_null(text);
    json_decref(made);
    json_error_t error;
    json_t *read = json_loads(text, 0, &error);
    if (!read) fail_msg("%s in\n%s", error.text, text);
    free(text);
    return read;
}

/* Returns the value at a path such as "comparisons.0.name". */
static const json_t *at(const json_t *json, const char *path) {
    char step[64];
    for (const char *p = path; *p; p += strcspn(p, "."), p += *p == '.') {
        snprintf(step, sizeof step, "%.*s", (int)strcspn(p, "."), p);
        json = json_is_array(json) ? json_array_get(json, strtoul(step, NULL, 10))
                                   : json_object_get(json, step);
        if (!json) fail_msg("no %s", path);
    }
    return json;
}

/* Compares values with their JSON texts; "[N]" is an array or object of N values. */
static void assert_json(const char *const (*table)[2], size_t count) {
    json_t *json = json_of_report();
    for (size_t i = 0; i < count; i++) {
        const json_t *value = at(json, table[i][0]);
        const bool sized = json_is_array(value) || json_is_object(value);
        const size_t size = json_array_size(value) + json_object_size(value);
        char *text = sized ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
        char size_text[32];
        snprintf(size_text, sizeof size_text, "[%zu]", size);
        if (strcmp(text ? text : size_text, table[i][1]) != 0)
            fail_msg("%s is %s", table[i][0], text ? text : size_text);
        free(text);
    }
    json_decref(json);
}

#define ASSERT_JSON(table) assert_json(table, sizeof(table) / sizeof *(table))

static void json_has_the_verdict_and_all_samples(void **state) {
    (void)state;
    static const char *const table[][2] = {
        {"hmfbench_schema", "1"},
        {"gate_schema", "1"},
        {"kind", "\"gate\""},
        {"status", "\"wrong answer\""},
        {"exit_status", "4"},
        {"suspects", "[1]"},
        {"suspects.0", "\"threads/default/cold\""},
        {"context.seed", "\"18446744073709551615\""},
        {"base", "\"1a2b3c4 (HEAD~1)\""},
        {"new", "\"working tree\""},
        {"clone", "\"x86-64-v3\""},
        {"rule.margin", "0.01"},
        {"rule.instruction_margin", "0.005"},
        {"rule.level", "0.001"},
        {"tally.slower", "1"},
        {"tally", "[15]"},
        {"notes", "[1]"},
        {"comparisons", "[11]"},
        {"comparisons.0.margin", "0.01"},
        {"comparisons.0.outcome", "\"slower\""},
        {"comparisons.0.instructions.new", "11817747780"},
        {"comparisons.0.blame.line_gain", "58870000"},
        {"comparisons.0.rounds", "[2]"},
        {"comparisons.0.rounds.1.draws", "24"},
        {"comparisons.0.rounds.1.ratio.centre", "1.052"},
        {"comparisons.0.rounds.1.ratio.low", "1.042"},
        {"comparisons.0.rounds.1.ratio.high", "1.062"},
        {"comparisons.0.rounds.1.control.low", "0.998"},
        {"comparisons.0.rounds.1.base_seconds", "0.001234"},
        {"comparisons.0.rounds.1.samples.log_ratio", "[24]"},
        {"comparisons.0.rounds.1.samples.log_ratio.23", "0.075"},
        {"comparisons.0.rounds.1.samples.log_control", "[24]"},
        {"comparisons.0.rounds.1.samples.log_control.23", "-0.0115"},
        {"comparisons.0.rounds.1.samples.base_seconds", "[24]"},
        {"comparisons.4.instructions", "null"},
        {"comparisons.4.blame", "null"},
        {"comparisons.4.rounds", "[0]"},
    };
    begin_with_all_outcomes();
    ASSERT_JSON(table);
}

static void json_has_null_for_infinite_numbers(void **state) {
    (void)state;
    static const char *const table[][2] = {
        {"comparisons.0.rounds.0.ratio.centre", "null"},
        {"comparisons.0.rounds.0.ratio.low", "null"},
        {"comparisons.0.rounds.0.ratio.high", "null"},
        {"comparisons.0.rounds.0.samples.log_ratio.3", "null"},
        {"comparisons.0.rounds.0.samples.log_ratio.4", "0.004"},
        {"comparisons.0.rounds.0.samples.base_seconds.0", "null"},
        {"seconds", "null"},
        {"clone", "null"},
    };
    begin();
    gate_comparison *c = add("a", GATE_INCONCLUSIVE, "");
    add_round(c, 0, 16, 0);
    c->round[0].ratio[3] = NAN;
    c->round[0].base_seconds[0] = HUGE_VAL;
    c->round[0].findings.ratio = (signed_rank){NAN, -HUGE_VAL, HUGE_VAL};
    c->round[0].findings.reason = NULL;
    report.seconds = NAN;
    report.clone[0] = '\0';
    ASSERT_JSON(table);
}

static void json_keeps_nasty_texts(void **state) {
    (void)state;
    begin_with_nasty_texts();
    snprintf(invented[3].name, sizeof invented[3].name, "a<b>&\"x|y\n\033\\\xc3\xa9");
    json_t *json = json_of_report();
    assert_string_equal(json_string_value(at(json, "comparisons.3.name")), invented[3].name);
    assert_contains(json_string_value(at(json, "comparisons.0.name")), "\xc3\xa9?/-*_--");
    json_decref(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_outcome_alone_has_a_name_and_a_status),
        cmocka_unit_test(the_gravest_outcome_decides),
        cmocka_unit_test(a_run_without_a_comparison_fails),
        cmocka_unit_test(inconclusive_runs_fail_as_asked),
        cmocka_unit_test(slower_in_one_round_is_suspect),
        cmocka_unit_test(only_equal_counts_are_no_change),
        cmocka_unit_test(bounds_need_not_be_finite),
        cmocka_unit_test(blame_names_all_known_parts),
        cmocka_unit_test(details_include_an_unusual_margin),
        cmocka_unit_test(formats_show_all_outcomes),
        cmocka_unit_test(table_of_nothing_says_so),
        cmocka_unit_test(formats_contain_parts),
        cmocka_unit_test(junit_is_well_formed),
        cmocka_unit_test(markdown_folds_unchanged_rows),
        cmocka_unit_test(markdown_rows_have_the_same_number_of_bars),
        cmocka_unit_test(annotations_without_a_place),
        cmocka_unit_test(annotations_escape_nasty_texts),
        cmocka_unit_test(json_has_the_verdict_and_all_samples),
        cmocka_unit_test(json_has_null_for_infinite_numbers),
        cmocka_unit_test(json_keeps_nasty_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
