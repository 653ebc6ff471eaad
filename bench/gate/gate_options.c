/* SPDX-License-Identifier: MIT */
#include "gate_options.h"

#include "build_module.h"
#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const metrics[] = {"auto", "real", "cpu", NULL};
static const char *const cases[] = {"inconclusive", "suspect", "regression", NULL};

static gate_options o;
static cli_list accept;
static const char *filter;
static const char *base_commit, *head_commit;

static const cli_option table[] = {
    {"Builds", CLI_HEADING, NULL, NULL, NULL, 0, 0, NULL},
    {"base", CLI_TEXT, &base_commit, "COMMIT",
     "commit to compare with (default the commit where this branch left the default branch; on the "
     "default branch the parent)",
     0, 0, NULL},
    {"head", CLI_TEXT, &head_commit, "COMMIT", "commit to judge (default the working tree)", 0, 0,
     NULL},
    {"binaries", CLI_FLAG, &o.binaries, NULL, "compare two Google Benchmark programs instead", 0, 0,
     NULL},

    {"Comparisons", CLI_HEADING, NULL, NULL, NULL, 0, 0, NULL},
    {"only", CLI_LIST, &o.only, "IMPL",
     "only this implementation; may be repeated (default all but demonstrations)", 0, 0, NULL},
    {"compare", CLI_LIST, &o.compare, "NAME",
     "only this comparison IMPL/WORKLOAD/MODE, whatever it costs; may be repeated", 0, 0, NULL},
    {"filter", CLI_TEXT, &filter, "REGEX", "only comparisons or benchmarks whose name matches", 0,
     0, NULL},
    {"all", CLI_FLAG, &o.all, NULL, "include implementations with unchanged machine code", 0, 0,
     NULL},
    {"list", CLI_FLAG, &o.list, NULL,
     "print the comparisons with their margins and exit; those marked \"instructions\" are not "
     "timed",
     0, 0, NULL},

    {"Rules", CLI_HEADING, NULL, NULL, NULL, 0, 0, NULL},
    {"margin", CLI_REAL, &o.margin, "PERCENT",
     "slow-down that is a regression (default 1, with --binaries 2)", 0.01, 100.0, NULL},
    {"threaded-margin", CLI_REAL, &o.threaded_margin, "PERCENT",
     "the margin of implementations with threads", 0.01, 100.0, NULL},
    {"level", CLI_REAL, &o.level, "PERCENT", "probability of a wrong alarm in an unchanged run",
     1e-4, 20.0, NULL},
    {"fail-on", CLI_CHOICE, &o.fail_on, "CASE",
     "inconclusive runs that exit with 3: inconclusive (all), suspect (those with a comparison "
     "whose centre is beyond its margin) or regression (none)",
     0, 0, cases},

    {"Timing", CLI_HEADING, NULL, NULL, NULL, 0, 0, NULL},
    {"budget", CLI_REAL, &o.seconds, "SECONDS",
     "time for draws; comparisons that are open then are inconclusive", 1.0, 86400.0, NULL},
    {"draws", CLI_NUMBER, &o.most, "N", "draws in a round at most", VERDICT_FIRST_LOOK,
     SIGNED_RANK_MAX, NULL},
    {"draw-time", CLI_REAL, &o.draw_seconds, "MS", "time of one comparison in a draw", 1.0, 1e5,
     NULL},
    {"min-time", CLI_REAL, &o.min_time, "SECONDS", "time of one benchmark in a run of a program",
     1e-4, 100.0, NULL},
    {"metric", CLI_CHOICE, &o.metric, "TIME",
     "real, cpu, or auto: real for benchmarks named real_time, manual_time or threads, otherwise "
     "cpu",
     0, 0, metrics},
    {"seed", CLI_NUMBER, &o.seed, "N", "seed of all random choices (default random)", 1, 0x1p64,
     NULL},

    {"Output", CLI_HEADING, NULL, NULL, NULL, 0, 0, NULL},
    {"json", CLI_TEXT, &o.json, "FILE", "write all results and samples as JSON", 0, 0, NULL},
    {"junit", CLI_TEXT, &o.junit, "FILE",
     "write JUnit XML, in which inconclusive comparisons are skipped", 0, 0, NULL},
    {"markdown", CLI_TEXT, &o.markdown, "FILE", "write a comment for a pull request", 0, 0, NULL},
    {"annotations", CLI_FLAG, &o.annotations, NULL, "print GitHub's ::error lines before the table",
     0, 0, NULL},

    /* Given by gate.sh and by the self-check. */
    {"accept", CLI_LIST, &accept, "ENTRY", NULL, 0, 0, NULL},
    {"note", CLI_LIST, &o.note, "TEXT", NULL, 0, 0, NULL},
    {"nothing", CLI_TEXT, &o.nothing, "REASON", NULL, 0, 0, NULL},
    {"time-only", CLI_FLAG, &o.time_only, NULL, NULL, 0, 0, NULL},
    {"base-title", CLI_TEXT, &o.base_title, "TITLE", NULL, 0, 0, NULL},
    {"head-title", CLI_TEXT, &o.head_title, "TITLE", NULL, 0, 0, NULL},
    {"base-target", CLI_TEXT, &o.base_target, "TARGET", NULL, 0, 0, NULL},
    {"head-target", CLI_TEXT, &o.head_target, "TARGET", NULL, 0, 0, NULL},
};

static const cli_program program = {
    .name = "./hmf gate",
    .usage = "[OPTION ...]\n"
             "--binaries OLD NEW [OPTION ...]\n"
             "--self-check [--long]     (see --self-check --help)",
    .summary =
        "Judges whether the new build is slower than the base. Builds both from git with the same\n"
        "compiler and flags, checks the new build's answers, counts the instructions of each call\n"
        "under callgrind, and times the calls in turns, in many fresh processes and memory "
        "layouts,\n"
        "beside a second copy of the base. With --binaries, compares the times of two Google\n"
        "Benchmark programs in many runs of both.",
    .options = table,
    .count = CLI_SIZE(table),
    .footer =
        "Programs run with LC_ALL=C and without environment variables named BENCHMARK_*. A "
        "program\n"
        "is stopped after ten minutes, later after twenty times its first run, or after\n"
        "$HMF_GATE_LIMIT seconds. Accepted slow-downs: bench/gate/accepted.txt. Builds are kept "
        "in\n"
        "$HMF_GATE_CACHE (default ~/.cache/hmfbench/gate).\n"
        "\n"
        "Exit status: 0 no regression; 1 usage or tool error, nothing compared, or something of "
        "the\n"
        "base is missing from the new build; 2 a regression, changed answers or a lower promise;\n"
        "3 inconclusive (see --fail-on), or another interface; 4 a wrong answer.",
};

/* ---- parsing --------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static cli_result reject(char *message, size_t size,
                                                               const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, size, format, arguments);
    va_end(arguments);
    return CLI_ERROR;
}

/* Checks and parses the values that cli_parse stores as text. */
static cli_result parse_texts(int argc, char **argv, char *message, size_t size) {
    char reason[128];
    const int error = filter ? regcomp(&o.filter, filter, REG_EXTENDED | REG_NOSUB) : 0;
    if (error != 0) {
        regerror(error, &o.filter, reason, sizeof reason);
        return reject(message, size, "--filter %s: %s", filter, reason);
    }
    o.has_filter = filter != NULL;
    o.accepted = xcalloc(accept.count, sizeof *o.accepted);
    for (; o.accepts < accept.count; o.accepts++)
        if (!gate_parse_accepted(accept.item[o.accepts], &o.accepted[o.accepts]))
            return reject(message, size,
                          "accepted.txt: '%s': not PATTERN METRIC PERCENT REASON, where METRIC is "
                          "time, instructions, removed, answers, promise or interface",
                          accept.item[o.accepts]);
    if (base_commit || head_commit)
        return reject(message, size, "hmf-gate cannot build commits: use ./hmf gate --%s %s",
                      base_commit ? "base" : "head", base_commit ? base_commit : head_commit);
    const int wanted = o.nothing ? 1 : 3;
    if (argc > wanted) return reject(message, size, "unexpected argument '%s'", argv[wanted]);
    if (argc < wanted)
        return reject(message, size, "expected two %s, OLD and NEW",
                      o.binaries ? "programs" : "build folders");
    o.base = o.nothing ? "none" : argv[1];
    o.head = o.nothing ? "none" : argv[2];
    if (!o.base_title) o.base_title = o.base;
    if (!o.head_title) o.head_title = o.head;
    return CLI_PARSED;
}

static unsigned long draw_seed(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (unsigned long)now.tv_sec * 1000003u ^ (unsigned long)now.tv_nsec;
}

/* The fields of o that have a default, in the units of the command line. */
static void set_defaults(void) {
    o = (gate_options){.threaded_margin = 5.0,
                       .level = 1.0,
                       .seconds = 150.0,
                       .most = 192,
                       .draw_seconds = 25.0,
                       .min_time = 0.05,
                       .base_target = "hmf_module",
                       .head_target = "hmf_module"};
    accept = (cli_list){0};
    filter = base_commit = head_commit = NULL;
}

static void convert_units(void) {
    if (o.margin == 0.0) o.margin = o.binaries ? 2.0 : 1.0;
    o.margin *= 0.01;
    o.threaded_margin *= 0.01;
    o.level *= 0.01;
    o.draw_seconds *= 1e-3;
    if (o.seed == 0) o.seed = draw_seed();
}

cli_result gate_options_parse(int argc, char **argv, gate_options *options, char *message,
                              size_t size) {
    set_defaults();
    cli_result result = cli_parse(&program, &argc, argv, message, size);
    if (result == CLI_PARSED) result = parse_texts(argc, argv, message, size);
    convert_units();
    free(accept.item);
    *options = o;
    return result;
}

void gate_options_read(int argc, char **argv, gate_options *options) {
    char message[512];
    die_name("hmf gate");
    switch (gate_options_parse(argc, argv, options, message, sizeof message)) {
    case CLI_PARSED: break;
    case CLI_HELP:
        set_defaults();
        cli_help(&program);
        if (fflush(stdout) != 0) die(EXIT_ERROR, "cannot write the help: %s", strerror(errno));
        exit(EXIT_SUCCESS);
    case CLI_ERROR: die(EXIT_ERROR, "%s; see ./hmf gate --help", message);
    }
}

void gate_options_free(gate_options *options) {
    if (options->has_filter) regfree(&options->filter);
    free(options->only.item);
    free(options->compare.item);
    free(options->note.item);
    free(options->accepted);
    *options = (gate_options){0};
}

/* ---- selection ------------------------------------------------------------------------------- */

/* Returns whether an item is that implementation, or a comparison of it. */
static bool is_named(const cli_list *list, const char *impl, size_t length) {
    for (size_t i = 0; i < list->count; i++)
        if (strcspn(list->item[i], "/") == length && strncmp(list->item[i], impl, length) == 0)
            return true;
    return false;
}

static bool passes_only(const gate_options *options, const char *impl, size_t length) {
    return options->only.count == 0 || is_named(&options->only, impl, length);
}

bool gate_options_name(const gate_options *options, const char *impl) {
    return is_named(&options->only, impl, strlen(impl)) ||
           is_named(&options->compare, impl, strlen(impl));
}

static bool passes_filter(const gate_options *options, const char *name) {
    if (!options->has_filter) return true;
    errno = 0;
    const bool found = regexec(&options->filter, name, 0, NULL, 0) == 0;
    if (!found && errno == ENOMEM) die(EXIT_ERROR, "out of memory"); /* glibc returns "no match" */
    return found;
}

/* Asks for every comparison: an outcome of the whole implementation must not pass a filter that
 * matches none of them. */
bool gate_options_want_impl(const gate_options *options, const char *impl) {
    if (!passes_only(options, impl, strlen(impl))) return false;
    if (!options->has_filter) return true;
    bool wanted = false;
    const hmf_workload *workload;
    for (size_t i = 0; !wanted && (workload = gate_workload(i)); i++)
        for (hmf_mode mode = HMF_COLD; !wanted && mode < HMF_MODE_COUNT; mode++) {
            char *name = xasprintf("%s/%s/%s", impl, workload->name, hmf_mode_name(mode));
            wanted = passes_filter(options, name);
            free(name);
        }
    return wanted;
}

bool gate_options_want(const gate_options *options, const char *name) {
    return passes_only(options, name, strcspn(name, "/")) && passes_filter(options, name);
}
