/* SPDX-License-Identifier: MIT */
/* tool_profile.c: ./hmf profile: profiles one implementation, or compares two profiles. */
#include "die.h"
#include "difference.h"
#include "options.h"
#include "profilers.h"
#include "result_file.h"
#include "subprocess.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DIFFERENCE_TABLES "difference.txt"
#define DIFFERENCE_FLAMES "difference.html"

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
     "unless they are default and cold; for --diff build/results/diff-BEFORE-AFTER)",
     0, 0, NULL},
    {"diff", CLI_FLAG, &diff, NULL, "compare two profiles", 0, 0, NULL},
    {"source", CLI_LIST, &sources, "ROOT",
     "with --diff, given once for BEFORE and once for AFTER: the root of the sources, for the text "
     "of lines and the names of files; without it, names start at the folder that holds impls/",
     0, 0, NULL},
    {"json", CLI_FLAG, &json, NULL, "print profile.json or difference.json instead of the tables",
     0, 0, NULL},
};

static const cli_program program = {
    "hmf profile",
    "IMPL [OPTION ...]\n--diff BEFORE AFTER [OPTION ...]",
    "Shows where the time goes in one implementation (./hmf list names them): by function, by\n"
    "line, by stack and by allocation. callgrind counts calls and instructions exactly, gcov\n"
    "counts executed lines, and gperftools counts allocations and samples at full speed. The\n"
    "instructions are compared with those of the release build; a difference above 10 % prints a\n"
    "warning.\n"
    "\n"
    "--diff compares the counts of two profiles of the same job. A side is an implementation,\n"
    "which is profiled first; the folder of an earlier profile, for example of another build; or\n"
    "a callgrind file of any program, written with --compress-strings=no --compress-pos=no\n"
    "--separate-recs=2, which has no stacks.",
    options,
    CLI_SIZE(options),
    "Files: functions.txt, lines.txt, allocations.txt; counted.html and sampled.html, flame\n"
    "graphs for a browser, and their stacks counted.folded and sampled.folded; profile.json; and\n"
    "the files of the profilers: callgrind.out (kcachegrind, callgrind_annotate),\n"
    "callgrind-stacks.out (the same pass with separate stacks), cpu.prof and heap.prof\n"
    "(google-pprof, go tool pprof). With --diff: difference.txt, .json and, for stacks, .html and\n"
    ".folded. They replace the files of an earlier run once all are complete. HMF_RESULTS\n"
    "replaces build/results.\n"
    "\n"
    "Exit status: 0 success; 1 usage error, unreadable side or failed output; 2 the\n"
    "implementation could not compute its answer; 3 a profiler failed or took too long, or two\n"
    "counts of the same pass differ; 69 no profiler is installed."};

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

/* Returns the default folder of an implementation's profile, which the caller frees. */
static char *default_folder(const hmf_impl *impl) {
    const bool usual = strcmp(workload, "default") == 0 && mode == 0;
    return usual ? xasprintf("%s/profile-%s", results_folder(), impl->name)
                 : xasprintf("%s/profile-%s-%s-%s", results_folder(), impl->name, workload,
                             modes[mode]);
}

/* ---- the files of a profile ------------------------------------------------------------------ */

static void write_functions(FILE *stream, const profile *p) {
    profile_write_heading(stream, p);
    fputc('\n', stream);
    profile_write_functions(stream, p, p->functions.count);
}

static void write_counted_stacks(FILE *stream, const profile *p) {
    profile_stacks_write(stream, &p->counted_stacks, NULL);
}

static void write_sampled_stacks(FILE *stream, const profile *p) {
    profile_stacks_write(stream, &p->sampled_stacks, NULL);
}

/* Writes a flame graph; `how` is freed. */
static void write_graph(FILE *stream, const profile *p, const profile_stacks *stacks,
                        const char *unit, char *how) {
    char *title = xasprintf("%s on %s, %s: %s", p->impl->name, p->workload->name, p->mode, unit);
    char *note = xasprintf("%" PRIu64 " %s, %s", profile_stacks_total(stacks), unit, how);
    flame_graph_write(stream, &(flame_graph){title, note, unit, stacks, NULL});
    free(title);
    free(note);
    free(how);
}

static void write_counted_graph(FILE *stream, const profile *p) {
    write_graph(stream, p, &p->counted_stacks, "instructions",
                xasprintf("counted exactly in one pass by callgrind, clone %s", p->counted_clone));
}

static void write_sampled_graph(FILE *stream, const profile *p) {
    write_graph(stream, p, &p->sampled_stacks, "samples",
                xasprintf("taken %.0f times a second by gperftools in %lu passes, clone %s",
                          p->rate, p->passes, p->sampled_clone));
}

static void write_files(const profile_run *run) {
    const profile *p = &run->result;
    const bool counted = !p->not_counted[0], sampled = !p->not_sampled[0];
    const struct {
        bool wanted;
        const char *name;
        void (*write)(FILE *, const profile *);
    } files[] = {{true, OUTPUT_FUNCTIONS, write_functions},
                 {true, OUTPUT_LINES, profile_write_lines},
                 {!p->no_allocations[0], OUTPUT_ALLOCATIONS, profile_write_allocations},
                 {counted, OUTPUT_COUNTED_STACKS, write_counted_stacks},
                 {counted, OUTPUT_COUNTED_FLAMES, write_counted_graph},
                 {sampled, OUTPUT_SAMPLED_STACKS, write_sampled_stacks},
                 {sampled, OUTPUT_SAMPLED_FLAMES, write_sampled_graph},
                 {true, OUTPUT_JSON, profile_write_json}};
    for (size_t i = 0; i < CLI_SIZE(files); i++) {
        if (!files[i].wanted) continue;
        FILE *file = output_folder_create(&run->folder, files[i].name);
        files[i].write(file, p);
        output_folder_close(file, files[i].name);
    }
}

/* ---- one profile ----------------------------------------------------------------------------- */

/* Finds the folder of this program, which also holds the profiled programs. */
static void find_programs(char programs[PATH_MAX]) {
    const ssize_t length = readlink("/proc/self/exe", programs, PATH_MAX - 1);
    if (length <= 0) die(EXIT_ERROR, "/proc/self/exe: %s", strerror(errno));
    programs[length] = '\0';
    *strrchr(programs, '/') = '\0';
}

/* Runs all profilers and leaves their files in the folder. */
static void measure(profile_run *run, const hmf_impl *impl, const char *folder) {
    static const char *const names[] = {
        OUTPUT_CALLGRIND,      OUTPUT_CALLGRIND_STACKS, OUTPUT_SAMPLES,
        OUTPUT_HEAP,           OUTPUT_FUNCTIONS,        OUTPUT_LINES,
        OUTPUT_ALLOCATIONS,    OUTPUT_COUNTED_STACKS,   OUTPUT_SAMPLED_STACKS,
        OUTPUT_COUNTED_FLAMES, OUTPUT_SAMPLED_FLAMES,   OUTPUT_JSON};
    *run = (profile_run){
        .seconds = seconds,
        .limit = limit,
        .result = {.impl = impl, .workload = find_workload(), .mode = modes[mode], .seed = SEED}};
    profile *p = &run->result;
    p->context_count = hmf_context_fill(p->context);
    find_programs(run->programs);
    output_folder_open(&run->folder, folder);
    profilers_count(run);
    profilers_release(run);
    profilers_gcov(run);
    profilers_allocations(run);
    profilers_sample(run);
    if (p->not_counted[0] && p->not_sampled[0])
        die(STATUS_MISSING, "nothing to show: not counted, %s; not sampled, %s", p->not_counted,
            p->not_sampled);
    profile_functions_sort(&p->functions);
    profile_lines_sort(&p->lines);
    write_files(run);
    profilers_end_if_interrupted(run);
    output_folder_publish(&run->folder, names, CLI_SIZE(names));
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

static void finish_output(void) {
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write the result: %s", strerror(errno));
}

static void profile_one(const char *name) {
    profile_run run;
    const hmf_impl *impl = hmf_find(hmf_get_registry(), name);
    if (!impl) die(EXIT_ERROR, "no implementation '%s'; ./hmf list names them", name);
    char *folder = out ? xstrdup(out) : default_folder(impl);
    measure(&run, impl, folder);
    free(folder);
    if (json) {
        profile_write_json(stdout, &run.result);
    } else {
        profile_write_heading(stdout, &run.result);
        putchar('\n');
        profile_write_functions(stdout, &run.result, top);
        putchar('\n');
        profile_write_summary(stdout, &run.result);
        print_files(&run);
    }
    finish_output();
    profile_free(&run.result);
}

/* ---- two profiles ---------------------------------------------------------------------------- */

/* Returns the path of a side: its folder or file, or the folder of an implementation, which is
 * profiled now. */
static char *find_side(const char *side) {
    const hmf_impl *impl = strchr(side, '/') ? NULL : hmf_find(hmf_get_registry(), side);
    if (!impl && access(side, F_OK) != 0)
        die(EXIT_ERROR,
            "'%s' is no implementation, no folder of a profile and no callgrind file: %s", side,
            strerror(errno));
    if (!impl) return xstrdup(side);
    profile_run run;
    char *folder = default_folder(impl);
    measure(&run, impl, folder);
    profile_free(&run.result);
    return folder;
}

static void read_side(const char *path, const char *source, stored_profile *p) {
    char message[PATH_MAX + 256];
    if (!stored_profile_read_side(path, source, p, message, sizeof message))
        die(EXIT_ERROR, "%s", message);
}

/* A callgrind file does not name its job; assumes that it matches. */
static void check_job(const stored_profile *a, const stored_profile *b) {
    if (a->counts_only || b->counts_only) return;
    if (strcmp(a->workload, b->workload) != 0 || strcmp(a->mode, b->mode) != 0)
        die(EXIT_ERROR, "not of the same job: %s, %s and %s, %s", a->workload, a->mode, b->workload,
            b->mode);
}

static void write_tables(FILE *stream, const difference *d) {
    difference_write(stream, d, SIZE_MAX);
}

static void write_json(FILE *stream, const difference *d) {
    json_t *root = difference_json(d);
    json_dumpf(root, stream, JSON_INDENT(1));
    fputc('\n', stream);
    json_decref(root);
}

static void write_stacks(FILE *stream, const difference *d) {
    profile_stacks_write(stream, &d->after->stacks, &d->before->stacks);
}

static void write_flames(FILE *stream, const difference *d) {
    const stored_profile *a = d->before, *b = d->after;
    char *title = xasprintf("%s to %s on %s, %s: change of instructions", a->implementation,
                            b->implementation, a->workload, a->mode);
    char *note = xasprintf(
        "before: %s, clone %s, %" PRIu64 " instructions\n"
        "after: %s, clone %s, %" PRIu64 " instructions\n"
        "red: more, blue: less, grey: the same; both counted exactly by callgrind",
        a->implementation, a->clone, a->instructions, b->implementation, b->clone, b->instructions);
    flame_graph_write(stream, &(flame_graph){title, note, "instructions", &b->stacks, &a->stacks});
    free(title);
    free(note);
}

static void write_difference(const difference *d, const char *path) {
    static void (*const write[])(FILE *, const difference *) = {write_tables, write_json,
                                                                write_stacks, write_flames};
    static const char *const names[] = {DIFFERENCE_TABLES, "difference.json", "difference.folded",
                                        DIFFERENCE_FLAMES};
    output_folder folder;
    output_folder_open(&folder, path);
    for (size_t i = 0; i < (difference_is_whole(d) ? 4 : 2); i++) {
        FILE *file = output_folder_create(&folder, names[i]);
        write[i](file, d);
        output_folder_close(file, names[i]);
    }
    output_folder_publish(&folder, names, CLI_SIZE(names));
}

static void print_difference(const difference *d, const char *folder) {
    if (json) {
        write_json(stdout, d);
    } else {
        difference_write(stdout, d, top);
        printf("\nfiles in %s\n  less -S %s/" DIFFERENCE_TABLES "\n", folder, folder);
        if (difference_is_whole(d)) printf("  xdg-open %s/" DIFFERENCE_FLAMES "\n", folder);
    }
    finish_output();
}

/* Trims the operands and the roots of the sources. */
static void check_sides(char **sides) {
    if (sources.count == 1) die(EXIT_ERROR, "--source: twice, for BEFORE and for AFTER");
    if (sources.count > 2) die(EXIT_ERROR, "--source: given three times for two sides");
    for (size_t i = 0; i < sources.count; i++) {
        if (!*sources.item[i]) die(EXIT_ERROR, "--source '': a folder");
        trim_slash((char *)sources.item[i]);
    }
    for (int i = 0; i < 2; i++) trim_slash(sides[i]);
}

static void compare(char **sides) {
    stored_profile before, after;
    difference d;
    check_sides(sides);
    char *folder = out ? xstrdup(out)
                       : xasprintf("%s/diff-%s-%s", results_folder(), profile_basename(sides[0]),
                                   profile_basename(sides[1]));
    char *path = find_side(sides[0]);
    char *other = strcmp(sides[0], sides[1]) == 0 ? xstrdup(path) : find_side(sides[1]);
    read_side(path, sources.count ? sources.item[0] : NULL, &before);
    read_side(other, sources.count ? sources.item[1] : NULL, &after);
    check_job(&before, &after);
    difference_make(&d, &before, &after);
    write_difference(&d, folder);
    print_difference(&d, folder);
    difference_free(&d);
    stored_profile_free(&before);
    stored_profile_free(&after);
    free(path);
    free(other);
    free(folder);
}

/* ---- main ------------------------------------------------------------------------------------ */

int main(int argc, char **argv) {
    const int operands = cli_parse_or_exit(&program, argc, argv);
    find_workload();
    if (out && !*out) die(EXIT_ERROR, "--out '': a folder");
    if (sources.count && !diff) die(EXIT_ERROR, "--source: of --diff only");
    if (operands != (diff ? 2 : 1))
        die(EXIT_ERROR, "%s, please; see ./hmf profile --help",
            diff ? "--diff: two implementations, folders or callgrind files"
                 : "one implementation");
    subprocess_hold_interrupts();
    if (diff)
        compare(argv + 1);
    else
        profile_one(argv[1]);
    free(sources.item);
    return 0;
}
