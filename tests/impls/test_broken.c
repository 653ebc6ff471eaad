/* SPDX-License-Identifier: MIT */
/* test_broken.c: every check can fail. The named check must catch each broken implementation, every
 * check must be named by one of them, and the sound wrapper must pass all checks. */
#include "broken.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs in a child process, because of leaks, changed rounding modes and crashes. */
static void perform_in_child(const hmf_check *check, check_run *run, int write_end) {
    hmf_check_perform(check, run);
    const bool sent = write(write_end, run, sizeof *run) == (ssize_t)sizeof *run;
    _exit(sent ? EXIT_SUCCESS : EXIT_FAILURE);
}

static bool perform(const hmf_check *check, check_run *run) {
    int ends[2], status;
    if (pipe(ends) != 0) return false;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) perform_in_child(check, run, ends[1]);
    close(ends[1]);
    const bool received = child > 0 && read(ends[0], run, sizeof *run) == (ssize_t)sizeof *run;
    close(ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 && received;
}

/* Prints one line. Returns true if the outcome is as expected. */
static bool report(const char *name, const hmf_check *check, const check_run *run, bool expected) {
    printf("%-6s %-20s %-20s %-8s %s\n", expected ? "ok" : "NOT OK", name, check->name,
           check_outcome_text(run->outcome), run->message);
    return expected;
}

static bool run_case(const broken_case *broken, const hmf_truth_table *table) {
    const hmf_check *check = hmf_check_find(broken->caught_by);
    if (!check) {
        printf("NOT OK %s: no check '%s'\n", broken->name, broken->caught_by);
        return false;
    }
    check_run run = {.impl = broken->impl, .table = table, .wrappers = broken->wrappers};
    if (!perform(check, &run)) {
        printf("NOT OK %s: the process that ran %s did not end well\n", broken->name, check->name);
        return false;
    }
    return report(broken->name, check, &run,
                  run.outcome == CHECK_FAIL && strstr(run.message, broken->says));
}

static bool run_sound(const hmf_check *check, const hmf_truth_table *table) {
    check_run run = {.impl = &broken_sound, .table = table, .wrappers = &check_wrappers_true};
    hmf_check_perform(check, &run);
    return report(broken_sound.name, check, &run, run.outcome == CHECK_PASS);
}

static const char *broken_why_not(void) {
    return "there is no abacus";
}

/* An implementation that cannot run on this machine is reported and not called. */
static bool run_unavailable(const hmf_check *check, const hmf_truth_table *table) {
    hmf_impl impl = broken_sound;
    impl.name = "unavailable";
    impl.unavailable = broken_why_not;
    impl.evaluate = NULL;
    check_run run = {.impl = &impl, .table = table, .wrappers = &check_wrappers_true};
    hmf_check_perform(check, &run);
    return report(impl.name, check, &run,
                  run.outcome == CHECK_SKIPPED && strstr(run.message, broken_why_not()));
}

static bool is_named(const char *check, const broken_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(cases[i].caught_by, check) == 0) return true;
    printf("NOT OK %s: no broken implementation proves that this check can fail\n", check);
    return false;
}

static bool run_all(const hmf_truth_table *table) {
    size_t case_count, check_count;
    const broken_case *cases = broken_cases(&case_count);
    const hmf_check *checks = hmf_checks(&check_count);
    bool good = true;
    for (size_t i = 0; i < case_count; i++) good &= run_case(&cases[i], table);
    for (size_t i = 0; i < check_count; i++) {
        good &= run_sound(&checks[i], table);
        good &= is_named(checks[i].name, cases, case_count);
    }
    good &= run_unavailable(&checks[0], table);
    return good;
}

int main(void) {
    char message[512];
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    if (!table) {
        fprintf(stderr, "test_broken: %s\n", message);
        return EXIT_FAILURE;
    }
    const bool good = run_all(table);
    hmf_truth_free(table);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
