/* SPDX-License-Identifier: MIT */
/* tool_profile.c: ./hmf profile: profiles one implementation, or compares two profiles. */
#include "tool_profile.h"

#include "die.h"
#include "options.h"
#include "result_file.h"
#include "write_profile.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of the workload's variations. Any seed would do; the results contain it. */
enum { SEED = 1 };

/* ---- the command line ------------------------------------------------------------------------ */

static const char *const modes[] = {"cold", "warm", NULL};
static const char *workload = "default", *out;
static int mode;
static bool diff;
static unsigned long top = 20;
static double seconds = 12.0, limit = 600.0;
static cli_list sources;
static bool json;

static const cli_option options[] = {
    {"workload", CLI_TEXT, &workload, "W", "the job; ./hmf bench --workloads lists them", 0, 0,
     NULL},
    {"mode", CLI_CHOICE, &mode, "M", "cold: create, evaluate and destroy; warm: evaluate only", 0,
     0, modes},
    {"top", CLI_NUMBER, &top, "N", "rows of a table on the terminal; the files have all", 0, 1e6,
     NULL},
    {"seconds", CLI_REAL, &seconds, "S", "longest sampling, at most half of --limit; 0: no samples",
     0, 3600, NULL},
    {"limit", CLI_REAL, &limit, "S", "longest run of a profiler, in seconds", 0.001, 1e6, NULL},
    {"out", CLI_TEXT, &out, "FOLDER",
     "the folder of the files (default build/results/profile-IMPL, with -WORKLOAD-MODE added "
     "unless "
     "they are default and cold; for --diff build/results/diff-BEFORE-AFTER)",
     0, 0, NULL},
    {"diff", CLI_FLAG, &diff, NULL, "compare two profiles", 0, 0, NULL},
    {"source", CLI_LIST, &sources, "ROOT",
     "with --diff, given once for BEFORE and once for AFTER: the root of the sources, for the text "
     "of "
     "lines and the names of files; without it, names start at the folder that holds impls/",
     0, 0, NULL},
    {"json", CLI_FLAG, &json, NULL, "print profile.json or difference.json instead of the tables",
     0, 0, NULL},
};

static const cli_program program = {
    "hmf profile",
    "IMPL [OPTION ...]\n--diff BEFORE AFTER [OPTION ...]",
    "Shows where the time goes in one implementation (./hmf list names them): by function, by\n"
    "line, by stack and by allocation. callgrind counts calls and instructions exactly, gcov "
    "counts\n"
    "executed lines, and gperftools counts allocations and samples at full speed. The "
    "instructions\n"
    "are compared with those of the release build; a difference above 10 % prints a warning.\n"
    "\n"
    "--diff compares the counts of two profiles of the same job. A side is an implementation, "
    "which\n"
    "is profiled first; the folder of an earlier profile, for example of another build; or a\n"
    "callgrind file of any program, written with --compress-strings=no --compress-pos=no\n"
    "--separate-recs=2, which has no stacks.",
    options,
    CLI_SIZE(options),
    "Files: functions.txt, lines.txt, allocations.txt; counted.html and sampled.html, flame "
    "graphs\n"
    "for a browser, and their stacks counted.folded and sampled.folded; profile.json; and the "
    "files\n"
    "of the profilers: callgrind.out (kcachegrind, callgrind_annotate), callgrind-stacks.out (the\n"
    "same pass with separate stacks), cpu.prof and heap.prof (google-pprof, go tool pprof). With\n"
    "--diff: difference.txt, .json and, for stacks, .html and .folded. They replace the files of "
    "an\n"
    "earlier run once all are complete. HMF_RESULTS replaces build/results.\n"
    "\n"
    "Exit status: 0 success; 1 usage error, unreadable side or failed output; 2 the "
    "implementation\n"
    "could not compute its answer; 3 a profiler failed or took too long, or two counts of the "
    "same\n"
    "pass differ; 69 no profiler is installed."};

static void copy_path(char path[PATH_MAX], const char *text) {
    if (snprintf(path, PATH_MAX, "%s", text) >= PATH_MAX)
        die(EXIT_ERROR, "%s: the path is too long", text);
}

/* Turns "folder/" into "folder". */
static void trim_slash(char *path) {
    const size_t length = strlen(path);
    if (length > 1 && path[length - 1] == '/') path[length - 1] = '\0';
}

static const hmf_workload *find_workload(void) {
    const hmf_workload *found = hmf_workload_find(workload);
    if (found) return found;
    char names[256] = "";
    size_t count, used = 0;
    const hmf_workload *workloads = hmf_workloads(&count);
    for (size_t i = 0; i < count && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s %s", i ? "," : "",
                                 workloads[i].name);
    die(EXIT_ERROR, "--workload '%s': there are%s", workload, names);
}

void profile_default_folder(const hmf_impl *impl, char folder[PATH_MAX]) {
    const bool usual = strcmp(workload, "default") == 0 && mode == 0;
    char *path = usual ? xasprintf("%s/profile-%s", hmf_results_folder(), impl->name)
                       : xasprintf("%s/profile-%s-%s-%s", hmf_results_folder(), impl->name,
                                   workload, modes[mode]);
    copy_path(folder, path);
    free(path);
}

/* ---- files ----------------------------------------------------------------------------------- */

static bool write_functions(FILE *stream, const void *what) {
    const profile *p = what;
    profile_write_heading(stream, p);
    fputc('\n', stream);
    profile_write_functions(stream, p, p->functions.count);
    return true;
}

static bool write_lines(FILE *stream, const void *what) {
    profile_write_lines(stream, what);
    return true;
}

static bool write_allocations(FILE *stream, const void *what) {
    profile_write_allocations(stream, what);
    return true;
}

static bool write_json(FILE *stream, const void *what) {
    return profile_write_json(stream, what);
}

static bool write_counted_stacks(FILE *stream, const void *what) {
    profile_stacks_write(stream, &((const profile *)what)->counted_stacks, NULL);
    return true;
}

static bool write_sampled_stacks(FILE *stream, const void *what) {
    profile_stacks_write(stream, &((const profile *)what)->sampled_stacks, NULL);
    return true;
}

static bool write_graph(FILE *stream, const profile *p, const profile_stacks *stacks,
                        const char *unit, const char *how) {
    char title[256], note[512];
    snprintf(title, sizeof title, "%s on %s, %s: %s", p->impl->name, p->workload->name, p->mode,
             unit);
    snprintf(note, sizeof note, "%" PRIu64 " %s, %s", profile_stacks_total(stacks), unit, how);
    flame_graph_write(stream,
                      &(flame_graph){.title = title, .note = note, .unit = unit, .stacks = stacks});
    return true;
}

static bool write_counted_graph(FILE *stream, const void *what) {
    const profile *p = what;
    char how[128];
    snprintf(how, sizeof how, "counted exactly in one pass by callgrind, clone %s",
             p->counted_clone);
    return write_graph(stream, p, &p->counted_stacks, "instructions", how);
}

static bool write_sampled_graph(FILE *stream, const void *what) {
    const profile *p = what;
    char how[128];
    snprintf(how, sizeof how, "taken %.0f times a second by gperftools in %lu passes, clone %s",
             p->rate, p->passes, p->sampled_clone);
    return write_graph(stream, p, &p->sampled_stacks, "samples", how);
}

static bool write_files(const profile_run *run) {
    const profile *p = &run->result;
    const bool counted = !p->not_counted[0], sampled = !p->not_sampled[0];
    const struct {
        bool wanted;
        const char *name;
        bool (*write)(FILE *, const void *);
    } files[] = {{true, OUTPUT_FUNCTIONS, write_functions},
                 {true, OUTPUT_LINES, write_lines},
                 {!p->no_allocations[0], OUTPUT_ALLOCATIONS, write_allocations},
                 {counted, OUTPUT_COUNTED_STACKS, write_counted_stacks},
                 {counted, OUTPUT_COUNTED_FLAMES, write_counted_graph},
                 {sampled, OUTPUT_SAMPLED_STACKS, write_sampled_stacks},
                 {sampled, OUTPUT_SAMPLED_FLAMES, write_sampled_graph},
                 {true, OUTPUT_JSON, write_json}};
    char message[PATH_MAX + 256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].wanted && !output_folder_write(&run->folder, files[i].name, files[i].write, p,
                                                    message, sizeof message))
            return profiler_fail(message), false;
    return true;
}

/* ---- one profile ----------------------------------------------------------------------------- */

/* Finds the folder of this program, which also holds the profiled programs. */
static void find_programs(char programs[PATH_MAX]) {
    const ssize_t length = readlink("/proc/self/exe", programs, PATH_MAX - 1);
    if (length <= 0) die(EXIT_ERROR, "/proc/self/exe: %s", strerror(errno));
    programs[length] = '\0';
    *strrchr(programs, '/') = '\0';
}

/* Prints a message if the disk is full, because profilers do not report it. */
static void explain_full_disk(const profile_run *run) {
    char message[PATH_MAX + 256];
    if (!output_folder_has_room(&run->folder, message, sizeof message)) profiler_fail(message);
}

static int measure(profile_run *run) {
    static int (*const profilers[])(profile_run *) = {profilers_count, profilers_release,
                                                      profilers_hits, profilers_allocations,
                                                      profilers_sample};
    profile *p = &run->result;
    int status = 0;
    for (size_t i = 0; status == 0 && i < sizeof profilers / sizeof *profilers; i++)
        status = profilers[i](run);
    if (status == STATUS_PROFILER && !run->interrupt) explain_full_disk(run);
    if (status != 0) return status;
    if (p->not_counted[0] && p->not_sampled[0]) {
        fprintf(stderr, "hmf profile: nothing to show: not counted, %s; not sampled, %s\n",
                p->not_counted, p->not_sampled);
        return STATUS_MISSING;
    }
    profile_functions_sort(&p->functions);
    profile_lines_sort(&p->lines);
    if (!write_files(run)) return STATUS_OUTPUT;
    run->interrupt = subprocess_interrupt();
    return run->interrupt ? STATUS_PROFILER : 0;
}

int profile_run_all(profile_run *run, const hmf_impl *impl, const char *folder) {
    static const char *const names[] = {
        OUTPUT_CALLGRIND,      OUTPUT_CALLGRIND_STACKS, OUTPUT_SAMPLES,
        OUTPUT_HEAP,           OUTPUT_FUNCTIONS,        OUTPUT_LINES,
        OUTPUT_ALLOCATIONS,    OUTPUT_COUNTED_STACKS,   OUTPUT_SAMPLED_STACKS,
        OUTPUT_COUNTED_FLAMES, OUTPUT_SAMPLED_FLAMES,   OUTPUT_JSON};
    char message[PATH_MAX + 256];
    *run = (profile_run){
        .seconds = seconds,
        .limit = limit,
        .result = {.impl = impl, .workload = find_workload(), .mode = modes[mode], .seed = SEED}};
    run->result.context_count = hmf_context_fill(run->result.context);
    find_programs(run->programs);
    if (!output_folder_open(&run->folder, folder, message, sizeof message))
        die(EXIT_ERROR, "%s", message);
    const int status = measure(run);
    if (status != 0) {
        output_folder_discard(&run->folder);
        return status;
    }
    if (!output_folder_publish(&run->folder, names, CLI_SIZE(names), message, sizeof message))
        die(EXIT_ERROR, "%s", message);
    return 0;
}

static void print_files(const profile_run *run) {
    const profile *p = &run->result;
    const char *folder = run->folder.path;
    printf("\nfiles in %s\n  less -S %s/" OUTPUT_LINES "\n", folder, folder);
    if (!p->not_counted[0]) {
        printf("  xdg-open %s/" OUTPUT_COUNTED_FLAMES "\n", folder);
        printf("  kcachegrind %s/" OUTPUT_CALLGRIND "\n", folder);
    }
    if (!p->not_sampled[0]) {
        printf("  xdg-open %s/" OUTPUT_SAMPLED_FLAMES "\n", folder);
        printf("  google-pprof --text %s/hmf-profile-target %s/" OUTPUT_SAMPLES "\n", run->programs,
               folder);
    }
    if (p->allocations.count) printf("  less -S %s/" OUTPUT_ALLOCATIONS "\n", folder);
}

void profile_finish_output(bool written) {
    if (!written || fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write the result: %s", strerror(errno));
}

static void print_result(const profile_run *run) {
    const profile *p = &run->result;
    bool written = true;
    if (json) {
        written = profile_write_json(stdout, p);
    } else {
        profile_write_heading(stdout, p);
        putchar('\n');
        profile_write_functions(stdout, p, top);
        putchar('\n');
        profile_write_summary(stdout, p);
        print_files(run);
    }
    profile_finish_output(written);
}

static int profile_one(const hmf_impl *impl, const char *folder, int *interrupt) {
    profile_run run;
    const int status = profile_run_all(&run, impl, folder);
    *interrupt = run.interrupt;
    if (status == 0) print_result(&run);
    profile_free(&run.result);
    return status;
}

/* ---- main ------------------------------------------------------------------------------------ */

static int run_diff(int operands, char **argv, char folder[PATH_MAX], int *interrupt) {
    if (operands != 2)
        die(EXIT_ERROR,
            "--diff: two implementations, folders or callgrind files, please; see ./hmf "
            "profile --help");
    if (sources.count == 1) die(EXIT_ERROR, "--source: twice, for BEFORE and for AFTER");
    if (sources.count > 2) die(EXIT_ERROR, "--source: given three times for two sides");
    profile_difference_options o = {.top = top, .json = json};
    for (int i = 0; i < 2; i++) {
        trim_slash(argv[1 + i]);
        o.sides[i] = argv[1 + i];
        if (!sources.count) continue;
        char *root = (char *)sources.item[i];
        if (!*root) die(EXIT_ERROR, "--source '': a folder");
        trim_slash(root);
        o.sources[i] = root;
    }
    char *path = out ? xstrdup(out)
                     : xasprintf("%s/diff-%s-%s", hmf_results_folder(),
                                 profile_basename(o.sides[0]), profile_basename(o.sides[1]));
    copy_path(folder, path);
    free(path);
    o.out = folder;
    return profile_run_difference(&o, interrupt);
}

static int run_one(int operands, char **argv, char folder[PATH_MAX], int *interrupt) {
    if (sources.count) die(EXIT_ERROR, "--source: of --diff only");
    if (operands != 1) die(EXIT_ERROR, "one implementation, please; see ./hmf profile --help");
    const hmf_impl *impl = hmf_find(hmf_get_registry(), argv[1]);
    if (!impl) die(EXIT_ERROR, "no implementation '%s'; ./hmf list names them", argv[1]);
    if (out)
        copy_path(folder, out);
    else
        profile_default_folder(impl, folder);
    return profile_one(impl, folder, interrupt);
}

int main(int argc, char **argv) {
    char folder[PATH_MAX];
    int interrupt = 0;
    json_set_alloc_funcs(xmalloc, free);
    const int operands = cli_parse_or_exit(&program, argc, argv);
    find_workload();
    if (out && !*out) die(EXIT_ERROR, "--out '': a folder");
    subprocess_hold_interrupts();
    const int status = diff ? run_diff(operands, argv, folder, &interrupt)
                            : run_one(operands, argv, folder, &interrupt);
    free(sources.item);
    if (interrupt) subprocess_die(interrupt);
    return status;
}
