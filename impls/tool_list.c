/* SPDX-License-Identifier: MIT */
/* tool_list.c: ./hmf list, the implementations in the registry. */
#include "die.h"
#include "hmf.h"
#include "options.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *reason_unavailable(const hmf_impl *impl) {
    return impl->unavailable ? impl->unavailable() : NULL;
}

static json_t *flag_names(unsigned flags) {
    static const struct {
        unsigned flag;
        const char *name;
    } known[] = {{HMF_THREADED, "threaded"},
                 {HMF_CONCURRENT, "concurrent"},
                 {HMF_DETOUR, "detour"},
                 {HMF_FILES, "files"}};
    json_t *names = json_array();
    for (size_t i = 0; i < CLI_SIZE(known); i++)
        if (flags & known[i].flag) json_array_append_new(names, json_string(known[i].name));
    return names;
}

static json_t *implementation(const hmf_impl *impl) {
    const char *why_not = reason_unavailable(impl);
    return json_pack("{s:s, s:s, s:s?, s:s, s:f, s:s?, s:o, s:b, s:s*}", "name", impl->name,
                     "summary", impl->summary, "builds_on", impl->builds_on, "lesson", impl->lesson,
                     "accuracy", impl->accuracy, "clone", impl->clone ? impl->clone() : NULL,
                     "flags", flag_names(impl->flags), "available", why_not == NULL, "why_not",
                     why_not);
}

static void print_json(const hmf_registry *registry) {
    json_t *entries = json_array();
    for (size_t i = 0; i < registry->count; i++)
        json_array_append_new(entries, implementation(registry->impls[i]));
    json_t *root = json_pack("{s:i, s:s, s:o}", "hmfbench_schema", 1, "kind", "list",
                             "implementations", entries);
    if (json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0)
        die(EXIT_ERROR, "cannot write the list: %s", strerror(errno));
    putchar('\n');
    json_decref(root);
}

static void print_text(const hmf_registry *registry) {
    printf("%-12s %-10s %-10s %-12s %s\n", "name", "accuracy", "clone", "builds on", "summary");
    for (size_t i = 0; i < registry->count; i++) {
        const hmf_impl *impl = registry->impls[i];
        const char *why_not = reason_unavailable(impl);
        printf("%-12s %-10.1e %-10s %-12s %s\n", impl->name, impl->accuracy,
               impl->clone ? impl->clone() : "-", impl->builds_on ? impl->builds_on : "-",
               impl->summary);
        printf("%-47s lesson: %s\n", "", impl->lesson);
        if (impl->flags & HMF_DETOUR)
            printf("%-47s a demonstration: not on the ladder, not for use\n", "");
        if (why_not) printf("%-47s not available here: %s\n", "", why_not);
    }
}

int main(int argc, char **argv) {
    static bool json;
    static const cli_option options[] = {
        {"json", CLI_FLAG, &json, NULL,
         "JSON: name, summary, builds_on, lesson, accuracy, clone (null without clones), flags, "
         "available, why_not (if it is not available)",
         0, 0, NULL},
    };
    static const cli_program program = {
        "hmf list",
        "[--json]",
        "Lists the implementations of the mass function: promised accuracy, predecessor, lesson.\n"
        "The promise is |ln(got/truth)| <= accuracy * (1 + nu^2).",
        options,
        CLI_SIZE(options),
        "Exit status: 0 success, 1 usage error or failed output."};
    json_set_alloc_funcs(xmalloc, free);
    if (cli_parse_or_exit(&program, argc, argv) > 0)
        die(EXIT_ERROR, "unexpected argument '%s'; see ./hmf list --help", argv[1]);
    if (json)
        print_json(hmf_get_registry());
    else
        print_text(hmf_get_registry());
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write the list: %s", strerror(errno));
    return EXIT_SUCCESS;
}
