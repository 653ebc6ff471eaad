/* SPDX-License-Identifier: MIT */
/* fuzz_points.c: what ./hmf eval is asked for: the first line as a list of redshifts and as one of
 * masses, the whole as a CSV file. */
#include "fuzz.h"

#include "eval_points.h"

#include <stdlib.h>
#include <string.h>

/* A range of many values is nothing but a wait. */
static int is_short(const char *text) {
    const char *last = strrchr(text, ':');
    return !last || strtod(last + 1, NULL) <= 1000.0;
}

static void read_list(const char *text, int logarithmic) {
    char message[512] = "";
    eval_list list;
    if (eval_read_list(text, "--z", logarithmic, &list, message, sizeof message)) {
        fuzz_expect(list.count > 0, "a value");
        free(list.values);
    } else {
        fuzz_expect_reason("--z", message);
    }
}

static void read_points(const char *path) {
    char message[512] = "";
    eval_list z, mass;
    if (eval_read_points(path, &z, &mass, message, sizeof message)) {
        fuzz_expect(z.count == mass.count, "as many redshifts as masses");
        free(z.values);
        free(mass.values);
    } else {
        fuzz_expect_reason(path, message);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes bytes = {data, size};
    char *line = fuzz_line(&bytes);
    if (is_short(line)) {
        read_list(line, 0);
        read_list(line, 1);
    }
    free(line);
    read_points(fuzz_file(data, size));
    return 0;
}
