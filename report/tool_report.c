/* tool_report.c: ./hmf report but for the page, which report.sh has made of the same results. */
#include "figures.h"
#include "json_text.h"
#include "markdown.h"
#include "next_step.h"
#include "result_file.h"
#include "short_memory.h"
#include "terminal.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: ./hmf report [--out FILE] [--html FILE] [--open] [--bench FILE]\n"
    "       ./hmf report --ladder | --next-step | --slowest | --json [--bench FILE]\n"
    "\n"
    "Writes a report from what the other verbs left in the folder of results, as Markdown and as "
    "one\n"
    "page of HTML, and says what to do next, on a terminal below the ladder. What was not run is\n"
    "shown as not run, with the command that runs it. Without node and npm (Debian: nodejs npm)\n"
    "there is no page.\n"
    "\n"
    "  --out FILE     the Markdown; - is standard output, and no page build/results/report.md\n"
    "  --html FILE    the page                                    build/results/report.html\n"
    "  --open         opens the page in a browser\n"
    "  --bench FILE   the timings                                 build/results/bench.json\n"
    "  --ladder       only prints the implementations on the job default, as a table with bars,\n"
    "                 and the next step; in a pipe 80 columns wide, or COLUMNS\n"
    "  --next-step    only prints the next step\n"
    "  --slowest      only prints the name of the slowest implementation on the job default, cold\n"
    "  --json         only prints the figures: medians, ratios and ranks, with intervals\n"
    "  --help         this text\n"
    "\n"
    "Environment: HMF_RESULTS is the folder of results, build/results where it is not set; with\n"
    "NO_COLOR set there is no colour; where the locale is not UTF-8 there is ASCII alone.\n"
    "Exit status: 0 success; 1 usage error, malformed results, failed output, or for --slowest\n"
    "no timings; 69 --html or --open, and what the page needs is not here.\n";

/* What is asked for: a report, or that this is printed alone. */
typedef enum {
    REPORT_WHOLE,
    REPORT_LADDER,
    REPORT_NEXT_STEP,
    REPORT_SLOWEST,
    REPORT_FIGURES
} report_task;

typedef struct {
    const char *folder;      /* of results */
    const char *out, *bench; /* NULL: in the folder */
    report_task task;
} report_options;

static bool report_fail(const char *message) {
    fprintf(stderr, "hmf report: %s\n", message);
    return false;
}

static bool set_task(report_options *options, report_task task) {
    if (options->task != REPORT_WHOLE && options->task != task)
        return report_fail("of --ladder, --next-step, --slowest and --json only one");
    options->task = task;
    return true;
}

static bool read_option(int option, const char *text, report_options *options) {
    switch (option) {
    case 'o': options->out = text; return true;
    case 'b': options->bench = text; return true;
    case 'l': return set_task(options, REPORT_LADDER);
    case 'n': return set_task(options, REPORT_NEXT_STEP);
    case 's': return set_task(options, REPORT_SLOWEST);
    case 'j': return set_task(options, REPORT_FIGURES);
    default: return report_fail("see ./hmf report --help");
    }
}

static bool read_options(int argc, char **argv, report_options *options) {
    static const struct option known[] = {{"out", required_argument, NULL, 'o'},
                                          {"bench", required_argument, NULL, 'b'},
                                          {"ladder", no_argument, NULL, 'l'},
                                          {"next-step", no_argument, NULL, 'n'},
                                          {"slowest", no_argument, NULL, 's'},
                                          {"json", no_argument, NULL, 'j'},
                                          {0}};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;)
        if (!read_option(option, optarg, options)) return false;
    if (options->out && options->task != REPORT_WHOLE)
        return report_fail("--out goes with a whole report alone");
    if (optind == argc) return true;
    fprintf(stderr, "hmf report: unexpected argument '%s'; see ./hmf report --help\n",
            argv[optind]);
    return false;
}

static bool is_printed(void) {
    return (fflush(stdout) == 0 && !ferror(stdout)) ||
           report_fail("cannot write to standard output");
}

static bool print_ladder(const report_sources *sources) {
    return report_terminal(stdout, sources, report_standard_screen()) && !hmf_memory_is_short()
               ? is_printed()
               : report_fail("out of memory");
}

static bool print_next_step(const report_sources *sources) {
    puts("Next step");
    report_next_step(stdout, sources);
    return is_printed();
}

static bool print_slowest(const report_sources *sources) {
    const hmf_impl *slowest = report_slowest(sources);
    if (!slowest) return report_fail("the job default was not timed cold; ./hmf bench does it");
    puts(slowest->name);
    return is_printed();
}

static bool print_figures(const report_sources *sources) {
    json_t *figures = report_figures(sources);
    if (hmf_json_print(figures, JSON_INDENT(1), stdout)) return is_printed();
    return report_fail(errno == ENOMEM ? "out of memory" : "cannot write to standard output");
}

static bool write_stdout(const report_sources *sources) {
    report_markdown(stdout, sources);
    return is_printed();
}

static bool write_file(const report_sources *sources, const char *path) {
    char *text = NULL, message[512];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return report_fail("out of memory");
    report_markdown(out, sources);
    const bool made = fclose(out) == 0 && text && size > 0 && !hmf_memory_is_short();
    const bool written = made && hmf_result_write(path, text, size, message, sizeof message);
    free(text);
    return written || report_fail(made ? message : "out of memory");
}

static bool write_report(const report_sources *sources, const char *path) {
    if (strcmp(path, "-") == 0) return write_stdout(sources);
    if (!write_file(sources, path)) return false;
    printf("Report: %s\n", path);
    return is_printed();
}

/* Where --out does not say. */
static bool write_default_report(const report_sources *sources) {
    char *path = hmf_result_path("report.md");
    if (!path) return report_fail("out of memory");
    const bool good = write_report(sources, path);
    free(path);
    return good;
}

static bool do_task(const report_options *options, const report_sources *sources) {
    switch (options->task) {
    case REPORT_LADDER: return print_ladder(sources);
    case REPORT_NEXT_STEP: return print_next_step(sources);
    case REPORT_SLOWEST: return print_slowest(sources);
    case REPORT_FIGURES: return print_figures(sources);
    case REPORT_WHOLE: break;
    }
    return options->out ? write_report(sources, options->out) : write_default_report(sources);
}

static bool report(const report_options *options) {
    char message[1024];
    report_sources sources = {0};
    const bool loaded =
        report_load_sources(hmf_get_registry(), options->folder, options->bench, &sources, message,
                            sizeof message) &&
        (options->task == REPORT_SLOWEST ||
         report_load_profiles(options->folder, &sources.profiles, message, sizeof message));
    const bool good = loaded ? do_task(options, &sources) : report_fail(message);
    report_free_sources(&sources);
    return good;
}

static int print_usage(void) {
    fputs(usage, stdout);
    return is_printed() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf report"}; /* what getopt_long calls us */
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return print_usage();
    report_options options = {.folder = hmf_results_folder()};
    return read_options(argc, argv, &options) && report(&options) ? EXIT_SUCCESS : EXIT_FAILURE;
}
