/* SPDX-License-Identifier: MIT */
/* Tests of options.h: values, bounds, operands, errors. */
#include "options.h"
#include "unit_test.h"

#include <stdlib.h>
#include <string.h>

static const char *const modes[] = {"cold", "warm", NULL};
static bool all;
static const char *out;
static unsigned long draws;
static double budget;
static int mode;
static cli_list only;

static const cli_option options[] = {
    {"Heading", CLI_HEADING, NULL, NULL, NULL, 0, 0, NULL},
    {"all", CLI_FLAG, &all, NULL, "everything", 0, 0, NULL},
    {"out", CLI_TEXT, &out, "FILE", "output", 0, 0, NULL},
    {"draws", CLI_NUMBER, &draws, "N", "samples", 1, 64, NULL},
    {"budget", CLI_REAL, &budget, "SECONDS", "time", 0.5, 100, NULL},
    {"mode", CLI_CHOICE, &mode, "MODE", "cold or warm", 0, 0, modes},
    {"only", CLI_LIST, &only, "IMPL", "one implementation", 0, 0, NULL},
};
static const cli_program program = {"test", "FILE", "", options, CLI_SIZE(options), NULL};

typedef struct {
    const char *words[6];
    cli_result result;
    const char *message; /* of CLI_ERROR */
    int operands;
} parse_case;

static const parse_case cases[] = {
    {{"a", "--all", "b"}, CLI_PARSED, NULL, 2},
    {{"--draws", "1", "--budget", "100"}, CLI_PARSED, NULL, 0},
    {{"--draws", "64", "--budget=0.5", "--mode", "warm"}, CLI_PARSED, NULL, 0},
    {{"--", "--all", "-"}, CLI_PARSED, NULL, 2},
    {{"--out", "--all"}, CLI_PARSED, NULL, 0},
    {{"--only", "x", "--only", "y"}, CLI_PARSED, NULL, 0},
    {{"--nonsense", "--help"}, CLI_ERROR, "unknown option '--nonsense'", 0},
    {{"-h"}, CLI_HELP, NULL, 0},
    {{"-x"}, CLI_ERROR, "unknown option '-x'", 0},
    {{"--al"}, CLI_ERROR, "unknown option '--al'", 0},
    {{"--Heading"}, CLI_ERROR, "unknown option '--Heading'", 0},
    {{"--all=yes"}, CLI_ERROR, "--all takes no value", 0},
    {{"--draws"}, CLI_ERROR, "--draws needs N", 0},
    {{"--draws", "65"}, CLI_ERROR, "--draws 65: not a whole number from 1 to 64", 0},
    {{"--draws", "-1"}, CLI_ERROR, "--draws -1: not a whole number from 1 to 64", 0},
    {{"--draws", "8x"}, CLI_ERROR, "--draws 8x: not a whole number from 1 to 64", 0},
    {{"--draws", ""}, CLI_ERROR, "--draws : not a whole number from 1 to 64", 0},
    {{"--budget", "nan"}, CLI_ERROR, "--budget nan: not a number from 0.5 to 100", 0},
    {{"--budget", "100.1"}, CLI_ERROR, "--budget 100.1: not a number from 0.5 to 100", 0},
    {{"--budget", "1e999"}, CLI_ERROR, "--budget 1e999: not a number from 0.5 to 100", 0},
    {{"--mode", "col"}, CLI_ERROR, "--mode col: not one of: cold, warm", 0},
};

static void parses(void **state) {
    (void)state;
    for (size_t i = 0; i < CLI_SIZE(cases); i++) {
        char *argv[8] = {(char *)"test"}, message[256] = "";
        int argc = 1;
        for (; argc < 7 && cases[i].words[argc - 1]; argc++)
            argv[argc] = (char *)cases[i].words[argc - 1];
        const cli_result result = cli_parse(&program, &argc, argv, message, sizeof message);
        assert_int_equal(result, cases[i].result);
        if (cases[i].message) assert_string_equal(message, cases[i].message);
        if (result == CLI_PARSED) assert_int_equal(argc - 1, cases[i].operands);
    }
    assert_true(all);
    assert_string_equal(out, "--all");
    assert_int_equal(draws, 64);
    assert_true(budget == 0.5);
    assert_int_equal(mode, 1);
    assert_int_equal(only.count, 2);
    assert_string_equal(only.item[1], "y");
    free(only.item);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(parses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
