/* SPDX-License-Identifier: MIT */
/* fuzz_results.c: the report's readers of ./hmf bench and ./hmf profile. */
#include "fuzz.h"

#include "results.h"

#include <stdio.h>
#include <sys/stat.h>

static void read_bench(const uint8_t *data, size_t size) {
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    report_bench bench;
    if (report_load_bench(path, &bench, message, sizeof message))
        report_free_bench(&bench);
    else
        fuzz_expect_reason(path, message);
}

static void read_profiles(const uint8_t *data, size_t size) {
    char message[8192] = "", folder[4096];
    const char *results = fuzz_folder("nothing", "", 0);
    snprintf(folder, sizeof folder, "%s/profile-one", results);
    mkdir(folder, 0700);
    fuzz_folder("profile-one/profile.json", data, size);
    report_profiles profiles;
    if (report_load_profiles(results, &profiles, message, sizeof message))
        report_free_profiles(&profiles);
    else
        fuzz_expect_reason(folder, message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    read_bench(data, size);
    read_profiles(data, size);
    return 0;
}
