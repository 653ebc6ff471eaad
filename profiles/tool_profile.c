/* tool_profile.c: ./hmf profile, where the time goes in one implementation. */
#include "command.h"
#include "flames.h"
#include "profilers.h"
#include "result_file.h"
#include "write_profile.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: ./hmf profile IMPL [OPTION ...]\n"
    "\n"
    "Where the time goes in one implementation (./hmf list names them): every function with its\n"
    "calls and instructions, counted exactly by callgrind, and beside them the share of samples\n"
    "that gperftools took of the same job at full speed.\n"
    "\n"
    "  --workload W    the job: point, default, survey, chain or chain_ns      default\n"
    "  --mode M        cold: create, evaluate and destroy; warm: evaluate only cold\n"
    "  --top N         functions on the terminal; functions.txt has all        20\n"
    "  --seconds S     sample for no longer than that, nor than half of the\n"
    "                  limit; 0: not at all                                    12\n"
    "  --limit S       give up a profiler after that many seconds              600\n"
    "  --out FOLDER    where the files go                 build/results/profile-IMPL, and\n"
    "                  -WORKLOAD-MODE where these are others than default, cold\n"
    "  --json          print profile.json instead of the table\n"
    "  --help          this text\n"
    "\n"
    "Files: callgrind.out (callgrind_annotate, kcachegrind), cpu.prof (google-pprof, go tool\n"
    "pprof), functions.txt, profile.json. They replace those of an earlier run one after the "
    "other, when all\n"
    "are made. The environment's HMF_RESULTS takes the place of build/results.\n"
    "\n"
    "Exit status: 0 success, 1 usage error or failed output, 2 the implementation could not\n"
    "compute its answer, 3 a profiler failed or took too long, 69 valgrind is not installed.\n";

/* Of the workload's variations. Any would do: the results carry it. */
enum { SEED = 1 };

typedef struct {
    const hmf_impl *impl;
    const hmf_workload *workload;
    const char *mode;
    char out[PATH_MAX];
    double seconds, limit; /* as in profile_run */
    unsigned long top;
    bool json;
} profile_options;

static bool profile_fail(const char *reason) {
    fprintf(stderr, "hmf profile: %s\n", reason);
    return false;
}

/* ---- options --------------------------------------------------------------------------------- */

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

static bool read_out(const char *text, profile_options *options) {
    if (!*text) return profile_fail("--out '': a folder");
    if (snprintf(options->out, sizeof options->out, "%s", text) < (int)sizeof options->out)
        return true;
    return profile_fail("--out: the path is too long");
}

static bool default_out(profile_options *options) {
    const char *workload = options->workload->name, *mode = options->mode;
    const bool usual = strcmp(workload, "default") == 0 && strcmp(mode, "cold") == 0;
    const int length = snprintf(options->out, sizeof options->out, "%s/profile-%s%s%s%s%s",
                                hmf_results_folder(), options->impl->name, usual ? "" : "-",
                                usual ? "" : workload, usual ? "" : "-", usual ? "" : mode);
    return length < (int)sizeof options->out || profile_fail("HMF_RESULTS: the path is too long");
}

static bool read_implementation(int count, char **names, profile_options *options) {
    if (count != 1) return profile_fail("one implementation, please; see ./hmf profile --help");
    options->impl = hmf_find(hmf_get_registry(), names[0]);
    if (options->impl) return true;
    fprintf(stderr, "hmf profile: no implementation '%s'; ./hmf list names them\n", names[0]);
    return false;
}

static bool read_options(int argc, char **argv, profile_options *options) {
    static const struct option known[] = {
        {"workload", required_argument, NULL, 'w'}, {"mode", required_argument, NULL, 'm'},
        {"top", required_argument, NULL, 't'},      {"seconds", required_argument, NULL, 's'},
        {"limit", required_argument, NULL, 'l'},    {"out", required_argument, NULL, 'o'},
        {"json", no_argument, NULL, 'j'},           {0}};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        bool good = true;
        switch (option) {
        case 'w': good = read_workload(optarg, options); break;
        case 'm': good = read_mode(optarg, options); break;
        case 't': good = read_top(optarg, options); break;
        case 's': good = read_number("seconds", optarg, 0.0, 3600.0, &options->seconds); break;
        case 'l': good = read_number("limit", optarg, 0.001, 1e6, &options->limit); break;
        case 'o': good = read_out(optarg, options); break;
        case 'j': options->json = true; break;
        default: return profile_fail("see ./hmf profile --help");
        }
        if (!good) return false;
    }
    return read_implementation(argc - optind, argv + optind, options) &&
           (options->out[0] || default_out(options));
}

/* ---- the run ------------------------------------------------------------------------------- */

/* The programs that are profiled lie beside this one. */
static bool find_programs(char programs[PATH_MAX]) {
    const ssize_t length = readlink("/proc/self/exe", programs, PATH_MAX - 1);
    if (length <= 0) return profile_fail("cannot find this program's folder in /proc/self/exe");
    programs[length] = '\0';
    *strrchr(programs, '/') = '\0';
    return true;
}

static bool write_functions(FILE *stream, const profile *p) {
    profile_write_heading(stream, p);
    fputc('\n', stream);
    profile_write_functions(stream, p, p->functions.count);
    return true;
}

static bool write_lines(FILE *stream, const profile *p) {
    profile_write_lines(stream, p);
    return true;
}

static bool write_allocations(FILE *stream, const profile *p) {
    profile_write_allocations(stream, p);
    return true;
}

static bool write_counted_stacks(FILE *stream, const profile *p) {
    return profile_stacks_write(stream, &p->counted_stacks);
}

static bool write_sampled_stacks(FILE *stream, const profile *p) {
    return profile_stacks_write(stream, &p->sampled_stacks);
}

static bool write_flames(FILE *stream, const profile *p, const profile_stacks *stacks,
                         const char *unit, const char *how) {
    char title[256], note[512];
    snprintf(title, sizeof title, "%s on %s, %s: %s", p->impl->name, p->workload->name, p->mode,
             unit);
    snprintf(note, sizeof note, "%" PRIu64 " %s, %s", profile_stacks_total(stacks), unit, how);
    const flames f = {.title = title, .note = note, .unit = unit, .stacks = stacks};
    return flames_write(stream, &f);
}

static bool write_counted_flames(FILE *stream, const profile *p) {
    char how[128];
    snprintf(how, sizeof how, "counted exactly in one pass by callgrind, clone %s",
             p->counted_clone);
    return write_flames(stream, p, &p->counted_stacks, "instructions", how);
}

static bool write_sampled_flames(FILE *stream, const profile *p) {
    char how[128];
    snprintf(how, sizeof how, "taken %.0f times a second by gperftools in %lu passes, clone %s",
             p->rate, p->passes, p->sampled_clone);
    return write_flames(stream, p, &p->sampled_stacks, "samples", how);
}

static bool write_file(const profile_run *run, const char *name,
                       bool (*write)(FILE *, const profile *)) {
    char path[PATH_MAX];
    FILE *file = fopen(profiler_file(run, name, path), "w");
    bool written = file && write(file, &run->result) && !ferror(file);
    if (file && fclose(file) != 0) written = false;
    if (!written) fprintf(stderr, "hmf profile: cannot write %s: %s\n", path, strerror(errno));
    return written;
}

/* All that is there to be written, profile.json last. */
static bool write_files(const profile_run *run) {
    const profile *p = &run->result;
    const bool counted = !p->not_counted[0], sampled = !p->not_sampled[0];
    const struct {
        bool there;
        const char *name;
        bool (*write)(FILE *, const profile *);
    } files[] = {{true, OUTPUT_FUNCTIONS, write_functions},
                 {true, OUTPUT_LINES, write_lines},
                 {!p->no_allocations[0], OUTPUT_ALLOCATIONS, write_allocations},
                 {counted, OUTPUT_COUNTED_STACKS, write_counted_stacks},
                 {counted, OUTPUT_COUNTED_FLAMES, write_counted_flames},
                 {sampled, OUTPUT_SAMPLED_STACKS, write_sampled_stacks},
                 {sampled, OUTPUT_SAMPLED_FLAMES, write_sampled_flames},
                 {true, OUTPUT_JSON, profile_write_json}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].there && !write_file(run, files[i].name, files[i].write)) return false;
    return true;
}

static void print_files(const profile_run *run) {
    const profile *p = &run->result;
    const char *folder = run->folder.path;
    printf("\nfiles in %s\n", folder);
    printf("  less -S %s/" OUTPUT_LINES "\n", folder);
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

static int print_result(const profile_run *run, const profile_options *options) {
    const profile *p = &run->result;
    bool written = true;
    if (options->json) {
        written = profile_write_json(stdout, p);
    } else {
        profile_write_heading(stdout, p);
        putchar('\n');
        profile_write_functions(stdout, p, options->top);
        putchar('\n');
        profile_write_summary(stdout, p);
        print_files(run);
    }
    if (written && fflush(stdout) == 0 && !ferror(stdout)) return 0;
    perror("hmf profile: cannot write the result");
    return STATUS_OUTPUT;
}

/* Profilers do not say that their files did not fit. */
static void explain_full_disk(const profile_run *run) {
    char message[PATH_MAX + 256];
    if (!output_folder_has_room(&run->folder, message, sizeof message)) profile_fail(message);
}

static int (*const profilers[])(profile_run *) = {profilers_count, profilers_hits,
                                                  profilers_allocations, profilers_sample};

static int measure(profile_run *run) {
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
    run->interrupt = command_interrupt();
    return run->interrupt ? STATUS_PROFILER : 0;
}

static int profile_implementation(profile_run *run, const profile_options *options) {
    char message[PATH_MAX + 256];
    command_hold_interrupts();
    if (!find_programs(run->programs)) return STATUS_OUTPUT;
    if (!output_folder_open(&run->folder, options->out, message, sizeof message))
        return profile_fail(message), STATUS_OUTPUT;
    const int status = measure(run);
    if (status != 0) {
        output_folder_discard(&run->folder);
        return status;
    }
    if (!output_folder_publish(&run->folder, message, sizeof message))
        return profile_fail(message), STATUS_OUTPUT;
    return print_result(run, options);
}

int main(int argc, char **argv) {
    argv[0] = (char[]){"hmf profile"}; /* what getopt_long calls us */
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return fputs(usage, stdout) < 0;
    profile_options options = {.workload = hmf_workload_find("default"),
                               .mode = "cold",
                               .seconds = 12.0,
                               .limit = 600.0,
                               .top = 20};
    if (!read_options(argc, argv, &options)) return STATUS_OUTPUT;
    profile_run run = {.seconds = options.seconds,
                       .limit = options.limit,
                       .result = {.impl = options.impl,
                                  .workload = options.workload,
                                  .mode = options.mode,
                                  .seed = SEED}};
    run.result.context_count = hmf_context_fill(run.result.context);
    const int status = profile_implementation(&run, &options);
    profile_free(&run.result);
    if (run.interrupt) command_die(run.interrupt);
    return status;
}
