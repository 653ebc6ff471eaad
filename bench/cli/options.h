/* SPDX-License-Identifier: MIT */
/**
 * @file
 * options.h: one table per program that parses its command line and prints its help.
 *
 *     static double budget = 150;
 *     static const cli_option options[] = {
 *         {"Timing", CLI_HEADING},
 *         {"budget", CLI_REAL, &budget, "SECONDS", "time for all comparisons", 1, 3600},
 *         {"json", CLI_TEXT, &json, "FILE", "write the result as JSON"},
 *     };
 *     static const cli_program program = {
 *         "hmf gate", "[OPTION ...] BASE NEW", "Compares two builds.", options, CLI_SIZE(options),
 * NULL}; int operands = cli_parse_or_exit(&program, argc, argv);
 *
 * Names are matched whole: "--bas" is an unknown option. "--name=value" and "--name value" mean the
 * same, and everything after "--" is an operand. Options and operands may be mixed. The help prints
 * the value that a variable has before parsing as its default.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The kinds of options, with the type that `value` points to. */
typedef enum {
    CLI_FLAG,    /**< bool: true when the option is given                          */
    CLI_TEXT,    /**< const char *: borrowed from argv                             */
    CLI_NUMBER,  /**< unsigned long: a whole number from least to most             */
    CLI_REAL,    /**< double: a finite number from least to most                   */
    CLI_CHOICE,  /**< int: the index of the word in the NULL-terminated `choices`  */
    CLI_LIST,    /**< cli_list: every use appends one word                         */
    CLI_HEADING, /**< no option: `name` is a heading in the help                   */
} cli_kind;

/** Words given by a repeated option, borrowed from argv. Free `item` with free(). */
typedef struct {
    const char **item; /**< [count] */
    size_t count;      /**< number of words */
} cli_list;

/** One option. */
typedef struct {
    const char *name;           /**< without "--"                                            */
    cli_kind kind;              /**< which of them                                           */
    void *value;                /**< the variable to set; its type depends on kind           */
    const char *argument;       /**< "SECONDS" in the help; NULL for a flag                  */
    const char *help;           /**< one sentence without a full stop; NULL hides the option */
    double least, most;         /**< bounds of CLI_NUMBER and CLI_REAL; both 0: none         */
    const char *const *choices; /**< of CLI_CHOICE                                           */
} cli_option;

/** A program and its options. */
typedef struct {
    const char *name;          /**< "hmf gate"                                        */
    const char *usage;         /**< operands after the name; each line is one usage */
    const char *summary;       /**< paragraphs between usage and options               */
    const cli_option *options; /**< [count]                                            */
    size_t count;              /**< number of options                                  */
    const char *footer;        /**< exit statuses and the like, or NULL                */
} cli_program;

/** The number of elements of an array. */
#define CLI_SIZE(array) (sizeof(array) / sizeof *(array))

/** Outcome of cli_parse. */
typedef enum { CLI_PARSED, CLI_HELP, CLI_ERROR } cli_result;

/** Parses argv[1 .. *argc) and sets the variables. Moves the operands to argv[1 .. *argc) and
 * updates *argc. Returns CLI_HELP as soon as it meets --help or -h, and CLI_ERROR with a reason in
 * message[size]. */
cli_result cli_parse(const cli_program *program, int *argc, char **argv, char *message,
                     size_t size);

/** Prints the help to standard output. */
void cli_help(const cli_program *program);

/** Does the whole: prints the help and exits with 0, or dies with the reason and a hint. Returns
 * the number of operands, which are argv[1] and following. */
int cli_parse_or_exit(const cli_program *program, int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif
