/* SPDX-License-Identifier: MIT */
/* test_module.c: hmf_module.so exports one symbol, gives the library's answers, and can be loaded
 * twice. */
#include "hmf.h"
#include "unit_test.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

static const char usage[] =
    "usage: test_module MODULE [--names]\n"
    "\n"
    "Tests the module hmf_module.so at the path MODULE.\n"
    "\n"
    "  --names   print the names of its implementations, one per line\n"
    "  --help    print this text\n"
    "\n"
    "Environment: NM, the program that lists symbols (nm).\n"
    "Exit status: 0 success, 1 a test failed, the module cannot be loaded, or usage error.\n";

typedef struct {
    void *handle;
    const hmf_registry *registry;
} module;

static bool module_open(const char *path, module *m) {
    m->registry = NULL;
    m->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = m->handle ? dlsym(m->handle, HMF_GET_REGISTRY_SYMBOL) : NULL;
    if (!symbol) {
        fprintf(stderr, "test_module: %s\n", dlerror());
        return false;
    }
    const hmf_registry *(*get_registry)(void);
    memcpy(&get_registry, &symbol, sizeof get_registry); /* ISO C has no cast for this */
    m->registry = get_registry();
    return true;
}

/* ---- tests; *state is the module's path ----------------------------------------------------- */

static void exports_one_symbol(void **state) {
    char line[512], symbol[256] = "";
    assert_int_equal(setenv("HMF_TEST_MODULE", *state, 1), 0);
    FILE *pipe = popen("\"${NM:-nm}\" -D --defined-only \"$HMF_TEST_MODULE\"", "r");
    assert_non_null(pipe);
    size_t count = 0;
    while (fgets(line, sizeof line, pipe)) {
        count++;
        assert_int_equal(sscanf(line, "%*s %*s %255s", symbol), 1);
        print_message("exported: %s\n", symbol);
    }
    assert_int_equal(pclose(pipe), 0);
    assert_int_equal(count, 1);
    assert_string_equal(symbol, HMF_GET_REGISTRY_SYMBOL);
}

enum { CELLS = 6 };

/* Evaluates through the wrappers of the registry. */
static void evaluate(const hmf_registry *registry, size_t i, double cells[CELLS]) {
    static const double z[2] = {0.0, 7.5}, mass[3] = {1e13, 1e9, 3e14};
    const hmf_wrappers *call = &registry->wrappers;
    double again[CELLS];
    hmf_error error;
    hmf_model model;
    if (call->mass_function(registry->impls[i], &hmf_cosmology_default, z, 2, mass, 3, cells,
                            &error) != HMF_OK)
        fail_msg("%s", error.message);
    assert_int_equal(call->create(&model, registry->impls[i], &hmf_cosmology_default, &error),
                     HMF_OK);
    assert_int_equal(call->evaluate(&model, z, 2, mass, 3, again, &error), HMF_OK);
    call->destroy(&model);
    assert_memory_equal(again, cells, sizeof again);
}

static void registry_and_answers_equal_the_library_s(void **state) {
    module m;
    assert_true(module_open(*state, &m));
    const hmf_registry *own = hmf_get_registry();
    assert_ptr_not_equal(m.registry, own);
    assert_int_equal(m.registry->abi_version, HMF_ABI_VERSION);
    assert_int_equal(m.registry->count, own->count);
    assert_ptr_not_equal(m.registry->wrappers.evaluate, own->wrappers.evaluate);
    for (size_t i = 0; i < own->count; i++) {
        double expected[CELLS], got[CELLS];
        assert_string_equal(m.registry->impls[i]->name, own->impls[i]->name);
        if (i > 0) assert_true(strcmp(own->impls[i - 1]->name, own->impls[i]->name) < 0);
        if (own->impls[i]->unavailable && own->impls[i]->unavailable()) continue;
        evaluate(own, i, expected);
        evaluate(m.registry, i, got);
        assert_memory_equal(got, expected, sizeof got);
    }
    dlclose(m.handle);
}

/* Uses a copy, because dlopen of the same file returns the first handle. */
static void two_modules_coexist(void **state) {
    char path[4096];
    const int length = snprintf(path, sizeof path, "%s.XXXXXX", (const char *)*state);
    assert_in_range(length, 1, sizeof path - 1);
    const int source = open(*state, O_RDONLY | O_CLOEXEC), copy = mkstemp(path);
    assert_true(source >= 0 && copy >= 0);
    while (sendfile(copy, source, NULL, SSIZE_MAX / 2) > 0) continue;
    close(source);
    close(copy);
    module a, b;
    assert_true(module_open(*state, &a));
    assert_true(module_open(path, &b));
    assert_int_equal(unlink(path), 0);
    assert_ptr_not_equal(a.registry, b.registry);
    assert_ptr_not_equal(a.registry->impls[0], b.registry->impls[0]);

    double expected[CELLS], got[CELLS];
    evaluate(a.registry, 0, expected);
    evaluate(b.registry, 0, got);
    assert_memory_equal(got, expected, sizeof got);
    dlclose(a.handle);
    evaluate(b.registry, 0, got);
    assert_memory_equal(got, expected, sizeof got);
    dlclose(b.handle);
}

static int print_names(const char *path) {
    module m;
    if (!module_open(path, &m)) return EXIT_FAILURE;
    for (size_t i = 0; i < m.registry->count; i++) puts(m.registry->impls[i]->name);
    dlclose(m.handle);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(usage, stdout) < 0;
    if (argc == 3 && strcmp(argv[2], "--names") == 0) return print_names(argv[1]);
    if (argc != 2) return fputs(usage, stderr), EXIT_FAILURE;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(exports_one_symbol, argv[1]),
        cmocka_unit_test_prestate(registry_and_answers_equal_the_library_s, argv[1]),
        cmocka_unit_test_prestate(two_modules_coexist, argv[1]),
    };
    return cmocka_run_group_tests_name("module", tests, NULL, NULL) == 0 ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}
