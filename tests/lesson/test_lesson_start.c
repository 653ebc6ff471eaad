/* SPDX-License-Identifier: MIT */
/* test_lesson_start.c: runs all checks of implementations on one start file of the lesson, linked
 * in as hmf_impl_mine. Its promised accuracy must be MOST_ERROR or better. */
#include "checks.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

extern const hmf_impl hmf_impl_mine;

static bool keeps_all(const hmf_truth_table *table) {
    size_t count;
    const hmf_check *checks = hmf_checks(&count);
    bool good = count > 0;
    for (size_t i = 0; i < count; i++) {
        check_run run = {.impl = &hmf_impl_mine, .table = table, .wrappers = &check_wrappers_true};
        hmf_check_perform(&checks[i], &run);
        good &= run.outcome == CHECK_PASS || run.outcome == CHECK_NOTHING;
        printf("%-20s %-5s %s\n", checks[i].name, check_outcome_text(run.outcome), run.message);
    }
    return good;
}

int main(void) {
    char message[512];
    if (strcmp(hmf_impl_mine.name, "mine") != 0 || !(hmf_impl_mine.accuracy <= MOST_ERROR)) {
        printf("FAILED: name '%s', accuracy %g; should be 'mine', at most %g\n", hmf_impl_mine.name,
               hmf_impl_mine.accuracy, MOST_ERROR);
        return 1;
    }
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    if (!table) return printf("FAILED: %s\n", message), 1;
    const bool good = keeps_all(table);
    hmf_truth_free(table);
    return !good;
}
