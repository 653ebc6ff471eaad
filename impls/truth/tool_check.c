/* SPDX-License-Identifier: MIT */
/* tool_check.c: runs the checks on an implementation of the registry. */
#include "checks.h"

#include "fresh_cache.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: hmf-check [--table FILE] IMPL [CHECK ...]\n"
    "       hmf-check --list | --help\n"
    "\n"
    "Checks that an implementation keeps the contract of hmf.h and its promised accuracy. CHECK\n"
    "is the name of a check or of a group (default: all checks).\n"
    "\n"
    "  --table FILE  certified values from generate_truth (default impls/truth/truth.csv)\n"
    "  --list        list the checks with group and purpose\n"
    "  --help        print this text\n"
    "\n"
    "Exit status: 0 all passed; 1 a check failed, or usage error; 77 none failed, but a check\n"
    "could not run (its line begins with SKIPPED).\n";

enum { EXIT_SKIPPED = 77 };

static void list(void) {
    size_t count;
    const hmf_check *checks = hmf_checks(&count);
    for (size_t i = 0; i < count; i++)
        printf("%-9s %-20s %s\n", checks[i].group, checks[i].name, checks[i].proves);
}

static bool names(const char *word, const hmf_check *check) {
    return strcmp(word, check->name) == 0 || strcmp(word, check->group) == 0;
}

static bool is_wanted(const hmf_check *check, char *const *words, int count) {
    for (int i = 0; i < count; i++)
        if (names(words[i], check)) return true;
    return count == 0;
}

static bool words_are_known(char *const *words, int count) {
    size_t check_count;
    const hmf_check *checks = hmf_checks(&check_count);
    for (int i = 0; i < count; i++) {
        bool known = false;
        for (size_t j = 0; j < check_count; j++) known |= names(words[i], &checks[j]);
        if (known) continue;
        fprintf(stderr, "hmf-check: no check '%s'; hmf-check --list shows them\n", words[i]);
        return false;
    }
    return true;
}

/* Prints one line per check. */
static int run_checks(const hmf_impl *impl, const hmf_truth_table *table, char *const *words,
                      int word_count) {
    size_t count;
    const hmf_check *checks = hmf_checks(&count);
    bool failed = false, skipped = false;
    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(&checks[i], words, word_count)) continue;
        check_run run = {.impl = impl, .table = table, .wrappers = &check_wrappers_true};
        hmf_check_perform(&checks[i], &run);
        failed |= run.outcome == CHECK_FAIL;
        skipped |= run.outcome == CHECK_SKIPPED;
        if (run.outcome == CHECK_SKIPPED)
            printf("SKIPPED: %s: %s\n", checks[i].name, run.message);
        else
            printf("%-20s %-5s %s\n", checks[i].name, check_outcome_text(run.outcome),
                   *run.message ? run.message : checks[i].proves);
        fflush(stdout);
    }
    return failed ? EXIT_FAILURE : skipped ? EXIT_SKIPPED : EXIT_SUCCESS;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(usage, stdout) < 0;
    if (argc == 2 && strcmp(argv[1], "--list") == 0) return list(), EXIT_SUCCESS;
    const char *path = NULL;
    if (argc > 2 && strcmp(argv[1], "--table") == 0) {
        path = argv[2];
        argc -= 2;
        argv += 2;
    }
    if (argc < 2 || argv[1][0] == '-') return fputs(usage, stderr), EXIT_FAILURE;
    const hmf_impl *impl = hmf_find(hmf_get_registry(), argv[1]);
    if (!impl) {
        fprintf(stderr, "hmf-check: no implementation '%s'; ./hmf list names them\n", argv[1]);
        return EXIT_FAILURE;
    }
    if (!words_are_known(argv + 2, argc - 2) || !hmf_fresh_cache()) return EXIT_FAILURE;
    char message[512];
    hmf_truth_table *table = hmf_truth_load(path, message, sizeof message);
    if (!table) {
        fprintf(stderr, "hmf-check: %s\n", message);
        return EXIT_FAILURE;
    }
    const int status = run_checks(impl, table, argv + 2, argc - 2);
    hmf_truth_free(table);
    return status;
}
