/* SPDX-License-Identifier: MIT */
/* fuzz_lesson.c: the stored state of a lesson, and the result of the judge. */
#include "fuzz.h"

#include "judge_result.h"
#include "lesson.h"

static void read_state(const uint8_t *data, size_t size) {
    char message[1024] = "";
    const char *path = fuzz_file(data, size);
    lesson l = {.state = lesson_read_state(path, message, sizeof message)};
    if (!l.state) {
        fuzz_expect_reason(path, message);
        return;
    }
    fuzz_expect(lesson_station(&l) >= 0, "a station");
    fuzz_expect(lesson_hints(&l) >= 0, "a number of hints");
    lesson_prediction(&l);
    lesson_last_entry(&l, lesson_station(&l));
    lesson_passed(&l, 0);
    lesson_close(&l);
}

static void read_result(const uint8_t *data, size_t size) {
    static const char *const modes[] = {"cold", "warm"};
    char message[512] = "";
    const char *path = fuzz_file(data, size);
    judge_result result;
    if (!judge_result_read(path, &result, message, sizeof message)) {
        fuzz_expect_reason(path, message);
        return;
    }
    judge_class_rank(judge_result_class(&result));
    judge_result_why_none(&result);
    judge_result_is_threaded(&result);
    for (size_t i = 0; i < 2; i++) {
        judge_result_seconds(&result, modes[i]);
        judge_result_ratio(&result, "naive", modes[i]);
        judge_result_place(&result, modes[i]);
    }
    judge_result_print_worst(&result, stdout);
    judge_result_free(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_be_quiet();
    read_state(data, size);
    read_result(data, size);
    return 0;
}
