/* SPDX-License-Identifier: MIT */
/* fuzz_gbench.c: the JSON of Google Benchmark, of any version. */
#include "fuzz.h"

#include "gbench_json.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    gbench_results results;
    if (!gbench_read(path, &results, message, sizeof message)) {
        fuzz_expect_reason(path, message);
        return 0;
    }
    for (size_t i = 0; i < results.count; i++) {
        if (i > 0)
            fuzz_expect(strcmp(results.result[i - 1].name, results.result[i].name) < 0,
                        "unique names in ascending order");
        fuzz_expect(gbench_find(&results, results.result[i].name) == &results.result[i],
                    "every result is found");
    }
    gbench_free(&results);
    return 0;
}
