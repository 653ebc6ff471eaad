/* SPDX-License-Identifier: MIT */
/* test_clone.c: the choice of a clone, with and without HMF_CLONE. A process chooses once, so every
 * case runs in a child process. */
#include "clone.h"
#include "unit_test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME(of, identifier, name) name,
static const char *const names[] = {HMF_CLONE_LIST(NAME, )};
enum { CLONES = COUNT(names) };

/* Returns the answer to question in a process where HMF_CLONE is `wanted`. */
static int holds(int (*question)(void), const char *wanted) {
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (wanted)
            setenv("HMF_CLONE", wanted, 1);
        else
            unsetenv("HMF_CLONE");
        _exit(question() ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 0;
}

static int best_here(void) {
#if defined __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
        return 3;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 2;
    if (__builtin_cpu_supports("sse4.2")) return 1;
#endif
    return 0;
}

static int is_best(void) {
    return hmf_clone_chosen() == best_here() &&
           strcmp(hmf_clone_chosen_name(), names[best_here()]) == 0 && !hmf_clone_unavailable();
}

static int is_wanted(void) {
    const int chosen = hmf_clone_chosen();
    return chosen >= 0 && strcmp(names[chosen], getenv("HMF_CLONE")) == 0 &&
           !hmf_clone_unavailable();
}

/* Returns 1 if the first implementation with clones cannot be created and the message contains
 * `text`. */
static int is_refused(const char *text) {
    const hmf_registry *registry = hmf_get_registry();
    size_t i = 0;
    while (i < registry->count && !registry->impls[i]->clone) i++;
    if (i == registry->count || hmf_clone_chosen() != -1) return 0;
    hmf_model model;
    hmf_error error;
    return hmf_create(&model, registry->impls[i], &hmf_cosmology_default, &error) ==
               HMF_UNAVAILABLE &&
           strstr(error.message, text) && strcmp(hmf_clone_name(registry->impls[i]), "none") == 0;
}

static int is_unknown(void) {
    return is_refused("names no clone of this build");
}
static int is_beyond(void) {
    return is_refused("this CPU does not support the instruction set in HMF_CLONE");
}

static void chooses_by_the_environment(void **state) {
    (void)state;
    assert_true(holds(is_best, NULL));
    assert_true(holds(is_best, ""));
    for (int clone = 0; clone < CLONES; clone++)
        assert_true(holds(clone <= best_here() ? is_wanted : is_beyond, names[clone]));
    assert_true(holds(is_unknown, "x86-64-v5"));
    assert_true(holds(is_unknown, "PORTABLE"));
    assert_string_equal(hmf_clone_name(&(hmf_impl){.name = "plain"}), "portable");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(chooses_by_the_environment)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
