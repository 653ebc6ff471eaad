/* SPDX-License-Identifier: MIT */
/* profile_options.c: what may be said on the command line. */
#include "profile_options.h"

#include "paths.h"
#include "result_file.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char profile_usage[] =
    "usage: ./hmf profile IMPL [OPTION ...]\n"
    "       ./hmf profile --diff BEFORE AFTER [OPTION ...]\n"
    "\n"
    "Where the time goes in one implementation (./hmf list names them): by function, by line, by\n"
    "stack and by allocation. Calls and instructions are counted exactly by callgrind, executed\n"
    "lines by gcov, allocations and samples at full speed by gperftools. The instructions are\n"
    "compared with those of the release build; beyond 10 % a warning is printed.\n"
    "\n"
    "--diff compares the counts of two profiles of the same job. A side is an implementation,\n"
    "which is profiled now; the folder of an earlier profile, of another build say; or a file of\n"
    "any program that callgrind wrote with --compress-strings=no --compress-pos=no\n"
    "--separate-recs=2, which has no stacks.\n"
    "\n"
    "  --workload W    the job; ./hmf bench --workloads names them             default\n"
    "  --mode M        cold: create, evaluate and destroy; warm: evaluate only cold\n"
    "  --top N         rows of a table on the terminal; the files have all     20\n"
    "  --seconds S     sample for no longer than that, nor than half of the\n"
    "                  limit; 0: not at all                                    12\n"
    "  --limit S       give up a profiler after that many seconds              600\n"
    "  --out FOLDER    where the files go                 build/results/profile-IMPL, and\n"
    "                  -WORKLOAD-MODE where these are others than default, cold;\n"
    "                  of --diff: build/results/diff-BEFORE-AFTER\n"
    "  --source ROOT   of --diff, for BEFORE and again for AFTER: where its\n"
    "                  sources are, for the text of lines and for names from ROOT on;\n"
    "                  otherwise both are as compiled, names from what holds impls/\n"
    "  --json          print profile.json (difference.json) instead of the tables\n"
    "  --help          this text\n"
    "\n"
    "Files: functions.txt, lines.txt, allocations.txt; counted.html and sampled.html, flame "
    "graphs\n"
    "for a browser, of counted.folded and sampled.folded; profile.json; and what the profilers\n"
    "left: callgrind.out (kcachegrind, callgrind_annotate), callgrind-stacks.out (the same pass "
    "with\n"
    "stacks apart), cpu.prof and heap.prof (google-pprof, go tool pprof). Of --diff: "
    "difference.txt,\n"
    ".json and, of stacks, .html and .folded. They replace those of an earlier run when all are\n"
    "made. The environment's HMF_RESULTS takes the place of build/results.\n"
    "\n"
    "Exit status: 0 success, 1 usage error, a side that cannot be read, or failed output, 2 the\n"
    "implementation could not compute its answer, 3 a profiler failed or took too long, or two\n"
    "counts of the same do not agree, 69 there is no profiler.\n";

static bool fail(const char *reason) {
    fprintf(stderr, "hmf profile: %s\n", reason);
    return false;
}

static bool read_workload(const char *name, profile_options *options) {
    options->workload = hmf_workload_find(name);
    if (options->workload) return true;
    fprintf(stderr, "hmf profile: --workload '%s': there are", name);
    size_t count;
    const hmf_workload *workloads = hmf_workloads(&count);
    for (size_t i = 0; i < count; i++) fprintf(stderr, "%s %s", i ? "," : "", workloads[i].name);
    fputc('\n', stderr);
    return false;
}

static bool read_mode(const char *text, profile_options *options) {
    options->mode = text;
    if (strcmp(text, "cold") == 0 || strcmp(text, "warm") == 0) return true;
    fprintf(stderr, "hmf profile: --mode '%s': cold or warm\n", text);
    return false;
}

static bool read_number(const char *name, const char *text, double min, double max, double *value) {
    char *end;
    *value = strtod(text, &end);
    if (end != text && !*end && *value >= min && *value <= max) return true;
    fprintf(stderr, "hmf profile: --%s '%s': a number from %g to %g\n", name, text, min, max);
    return false;
}

static bool read_top(const char *text, profile_options *options) {
    double value;
    if (!read_number("top", text, 0.0, 1e6, &value)) return false;
    options->top = (unsigned long)value;
    return true;
}

static void trim_slash(char *path) { /* "folder/" is "folder" */
    const size_t length = strlen(path);
    if (length > 1 && path[length - 1] == '/') path[length - 1] = '\0';
}

static bool read_source(char *root, profile_options *options) {
    if (!*root) return fail("--source '': a folder");
    if (options->sources[1]) return fail("--source: for the third time; there are two sides");
    trim_slash(root);
    options->sources[options->sources[0] ? 1 : 0] = root;
    return true;
}

static bool read_out(const char *text, profile_options *options) {
    if (!*text) return fail("--out '': a folder");
    if (snprintf(options->out, sizeof options->out, "%s", text) < (int)sizeof options->out)
        return true;
    return fail("--out: the path is too long");
}

bool profile_options_folder(const profile_options *options, const hmf_impl *impl,
                            char folder[PATH_MAX]) {
    const char *workload = options->workload->name, *mode = options->mode;
    const bool usual = strcmp(workload, "default") == 0 && strcmp(mode, "cold") == 0;
    const int length =
        snprintf(folder, PATH_MAX, "%s/profile-%s%s%s%s%s", hmf_results_folder(), impl->name,
                 usual ? "" : "-", usual ? "" : workload, usual ? "" : "-", usual ? "" : mode);
    return length < PATH_MAX || fail("HMF_RESULTS: the path is too long");
}

/* Of results, not one that the user named. */
static bool difference_folder(profile_options *options) {
    const char *before = profile_basename(options->sides[0]);
    const char *after = profile_basename(options->sides[1]);
    const int length = snprintf(options->out, sizeof options->out, "%s/diff-%s-%s",
                                hmf_results_folder(), before, after);
    return length < PATH_MAX || fail("HMF_RESULTS: the path is too long");
}

static bool read_sides(int count, char **names, profile_options *options) {
    if (count != 2)
        return fail("--diff: two implementations, folders or callgrind files, please;"
                    " see ./hmf profile --help");
    if (options->sources[0] && !options->sources[1])
        return fail("--source: twice, for BEFORE and for AFTER");
    for (int i = 0; i < 2; i++) {
        trim_slash(names[i]);
        options->sides[i] = names[i];
    }
    return options->out[0] || difference_folder(options);
}

static bool read_implementation(int count, char **names, profile_options *options) {
    if (options->sources[0]) return fail("--source: of --diff only");
    if (count != 1) return fail("one implementation, please; see ./hmf profile --help");
    options->impl = hmf_find(hmf_get_registry(), names[0]);
    if (options->impl) return true;
    fprintf(stderr, "hmf profile: no implementation '%s'; ./hmf list names them\n", names[0]);
    return false;
}

bool profile_options_read(int argc, char **argv, profile_options *options) {
    static const struct option known[] = {
        {"workload", required_argument, NULL, 'w'}, {"mode", required_argument, NULL, 'm'},
        {"top", required_argument, NULL, 't'},      {"seconds", required_argument, NULL, 's'},
        {"limit", required_argument, NULL, 'l'},    {"out", required_argument, NULL, 'o'},
        {"source", required_argument, NULL, 'r'},   {"json", no_argument, NULL, 'j'},
        {"diff", no_argument, NULL, 'd'},           {0}};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        bool good = true;
        switch (option) {
        case 'w': good = read_workload(optarg, options); break;
        case 'm': good = read_mode(optarg, options); break;
        case 't': good = read_top(optarg, options); break;
        case 's': good = read_number("seconds", optarg, 0.0, 3600.0, &options->seconds); break;
        case 'l': good = read_number("limit", optarg, 0.001, 1e6, &options->limit); break;
        case 'o': good = read_out(optarg, options); break;
        case 'r': good = read_source(optarg, options); break;
        case 'j': options->json = true; break;
        case 'd': options->difference = true; break;
        default: return fail("see ./hmf profile --help");
        }
        if (!good) return false;
    }
    if (options->difference) return read_sides(argc - optind, argv + optind, options);
    return read_implementation(argc - optind, argv + optind, options) &&
           (options->out[0] || profile_options_folder(options, options->impl, options->out));
}
