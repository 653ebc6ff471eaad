/* gate_options.c: options, each with its bounds. */
#include "gate_options.h"

#include "short_memory.h"
#include "sides.h"
#include "signed_rank.h"
#include "verdict.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char gate_usage[] =
    "usage: ./hmf gate [OPTION ...]\n"
    "       ./hmf gate --binaries OLD NEW [OPTION ...]\n"
    "       ./hmf gate --self-check [--long]     (--self-check --help tells its own options)\n"
    "\n"
    "Is the new build slower than the base? Builds both from git with the same compiler and "
    "flags,\n"
    "and judges in three layers: every answer of the new build is right; how many instructions a\n"
    "call takes, counted by callgrind; how long it takes, timed in turns in many fresh processes\n"
    "and memory layouts, beside a second copy of the base. An implementation with the same "
    "machine\n"
    "code on both sides is not timed. --binaries compares two Google Benchmark programs of "
    "anyone's\n"
    "by their times, in many runs of both.\n"
    "\n"
    "  --base REF           commit to compare with: where this branch left the default branch,\n"
    "                       or on that one the parent commit\n"
    "  --head REF           commit that is judged                               the working tree\n"
    "  --only IMPL          this implementation; may come several times         all but detours\n"
    "  --compare NAME       this comparison, IMPL/WORKLOAD/MODE, whatever it costs, in place of "
    "those\n"
    "                       that are made by themselves; may come several times\n"
    "  --filter REGEX       comparisons IMPL/WORKLOAD/MODE (benchmarks) whose name matches\n"
    "  --all                also what is the same machine code on both sides\n"
    "  --list               only prints the comparisons with their margins, and \"instructions\"\n"
    "                       for those that are not timed\n"
    "  --margin PERCENT     slower than that is a regression                    1; binaries: 2\n"
    "  --threaded-margin P  the same for implementations with threads           5\n"
    "  --level PERCENT      of wrong alarms in a run in which nothing changed   1\n"
    "  --budget SECONDS     for timing; what is not clear then is inconclusive  150\n"
    "  --draws N            at most so many in a round                          192\n"
    "  --draw-time MS       for one comparison in a draw                        25\n"
    "  --metric real|cpu    of benchmarks: by default real for those that say so in their name\n"
    "                       (real_time, manual_time, threads), otherwise cpu\n"
    "  --min-time SECONDS   for one benchmark in one run                        0.05\n"
    "  --fail-on CASE       runs inconclusive by noise that exit with 3: inconclusive (all), "
    "suspect\n"
    "                       (those with a comparison whose centre is beyond its margin),\n"
    "                       regression (none)                                   inconclusive\n"
    "  --seed N             of everything random                                drawn\n"
    "  --json FILE          everything, with all raw samples\n"
    "  --junit FILE         JUnit XML; what is inconclusive counts as skipped\n"
    "  --markdown FILE      a comment for a pull request\n"
    "  --annotations        GitHub's ::error lines, before the table\n"
    "  --help               this text\n"
    "\n"
    "A program that does not end is given up after ten minutes, later after twenty times what it "
    "took\n"
    "at first, or after $HMF_GATE_LIMIT seconds.\n"
    "All programs run with LC_ALL=C, and without variables of the environment named BENCHMARK_*.\n"
    "Accepted slow-downs: bench/gate/accepted.txt. Builds are kept in $HMF_GATE_CACHE, or\n"
    "~/.cache/hmfbench/gate.\n"
    "Exit status: 0 no regression; 1 usage or tool error, nothing was compared, or the new build\n"
    "lost something of the base; 2 a regression, answers that changed, or a lower promise;\n"
    "3 inconclusive, see --fail-on, or another interface; 4 a wrong answer.\n";

enum {
    ONLY = 256,
    COMPARE,
    FILTER,
    ALL,
    LIST,
    MARGIN,
    THREADED_MARGIN,
    LEVEL,
    BUDGET,
    DRAWS,
    DRAW_TIME
};
enum { METRIC = 300, MIN_TIME, FAIL_ON, SEED, JSON, JUNIT, MARKDOWN, ANNOTATIONS, BINARIES };
enum { ACCEPT = 400, NOTE, NOTHING, TIME_ONLY, BASE_TITLE, HEAD_TITLE, BASE_TARGET, HEAD_TARGET };

static const struct option known[] = {{"only", required_argument, NULL, ONLY},
                                      {"compare", required_argument, NULL, COMPARE},
                                      {"filter", required_argument, NULL, FILTER},
                                      {"all", no_argument, NULL, ALL},
                                      {"list", no_argument, NULL, LIST},
                                      {"margin", required_argument, NULL, MARGIN},
                                      {"threaded-margin", required_argument, NULL, THREADED_MARGIN},
                                      {"level", required_argument, NULL, LEVEL},
                                      {"budget", required_argument, NULL, BUDGET},
                                      {"draws", required_argument, NULL, DRAWS},
                                      {"draw-time", required_argument, NULL, DRAW_TIME},
                                      {"metric", required_argument, NULL, METRIC},
                                      {"min-time", required_argument, NULL, MIN_TIME},
                                      {"fail-on", required_argument, NULL, FAIL_ON},
                                      {"seed", required_argument, NULL, SEED},
                                      {"json", required_argument, NULL, JSON},
                                      {"junit", required_argument, NULL, JUNIT},
                                      {"markdown", required_argument, NULL, MARKDOWN},
                                      {"annotations", no_argument, NULL, ANNOTATIONS},
                                      {"binaries", no_argument, NULL, BINARIES},
                                      /* from gate.sh and the self-check */
                                      {"accept", required_argument, NULL, ACCEPT},
                                      {"note", required_argument, NULL, NOTE},
                                      {"nothing", required_argument, NULL, NOTHING},
                                      {"time-only", no_argument, NULL, TIME_ONLY},
                                      {"base-title", required_argument, NULL, BASE_TITLE},
                                      {"head-title", required_argument, NULL, HEAD_TITLE},
                                      {"base-target", required_argument, NULL, BASE_TARGET},
                                      {"head-target", required_argument, NULL, HEAD_TARGET},
                                      {0}};

static bool fail(const char *option, const char *text, const char *wanted) {
    fprintf(stderr, "hmf gate: --%s '%s': %s\n", option, text, wanted);
    return false;
}

static bool read_number(const char *option, const char *text, double min, double max, double unit,
                        double *value) {
    char *end, wanted[80];
    const double number = strtod(text, &end);
    *value = number * unit;
    if (end != text && !*end && number >= min && number <= max) return true;
    snprintf(wanted, sizeof wanted, "a number from %g to %g", min, max);
    return fail(option, text, wanted);
}

static bool read_count(const char *option, const char *text, double min, double max,
                       size_t *count) {
    double value;
    if (!read_number(option, text, min, max, 1.0, &value)) return false;
    *count = (size_t)value;
    return value == floor(value) || fail(option, text, "a whole number");
}

static bool read_seed(const char *text, uint64_t *seed) {
    char *end;
    errno = 0;
    *seed = strtoull(text, &end, 10);
    return (*text >= '0' && *text <= '9' && !*end && errno == 0) ||
           fail("seed", text, "a whole number below 2^64");
}

static bool read_filter(const char *text, gate_options *options) {
    char reason[128];
    if (options->has_filter) return fail("filter", text, "given twice");
    const int error = regcomp(&options->filter, text, REG_EXTENDED | REG_NOSUB);
    options->has_filter = error == 0;
    if (error == 0) return true;
    regerror(error, &options->filter, reason, sizeof reason);
    return fail("filter", text, reason);
}

static bool read_metric(const char *text, gate_options *options) {
    options->metric = text;
    return strcmp(text, "real") == 0 || strcmp(text, "cpu") == 0 ||
           fail("metric", text, "real or cpu");
}

static bool read_fail_on(const char *text, gate_options *options) {
    static const char *const cases[] = {[GATE_FAIL_ON_INCONCLUSIVE] = "inconclusive",
                                        [GATE_FAIL_ON_SUSPECT] = "suspect",
                                        [GATE_FAIL_ON_REGRESSION] = "regression"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        options->fail_on = (gate_fail_on)i;
        if (strcmp(text, cases[i]) == 0) return true;
    }
    return fail("fail-on", text, "inconclusive, suspect or regression");
}

static bool append(const char *option, const char *text, gate_list *list) {
    if (list->count == GATE_LIST_MAX) return fail(option, text, "given too often");
    list->item[list->count++] = text;
    return true;
}

static bool is_metric_to_accept(const char *metric) {
    static const char *const metrics[] = {"time",    "instructions", "removed",
                                          "answers", "promise",      "interface"};
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (strcmp(metric, metrics[i]) == 0) return true;
    return false;
}

/* What is no entry must not pass for one that never matches, nor as one without a limit. */
static bool read_accepted(const char *text, gate_options *options) {
    if (options->accepts == GATE_LIST_MAX) return fail("accept", text, "given too often");
    gate_accepted *a = &options->accept[options->accepts++];
    double percent;
    int used = 0;
    const int fields = sscanf(text, "%127s %15s %lf %n", a->pattern, a->metric, &percent, &used);
    if (fields != 3 || used == 0 || !isspace((unsigned char)text[used - 1]) || !text[used] ||
        !is_metric_to_accept(a->metric) || !(percent >= 0.0 && isfinite(percent)))
        return fail("accept", text,
                    "not PATTERN, time, instructions, removed, answers, promise or interface, "
                    "PERCENT, and the reason");
    a->limit = 0.01 * percent;
    a->why = text + used;
    return true;
}

static bool read_option(int option, const char *text, gate_options *o) {
    switch (option) {
    case ONLY: return append("only", text, &o->only);
    case COMPARE: return append("compare", text, &o->compare);
    case FILTER: return read_filter(text, o);
    case MARGIN: return read_number("margin", text, 0.01, 100.0, 0.01, &o->margin);
    case THREADED_MARGIN:
        return read_number("threaded-margin", text, 0.01, 100.0, 0.01, &o->threaded_margin);
    case LEVEL: return read_number("level", text, 1e-4, 20.0, 0.01, &o->level);
    case BUDGET: return read_number("budget", text, 1.0, 86400.0, 1.0, &o->seconds);
    case DRAWS: return read_count("draws", text, VERDICT_FIRST_LOOK, SIGNED_RANK_MAX, &o->most);
    case DRAW_TIME: return read_number("draw-time", text, 1.0, 1e5, 1e-3, &o->draw_seconds);
    case METRIC: return read_metric(text, o);
    case MIN_TIME: return read_number("min-time", text, 1e-4, 100.0, 1.0, &o->min_time);
    case FAIL_ON: return read_fail_on(text, o);
    case SEED: return read_seed(text, &o->seed);
    case JSON: o->json = text; return true;
    case JUNIT: o->junit = text; return true;
    case MARKDOWN: o->markdown = text; return true;
    case ANNOTATIONS: o->annotations = true; return true;
    case BINARIES: o->binaries = true; return true;
    case ACCEPT: return read_accepted(text, o);
    case NOTE: return append("note", text, &o->note);
    case ALL: o->all = true; return true;
    case NOTHING: o->nothing = text; return true;
    case LIST: o->list = true; return true;
    case TIME_ONLY: o->time_only = true; return true;
    case BASE_TITLE: o->base_title = text; return true;
    case HEAD_TITLE: o->head_title = text; return true;
    case BASE_TARGET: o->base_target = text; return true;
    case HEAD_TARGET: o->head_target = text; return true;
    default: fputs("see ./hmf gate --help\n", stderr); return false;
    }
}

static uint64_t draw_seed(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return ((uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u) % 1000000000u;
}

static bool read_sides(int count, char **words, gate_options *o) {
    if (isnan(o->margin)) o->margin = o->binaries ? 0.02 : 0.01;
    if (o->nothing && count == 0) {
        o->base = o->head = o->base_title = o->head_title = "nothing";
        return true;
    }
    if (count != 2) {
        fprintf(stderr, "hmf gate: %s; see ./hmf gate --help\n",
                o->binaries ? "--binaries takes two programs, OLD and NEW" : "unexpected argument");
        return false;
    }
    o->base = words[0];
    o->head = words[1];
    if (!o->base_title) o->base_title = o->base;
    if (!o->head_title) o->head_title = o->head;
    return true;
}

bool gate_options_read(int argc, char **argv, gate_options *options) {
    *options = (gate_options){.margin = NAN,
                              .threaded_margin = 0.05,
                              .level = 0.01,
                              .seconds = 150.0,
                              .most = 192,
                              .draw_seconds = 0.025,
                              .min_time = 0.05,
                              .seed = draw_seed(),
                              .base_target = "hmf_module",
                              .head_target = "hmf_module"};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;)
        if (!read_option(option, optarg, options)) return false;
    return read_sides(argc - optind, argv + optind, options);
}

void gate_options_free(gate_options *options) {
    if (options->has_filter) regfree(&options->filter);
    options->has_filter = false;
}

/* Whether an item is that implementation, or a comparison of it. */
static bool is_named(const gate_list *list, const char *impl, size_t length) {
    for (size_t i = 0; i < list->count; i++)
        if (strcspn(list->item[i], "/") == length && strncmp(list->item[i], impl, length) == 0)
            return true;
    return false;
}

static bool is_only(const gate_options *options, const char *impl, size_t length) {
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
    if (!found && errno == ENOMEM) hmf_memory_fell_short(); /* glibc calls that no match */
    return found;
}

/* An outcome for a whole implementation must not stand for a filter that matches nothing of it. */
bool gate_options_want_impl(const gate_options *options, const char *impl) {
    if (!is_only(options, impl, strlen(impl))) return false;
    if (!options->has_filter) return true;
    const hmf_workload *workload;
    for (size_t i = 0; (workload = side_workload(i)); i++)
        for (hmf_mode mode = HMF_COLD; mode < HMF_MODE_COUNT; mode++) {
            char name[256];
            snprintf(name, sizeof name, "%s/%s/%s", impl, workload->name, hmf_mode_name(mode));
            if (passes_filter(options, name)) return true;
        }
    return false;
}

bool gate_options_want(const gate_options *options, const char *name) {
    return is_only(options, name, strcspn(name, "/")) && passes_filter(options, name);
}
