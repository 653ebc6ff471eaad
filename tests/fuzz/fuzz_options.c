/* SPDX-License-Identifier: MIT */
/* fuzz_options.c: the command line of ./hmf gate, one word in each line. */
#include "fuzz.h"

#include "gate_options.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 32 };

static void read_gate(int argc, char **argv) {
    gate_options options;
    char message[512];
    if (gate_options_parse(argc, argv, &options, message, sizeof message) == CLI_PARSED) {
        fuzz_expect(options.margin > 0.0 && isfinite(options.margin), "a margin");
        fuzz_expect(options.seconds > 0.0 && isfinite(options.seconds), "a budget");
        gate_options_want(&options, "naive/default/cold");
    }
    gate_options_free(&options);
}

/* glibc's regcomp copies the expression of every repetition, so n nested ones take 2^n copies. */
static int repeats_too_often(const char *line) {
    size_t operators = 0;
    while ((line = strpbrk(line, "*+?{"))) operators++, line++;
    return operators > 8;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes bytes = {data, size};
    char *words[WORDS_MAX + 1] = {NULL}, *argv[WORDS_MAX + 2];
    char name[] = "hmf";
    int count = 0;
    fuzz_be_quiet();
    int heavy = 0;
    while (bytes.left && count < WORDS_MAX) {
        words[count] = fuzz_line(&bytes);
        heavy |= repeats_too_often(words[count++]);
    }
    argv[0] = name;
    for (int j = 0; j <= count; j++) argv[j + 1] = words[j]; /* getopt moves them */
    if (!heavy) read_gate(count + 1, argv);
    for (int i = 0; i < count; i++) free(words[i]);
    return 0;
}
