/* SPDX-License-Identifier: MIT */
/* fuzz_truth.c: tables of certified values, read, written and read again. */
#include "fuzz.h"

#include "truth.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char message[512] = "", *text = NULL;
    const char *path = fuzz_file(data, size);
    hmf_truth_table *table = hmf_truth_load(path, message, sizeof message);
    if (!table) {
        fuzz_expect_reason(path, message);
        return 0;
    }
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    fuzz_expect(file != NULL, "memory");
    hmf_truth_write(file, table);
    fclose(file);
    hmf_truth_table *again = hmf_truth_load(fuzz_file(text, length), message, sizeof message);
    fuzz_expect(again && again->count == table->count, "the written table");
    hmf_truth_free(again);
    hmf_truth_free(table);
    free(text);
    return 0;
}
