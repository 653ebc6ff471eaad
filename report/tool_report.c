/* tool_report.c: ./hmf report but for the page, which report.sh has made of the same results. */
#include "figures.h"
#include "markdown.h"
#include "next_step.h"
#include "result_file.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: ./hmf report [--out FILE] [--html FILE] [--open] [--bench FILE]\n"
    "       ./hmf report --slowest [--bench FILE]\n"
    "       ./hmf report --json [--bench FILE]\n"
    "\n"
    "Writes a report from what the other verbs left in the folder of results, as Markdown and as "
    "one\n"
    "page of HTML, and says what to do next. What was not run is shown as not run, with the "
    "command\n"
    "that runs it. Without node and npm (Debian: nodejs npm) there is no page.\n"
    "\n"
    "  --out FILE     the Markdown; - is standard output, and no page build/results/report.md\n"
    "  --html FILE    the page                                    build/results/report.html\n"
    "  --open         opens the page in a browser\n"
    "  --bench FILE   the timings                                 build/results/bench.json\n"
    "  --json         only prints the figures in it: medians, ratios and ranks, with intervals\n"
    "  --slowest      only prints the name of the slowest implementation on the job default, cold\n"
    "  --help         this text\n"
    "\n"
    "Environment: HMF_RESULTS is the folder of results, build/results where it is not set.\n"
    "Exit status: 0 success, 1 usage error, malformed results, failed output, or for --slowest\n"
    "no timings; 69 --html or --open, and what the page needs is not here.\n";

typedef struct {
    const char *folder;      /* of results */
    const char *out, *bench; /* NULL: in the folder */
    bool slowest, json;
} report_options;

static bool report_fail(const char *message) {
    fprintf(stderr, "hmf report: %s\n", message);
    return false;
}

static bool read_options(int argc, char **argv, report_options *options) {
    static const struct option known[] = {{"out", required_argument, NULL, 'o'},
                                          {"bench", required_argument, NULL, 'b'},
                                          {"slowest", no_argument, NULL, 's'},
                                          {"json", no_argument, NULL, 'j'},
                                          {0}};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 'o': options->out = optarg; break;
        case 'b': options->bench = optarg; break;
        case 's': options->slowest = true; break;
        case 'j': options->json = true; break;
        default: return report_fail("see ./hmf report --help");
        }
    }
    if (options->out && (options->slowest || options->json))
        return report_fail("--slowest and --json write no report: no --out");
    if (options->slowest && options->json) return report_fail("--slowest or --json, not both");
    if (optind == argc) return true;
    fprintf(stderr, "hmf report: unexpected argument '%s'; see ./hmf report --help\n",
            argv[optind]);
    return false;
}

static bool print_slowest(const report_sources *sources) {
    const hmf_impl *slowest = report_slowest(sources);
    if (!slowest) return report_fail("the job default was not timed cold; ./hmf bench does it");
    return (puts(slowest->name) >= 0 && fflush(stdout) == 0) ||
           report_fail("cannot write to standard output");
}

static bool print_figures(const report_sources *sources) {
    json_t *figures = report_figures(sources);
    if (!figures) return report_fail("out of memory");
    const bool printed = json_dumpf(figures, stdout, JSON_INDENT(1)) == 0 && putchar('\n') != EOF &&
                         fflush(stdout) == 0;
    json_decref(figures);
    return printed || report_fail("cannot write to standard output");
}

static bool write_stdout(const report_sources *sources) {
    report_markdown(stdout, sources);
    return (fflush(stdout) == 0 && !ferror(stdout)) ||
           report_fail("cannot write to standard output");
}

static bool write_file(const report_sources *sources, const char *path) {
    char *text = NULL, message[512];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) return report_fail("out of memory");
    report_markdown(out, sources);
    const bool made = fclose(out) == 0;
    const bool written = made && hmf_result_write(path, text, size, message, sizeof message);
    free(text);
    return written || report_fail(made ? message : "out of memory");
}

static bool write_report(const report_sources *sources, const char *path) {
    if (strcmp(path, "-") == 0) return write_stdout(sources);
    if (!write_file(sources, path)) return false;
    printf("Report: %s\n\nNext step\n", path);
    report_next_step(stdout, sources);
    return (fflush(stdout) == 0 && !ferror(stdout)) ||
           report_fail("cannot write to standard output");
}

/* Where --out does not say. */
static bool write_default_report(const report_sources *sources) {
    char *path = hmf_result_path("report.md");
    if (!path) return report_fail("out of memory");
    const bool good = write_report(sources, path);
    free(path);
    return good;
}

static bool report(const report_options *options) {
    char message[1024];
    report_sources sources = {0};
    bool good = report_load_sources(hmf_get_registry(), options->folder, options->bench, &sources,
                                    message, sizeof message) &&
                (options->slowest ||
                 report_load_profiles(options->folder, &sources.profiles, message, sizeof message));
    if (!good) report_fail(message);
    if (good)
        good = options->slowest ? print_slowest(&sources)
               : options->json  ? print_figures(&sources)
               : options->out   ? write_report(&sources, options->out)
                                : write_default_report(&sources);
    report_free_sources(&sources);
    return good;
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf report"}; /* what getopt_long calls us */
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    report_options options = {.folder = hmf_results_folder()};
    return read_options(argc, argv, &options) && report(&options) ? EXIT_SUCCESS : EXIT_FAILURE;
}
