/* tool_list.c: ./hmf list, the implementations in the registry. */
#include "hmf.h"
#include "json_text.h"

#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: ./hmf list [--json]\n"
    "\n"
    "The implementations of the mass function: what each promises, builds on and teaches.\n"
    "The promise is |ln(got/truth)| <= accuracy * (1 + nu^2).\n"
    "\n"
    "  --json   the same as JSON: name, summary, builds_on, lesson, accuracy, clone (that runs\n"
    "           here; null: one code for all machines), flags, available, why_not (only where it "
    "is\n"
    "           not available)\n"
    "  --help   this text\n"
    "\n"
    "Exit status: 0 success, 1 usage error or failed output.\n";

static const char *list_why_not(const hmf_impl *impl) {
    return impl->unavailable ? impl->unavailable() : NULL;
}

static json_t *list_flags(unsigned flags) {
    static const struct {
        unsigned flag;
        const char *name;
    } known[] = {{HMF_THREADED, "threaded"},
                 {HMF_CONCURRENT, "concurrent"},
                 {HMF_DETOUR, "detour"},
                 {HMF_FILES, "files"}};
    json_t *names = json_array();
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (flags & known[i].flag) json_array_append_new(names, json_string(known[i].name));
    return names;
}

static json_t *list_implementation(const hmf_impl *impl) {
    const char *why_not = list_why_not(impl);
    json_t *entry =
        json_pack("{s:s, s:s, s:s?, s:s, s:f, s:s?, s:o, s:b}", "name", impl->name, "summary",
                  impl->summary, "builds_on", impl->builds_on, "lesson", impl->lesson, "accuracy",
                  impl->accuracy, "clone", impl->clone ? impl->clone() : NULL, "flags",
                  list_flags(impl->flags), "available", why_not == NULL);
    if (entry && why_not) json_object_set_new(entry, "why_not", json_string(why_not));
    return entry;
}

static bool list_json(const hmf_registry *registry) {
    json_t *entries = json_array();
    for (size_t i = 0; i < registry->count; i++)
        json_array_append_new(entries, list_implementation(registry->impls[i]));
    json_t *root = json_pack("{s:i, s:s, s:o}", "hmfbench_schema", 1, "kind", "list",
                             "implementations", entries);
    return hmf_json_print(root, JSON_INDENT(2) | JSON_REAL_PRECISION(15), stdout);
}

static void list_text(const hmf_registry *registry) {
    printf("%-12s %-10s %-10s %-12s %s\n", "name", "accuracy", "clone", "builds on", "summary");
    for (size_t i = 0; i < registry->count; i++) {
        const hmf_impl *impl = registry->impls[i];
        const char *why_not = list_why_not(impl);
        printf("%-12s %-10.1e %-10s %-12s %s\n", impl->name, impl->accuracy,
               impl->clone ? impl->clone() : "-", impl->builds_on ? impl->builds_on : "-",
               impl->summary);
        printf("%-47s teaches: %s\n", "", impl->lesson);
        if (impl->flags & HMF_DETOUR)
            printf("%-47s a detour: kept for what it shows, not for use\n", "");
        if (why_not) printf("%-47s not available here: %s\n", "", why_not);
    }
}

static int print_usage(void) {
    if (fputs(usage, stdout) >= 0 && fflush(stdout) == 0) return EXIT_SUCCESS;
    perror("hmf list: cannot write the help");
    return EXIT_FAILURE;
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf list"}; /* what getopt_long calls us */
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'}, {"help", no_argument, NULL, 'h'}, {0}};
    bool json = false;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option == 'h') return print_usage();
        if (option != 'j') return fputs("hmf list: see ./hmf list --help\n", stderr), EXIT_FAILURE;
        json = true;
    }
    if (optind < argc) {
        fprintf(stderr, "hmf list: unexpected argument '%s'; see ./hmf list --help\n",
                argv[optind]);
        return EXIT_FAILURE;
    }
    const hmf_registry *registry = hmf_get_registry();
    bool written = true;
    if (json)
        written = list_json(registry);
    else
        list_text(registry);
    if (!written || fflush(stdout) != 0 || ferror(stdout)) {
        perror("hmf list: cannot write the list");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
