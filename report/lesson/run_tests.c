/* SPDX-License-Identifier: MIT */
/* run_tests.c: the program hmf-lesson-tests TESTS.so CANDIDATE. It runs a student's tests on one
 * implementation, a mutant by its number or an implementation by its name. The tests call the
 * checked wrappers of this program. */
#include "mutants.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* The function in a student's file; see stations/02-tests/start.c. */
typedef const char *test_function(const hmf_impl *impl);
static const char test_symbol[] = "test_mass_function";

enum { ACCEPTED = 0, REJECTED = 2, TOOL_ERROR = 3 }; /* crashing programs may exit with 1 */

static const hmf_impl *find_candidate(const char *text) {
    char *end;
    size_t count;
    const lesson_mutant *mutants = lesson_mutants(&count);
    errno = 0;
    const unsigned long number = strtoul(text, &end, 10);
    if (*text >= '0' && *text <= '9' && !*end && errno == 0 && number < count)
        return mutants[number].impl;
    return hmf_find(hmf_get_registry(), text);
}

int main(int argc, char **argv) {
    if (argc != 3) return fputs("usage: hmf-lesson-tests TESTS.so CANDIDATE\n", stderr), TOOL_ERROR;
    const hmf_impl *found = find_candidate(argv[2]);
    if (!found) return printf("%s: no such candidate\n", argv[2]), TOOL_ERROR;
    hmf_impl candidate = *found;
    candidate.name = "under_test"; /* hides the name from the tests */
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, test_symbol) : NULL;
    if (!symbol) return printf("%s\n", dlerror()), TOOL_ERROR;
    test_function *test;
    *(void **)&test = symbol;
    const char *complaint = test(&candidate);
    if (complaint) puts(complaint);
    return complaint ? REJECTED : ACCEPTED;
}
