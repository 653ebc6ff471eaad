/* SPDX-License-Identifier: MIT */
/* tool_report.c: the program hmf-report behind ./hmf report. */
#include "die.h"
#include "options.h"
#include "report.h"
#include "result_file.h"
#include "subprocess.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_MISSING = 69 }; /* packages are missing; page.sh uses the same status */

/* Installing the page's libraries may take minutes (seconds). */
static const double page_limit = 3600.0;

static const char *html, *bench;
static bool open_page, print_ladder, print_next_step, print_slowest, print_json;

static const cli_option options[] = {
    {"html", CLI_TEXT, &html, "FILE", "write the page to FILE", 0, 0, NULL},
    {"open", CLI_FLAG, &open_page, NULL, "open the page in a browser", 0, 0, NULL},
    {"bench", CLI_TEXT, &bench, "FILE", "read the timings from FILE", 0, 0, NULL},
    {.name = "Print one thing and write no page", .kind = CLI_HEADING},
    {"ladder", CLI_FLAG, &print_ladder, NULL,
     "the implementations on the workload `default`, as a table with bars, and the next step", 0, 0,
     NULL},
    {"next-step", CLI_FLAG, &print_next_step, NULL, "the next step", 0, 0, NULL},
    {"slowest", CLI_FLAG, &print_slowest, NULL,
     "the name of the slowest implementation on the workload `default`, cold", 0, 0, NULL},
    {"json", CLI_FLAG, &print_json, NULL, "medians, ratios and ranks, with intervals, as JSON", 0,
     0, NULL},
    {.name = "Help", .kind = CLI_HEADING},
};

static const cli_program program = {
    .name = "hmf report",
    .usage = "[--html FILE] [--open] [--bench FILE]\n"
             "--ladder | --next-step | --slowest | --json [--bench FILE]",
    .summary = "Writes one page of HTML from the results of the other verbs, and prints the\n"
               "next step, on a terminal below the ladder. Results that were not run are shown\n"
               "as not run, with the command that runs them. Without node and npm (Debian:\n"
               "nodejs npm) there is no page.",
    .options = options,
    .count = CLI_SIZE(options),
    .footer = "Environment: HMF_RESULTS is the folder of results (default build/results).\n"
              "COLUMNS is the width without a terminal (default 80). NO_COLOR turns colour off.\n"
              "Exit status: 0 success; 1 usage error, malformed results, failed output, or no\n"
              "timings for --slowest; 69 --html or --open without the packages of the page.",
};

static void check_options(int operands, char **argv, const char *default_html) {
    const int tasks = print_ladder + print_next_step + print_slowest + print_json;
    if (operands > 0) die(EXIT_ERROR, "unexpected argument '%s'; see ./hmf report --help", argv[1]);
    if (tasks > 1)
        die(EXIT_ERROR, "only one of --ladder, --next-step, --slowest and --json is possible");
    if (tasks == 1 && (html != default_html || open_page))
        die(EXIT_ERROR, "--html and --open need the whole report");
}

static void flush_output(void) {
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write to standard output: %s", strerror(errno));
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print_name_of_slowest(const report_sources *sources) {
    const hmf_impl *slowest = report_slowest(sources);
    if (!slowest) die(EXIT_ERROR, "the workload `default` was not timed cold; run ./hmf bench");
    puts(slowest->name);
}

static void print_whole_json(const report_sources *sources) {
    json_t *whole = report_json(sources);
    json_dumpf(whole, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(whole);
}

/* ---- the page -------------------------------------------------------------------------------- */

/* Runs page.sh. Returns false if packages are missing, which page.sh has reported. */
static bool write_page(const char *given_bench) {
    static const char script[] = HMF_SOURCE "/report/page/page.sh";
    const char *const arguments[] = {
        script, HMF_SOURCE, HMF_BUILD, html, given_bench ? "--bench" : NULL, given_bench, NULL};
    const subprocess_command run = {.arguments = arguments, .folder = ".", .limit = page_limit};
    if (setenv("HMF_RESULTS", results_folder(), 1) != 0) die(EXIT_ERROR, "out of memory");
    subprocess_hold_interrupts();
    const subprocess_result result = subprocess_run(&run);
    if (result.end == SUBPROCESS_INTERRUPTED) subprocess_die(result.status);
    if (result.end == SUBPROCESS_EXITED && result.status == EXIT_MISSING) return false;
    if (result.end == SUBPROCESS_EXITED && result.status != 0) exit(result.status);
    if (result.end != SUBPROCESS_EXITED) die(EXIT_ERROR, "%s did not end normally", script);
    return true;
}

static void open_in_browser(void) {
    execlp("xdg-open", "xdg-open", html, (char *)NULL);
    if (errno == ENOENT)
        die(EXIT_MISSING, "xdg-open is missing (Debian: xdg-utils); the page is %s", html);
    die(EXIT_ERROR, "cannot start xdg-open: %s", strerror(errno));
}

static void report(const report_sources *sources, const char *given_bench, bool page_wanted) {
    if (write_page(given_bench))
        printf("Page: %s\n", html);
    else if (page_wanted)
        exit(EXIT_MISSING);
    const report_screen screen = report_standard_screen();
    putchar('\n');
    if (isatty(STDOUT_FILENO))
        report_print_ladder(stdout, sources, screen);
    else
        report_print_next_step(stdout, sources, screen);
    flush_output();
    if (open_page) open_in_browser();
}

int main(int argc, char **argv) {
    json_set_alloc_funcs(xmalloc, free);
    const char *folder = results_folder();
    char message[1024];
    char *default_html = xasprintf("%s/report.html", folder);
    char *default_bench = xasprintf("%s/bench.json", folder);
    html = default_html;
    bench = default_bench;
    check_options(cli_parse_or_exit(&program, argc, argv), argv, default_html);

    const char *given_bench = bench == default_bench ? NULL : bench;
    report_sources sources = {0};
    if (!report_load_sources(hmf_get_registry(), folder, given_bench, &sources, message,
                             sizeof message) ||
        (!print_slowest &&
         !report_load_profiles(folder, &sources.profiles, message, sizeof message)))
        die(EXIT_ERROR, "%s", message);
    if (print_ladder)
        report_print_ladder(stdout, &sources, report_standard_screen());
    else if (print_next_step)
        report_print_next_step(stdout, &sources, report_standard_screen());
    else if (print_slowest)
        print_name_of_slowest(&sources);
    else if (print_json)
        print_whole_json(&sources);
    else
        report(&sources, given_bench, html != default_html || open_page);
    flush_output();
    report_free_sources(&sources);
    free(default_bench);
    free(default_html);
    return EXIT_SUCCESS;
}
