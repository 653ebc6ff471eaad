/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "die.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 26, HELP_WIDTH = 79 };

static bool has_bounds(const cli_option *o) {
    return o->least != 0.0 || o->most != 0.0;
}

static bool read_number(const cli_option *o, const char *text, double *number) {
    char *end;
    errno = 0;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && errno == 0 && isfinite(*number) &&
           (!has_bounds(o) || (*number >= o->least && *number <= o->most));
}

static bool read_count(const cli_option *o, const char *text, unsigned long *count) {
    char *end;
    errno = 0;
    *count = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 &&
           (!has_bounds(o) || ((double)*count >= o->least && (double)*count <= o->most));
}

static bool read_choice(const cli_option *o, const char *text, int *choice) {
    for (*choice = 0; o->choices[*choice]; ++*choice)
        if (strcmp(o->choices[*choice], text) == 0) return true;
    return false;
}

static bool append(cli_list *list, const char *text) {
    list->item = xrealloc(list->item, (list->count + 1) * sizeof *list->item);
    list->item[list->count++] = text;
    return true;
}

static bool set(const cli_option *o, const char *text) {
    double number;
    unsigned long count;
    int choice;
    switch (o->kind) {
    case CLI_TEXT: return *(const char **)o->value = text, true;
    case CLI_NUMBER:
        return read_count(o, text, &count) && (*(unsigned long *)o->value = count, true);
    case CLI_REAL: return read_number(o, text, &number) && (*(double *)o->value = number, true);
    case CLI_CHOICE: return read_choice(o, text, &choice) && (*(int *)o->value = choice, true);
    case CLI_LIST: return append(o->value, text);
    case CLI_FLAG:
    case CLI_HEADING: break;
    }
    return false;
}

/* "a number from 1 to 64", "one of: cold, warm" */
static void describe(const cli_option *o, char *text, size_t size) {
    if (o->kind == CLI_CHOICE) {
        size_t used = (size_t)snprintf(text, size, "one of:");
        for (int i = 0; o->choices[i] && used < size; i++)
            used +=
                (size_t)snprintf(text + used, size - used, "%s %s", i ? "," : "", o->choices[i]);
        return;
    }
    const char *kind = o->kind == CLI_NUMBER ? "a whole number" : "a number";
    if (has_bounds(o))
        snprintf(text, size, "%s from %g to %g", kind, o->least, o->most);
    else
        snprintf(text, size, "%s", kind);
}

static const cli_option *find(const cli_program *program, const char *name, size_t length) {
    for (size_t i = 0; i < program->count; i++) {
        const cli_option *o = &program->options[i];
        if (o->kind != CLI_HEADING && strlen(o->name) == length &&
            memcmp(o->name, name, length) == 0)
            return o;
    }
    return NULL;
}

/* Parses argv[*i], an option; takes argv[*i + 1] as its value if it needs one. */
static bool parse_option(const cli_program *program, int argc, char **argv, int *i, char *message,
                         size_t size) {
    const char *word = argv[*i], *name = word + 2, *value = strchr(word, '=');
    const size_t length = value ? (size_t)(value - name) : strlen(name);
    const cli_option *o = word[1] == '-' ? find(program, name, length) : NULL;
    if (!o) return snprintf(message, size, "unknown option '%s'", word), false;
    if (o->kind == CLI_FLAG) {
        if (value) return snprintf(message, size, "--%s takes no value", o->name), false;
        return *(bool *)o->value = true;
    }
    value = value ? value + 1 : *i + 1 < argc ? argv[++*i] : NULL;
    if (!value) return snprintf(message, size, "--%s needs %s", o->name, o->argument), false;
    if (set(o, value)) return true;
    char wanted[256];
    describe(o, wanted, sizeof wanted);
    snprintf(message, size, "--%s %s: not %s", o->name, value, wanted);
    return false;
}

cli_result cli_parse(const cli_program *program, int *argc, char **argv, char *message,
                     size_t size) {
    int operands = 1;
    bool options_ended = false;
    for (int i = 1; i < *argc; i++) {
        if (options_ended || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[operands++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            options_ended = true;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return CLI_HELP;
        } else if (!parse_option(program, *argc, argv, &i, message, size)) {
            return CLI_ERROR;
        }
    }
    *argc = operands;
    argv[operands] = NULL;
    return CLI_PARSED;
}

/* ---- help ------------------------------------------------------------------------------------ */

/* " (default 41)", or nothing where the option has no default. */
static void describe_default(const cli_option *o, char *text, size_t size) {
    *text = '\0';
    if (o->kind == CLI_TEXT && *(const char **)o->value)
        snprintf(text, size, " (default %s)", *(const char **)o->value);
    if (o->kind == CLI_NUMBER && *(unsigned long *)o->value)
        snprintf(text, size, " (default %lu)", *(unsigned long *)o->value);
    if (o->kind == CLI_REAL && *(double *)o->value > 0.0)
        snprintf(text, size, " (default %g)", *(double *)o->value);
    if (o->kind == CLI_CHOICE && *(int *)o->value >= 0)
        snprintf(text, size, " (default %s)", o->choices[*(int *)o->value]);
}

/* Wraps the text, from the column that the line has reached. */
static void print_wrapped(const char *text, int column, int indent) {
    while (*text) {
        const int length = (int)strcspn(text, " ");
        if (column > indent && column + 1 + length > HELP_WIDTH)
            printf("\n%*s", indent, ""), column = indent;
        else if (column > indent)
            putchar(' '), column++;
        printf("%.*s", length, text);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    putchar('\n');
}

static void print_option(const char *name, const char *argument, const char *help) {
    const int used = printf("  --%s%s%s", name, argument ? " " : "", argument ? argument : "");
    if (used >= HELP_COLUMN - 1)
        printf("\n%*s", HELP_COLUMN, "");
    else
        printf("%*s", HELP_COLUMN - used, "");
    print_wrapped(help, HELP_COLUMN, HELP_COLUMN);
}

/* The user types ./hmf bench for the program "hmf bench". */
static const char *folder_of(const cli_program *program) {
    return strncmp(program->name, "hmf ", 4) == 0 ? "./" : "";
}

static void print_usage(const cli_program *program) {
    const char *lead = "usage:";
    for (const char *line = program->usage; line; lead = "      ") {
        const int length = (int)strcspn(line, "\n");
        printf("%s %s%s %.*s\n", lead, folder_of(program), program->name, length, line);
        line = line[length] ? line + length + 1 : NULL;
    }
}

void cli_help(const cli_program *program) {
    print_usage(program);
    printf("\n%s\n", program->summary);
    for (size_t i = 0; i < program->count; i++) {
        const cli_option *o = &program->options[i];
        if (o->kind == CLI_HEADING) {
            printf("\n%s:\n", o->name);
        } else if (o->help) {
            char ending[128];
            if (i == 0) putchar('\n');
            describe_default(o, ending, sizeof ending);
            char *help = xasprintf("%s%s", o->help, ending);
            print_option(o->name, o->argument, help);
            free(help);
        }
    }
    print_option("help", NULL, "print this text");
    if (program->footer) printf("\n%s\n", program->footer);
}

int cli_parse_or_exit(const cli_program *program, int argc, char **argv) {
    char message[512];
    die_name(program->name);
    switch (cli_parse(program, &argc, argv, message, sizeof message)) {
    case CLI_PARSED: break;
    case CLI_HELP:
        cli_help(program);
        if (fflush(stdout) != 0) die(EXIT_ERROR, "cannot print the help: %s", strerror(errno));
        exit(EXIT_SUCCESS);
    case CLI_ERROR:
        die(EXIT_ERROR, "%s; see %s%s --help", message, folder_of(program), program->name);
    }
    return argc - 1;
}
