/* SPDX-License-Identifier: MIT */
/* profilers.c: runs the target under callgrind, gcov and gperftools, and reads their files. */
#include "profilers.h"

#include "die.h"
#include "subprocess.h"

#include <argz.h>
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_RELEASE "callgrind-release.out"
#define OUTPUT_GCOV    "gcov.json"

/* Of a file and the reason why it cannot be read. */
enum { MESSAGE = PATH_MAX + 256 };

static const char no_target[] = "hmf-profile-target is not beside this program";
static const char too_long[] = "a pass takes too long for --limit";

/* ---- running a profiler ---------------------------------------------------------------------- */

static _Noreturn void fail(const profile_run *run, const char *reason) {
    if (!output_folder_has_room(&run->folder)) /* profilers do not report a full disk */
        fprintf(stderr, "hmf profile: %s: %s\n", run->folder.path, strerror(errno));
    die(STATUS_PROFILER, "%s", reason);
}

static _Noreturn void end_by(profile_run *run, int interrupt) {
    output_folder_discard(&run->folder);
    subprocess_die(interrupt);
}

void profilers_end_if_interrupted(profile_run *run) {
    const int interrupt = subprocess_interrupt();
    if (interrupt) end_by(run, interrupt);
}

/* Notes why a profiler is left out. */
static void leave_out(profile_reason why, const char *reason) {
    snprintf(why, sizeof(profile_reason), "%s", reason);
}

/* Finds a program in this program's folder; returns false if it is missing. */
static bool find_program(const profile_run *run, const char *name, char path[PATH_MAX]) {
    return snprintf(path, PATH_MAX, "%s/%s", run->programs, name) < PATH_MAX &&
           access(path, X_OK) == 0;
}

/* A command with its arguments. */
typedef struct {
    char *argz; /* owned */
    size_t length;
} command;

static void add(command *c, const char *argument) {
    if (argz_add(&c->argz, &c->length, argument) != 0) die(EXIT_ERROR, "out of memory");
}

/* Adds arguments that are separated by blanks. */
static void add_words(command *c, const char *words) {
    if (argz_add_sep(&c->argz, &c->length, words, ' ') != 0) die(EXIT_ERROR, "out of memory");
}

/* Adds a profiled program, its action ("count") and the job. */
static void add_job(command *c, const char *program, const char *action, const profile *p) {
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, p->seed);
    const char *const job[] = {program, action, p->impl->name, p->workload->name, p->mode, seed};
    for (size_t i = 0; i < sizeof job / sizeof *job; i++) add(c, job[i]);
}

/* Prints the output of a profiler or the target, each line marked. */
static void show_output(const profile_run *run, const char *name) {
    char path[PATH_MAX];
    FILE *log = fopen(output_folder_file(&run->folder, name, path), "r");
    if (!log) return;
    for (char line[512]; fgets(line, sizeof line, log);)
        fprintf(stderr, "  | %s%s", line, strchr(line, '\n') ? "" : "\n");
    fclose(log);
}

/* Runs and frees a command, in the staging folder with its output in the file `log`. Returns
 * SUBPROCESS_EXITED after a success, SUBPROCESS_MISSING or SUBPROCESS_TIMED_OUT. */
static subprocess_end run_profiler(profile_run *run, const char *progress, const char *log,
                                   command *c) {
    const char **arguments = xcalloc(argz_count(c->argz, c->length) + 1, sizeof *arguments);
    argz_extract(c->argz, c->length, (char **)arguments);
    const subprocess_command profiler = {.arguments = arguments,
                                         .folder = run->folder.staging,
                                         .output = log,
                                         .progress = progress,
                                         .limit = run->limit};
    const subprocess_result result = subprocess_run(&profiler);
    char *reason = NULL;
    switch (result.end) {
    case SUBPROCESS_MISSING:
    case SUBPROCESS_TIMED_OUT: break;
    case SUBPROCESS_INTERRUPTED: end_by(run, result.status);
    case SUBPROCESS_FAILED:
        reason = xasprintf("cannot start %s: %s", arguments[0], strerror(result.status));
        break;
    case SUBPROCESS_KILLED:
        reason = xasprintf("%s: ended by signal %d (%s)", progress, result.status,
                           strsignal(result.status));
        break;
    case SUBPROCESS_EXITED:
        if (result.status != 0) reason = xasprintf("%s: exit status %d", progress, result.status);
    }
    free(arguments);
    free(c->argz);
    if (!reason) return result.end;
    if (result.end != SUBPROCESS_FAILED) show_output(run, log);
    if (result.end == SUBPROCESS_EXITED && result.status == STATUS_NO_ANSWER)
        die(STATUS_NO_ANSWER, "%s", reason);
    fail(run, reason);
}

/* ---- the output of the profiled programs ----------------------------------------------------- */

/* Returns the text of a log, which the caller frees. */
static char *read_log(const profile_run *run, const char *name) {
    char path[PATH_MAX], *text = NULL;
    size_t capacity = 0;
    FILE *file = fopen(output_folder_file(&run->folder, name, path), "r");
    if (!file || getdelim(&text, &capacity, '\0', file) < 0)
        fail(run, "the profiled program did not print its result");
    fclose(file);
    return text;
}

/* Returns the text after `key` at the beginning of a line, which must exist. */
static const char *value_of(const profile_run *run, const char *log, const char *key) {
    const size_t length = strlen(key);
    for (const char *line = log; line; line = strchr(line, '\n'), line = line ? line + 1 : NULL)
        if (strncmp(line, key, length) == 0) return line + length;
    fail(run, "the profiled program did not print its result");
}

/* Copies the name of the clone that ran, which the target prints first. */
static void read_clone(const profile_run *run, const char *log, char clone[32]) {
    sscanf(value_of(run, log, "clone "), "%31s", clone);
}

/* ---- counts ---------------------------------------------------------------------------------- */

/* Counts one pass of a target under callgrind with these options. Waiting threads sleep, because
 * they would spin for a random time. */
static subprocess_end run_target_under_callgrind(profile_run *run, const char *progress,
                                                 const char *log, const char *target,
                                                 const char *options) {
    command c = {0};
    add_words(&c, "valgrind --command-line-only=yes --tool=callgrind --instr-atstart=no"
                  " --collect-atstart=no --compress-strings=no --compress-pos=no");
    add_words(&c, options);
    add_job(&c, target, "count", &run->result);
    setenv("GOMP_SPINCOUNT", "0", 1);
    const subprocess_end end = run_profiler(run, progress, log, &c);
    unsetenv("GOMP_SPINCOUNT");
    return end;
}

#define SIMULATION                                                                                 \
    " --cache-sim=yes --branch-sim=yes --I1=" PROFILE_L1 " --D1=" PROFILE_L1 " --LL=" PROFILE_LL

/* Returns whether valgrind is installed. */
static bool run_callgrind(profile_run *run, const char *progress, const char *log,
                          const char *options) {
    char target[PATH_MAX], message[128];
    if (!find_program(run, "hmf-profile-target", target)) fail(run, no_target);
    const subprocess_end end = run_target_under_callgrind(run, progress, log, target, options);
    if (end == SUBPROCESS_TIMED_OUT) {
        snprintf(message, sizeof message,
                 "%s: given up after %g s; a smaller --workload or a larger --limit", progress,
                 run->limit);
        fail(run, message);
    }
    return end != SUBPROCESS_MISSING;
}

static callgrind_totals read_counts(const profile_run *run, const char *name,
                                    const profile_tables *to) {
    char path[PATH_MAX], message[MESSAGE];
    callgrind_totals totals;
    if (!callgrind_read(output_folder_file(&run->folder, name, path), to, &totals, message,
                        sizeof message))
        fail(run, message);
    return totals;
}

static void read_functions(profile_run *run) {
    profile *p = &run->result;
    const profile_tables to = {.functions = &p->functions, .lines = &p->lines};
    const callgrind_totals totals = read_counts(run, OUTPUT_CALLGRIND, &to);
    char *log = read_log(run, "count.log");
    read_clone(run, log, p->counted_clone);
    p->counted_seconds = strtod(value_of(run, log, "counted seconds "), NULL);
    free(log);
    p->instructions = totals.instructions;
    const char *version = strchr(totals.creator, '-');
    snprintf(p->counted_by, sizeof p->counted_by, "valgrind%.32s", version ? version : "");
}

static void read_stacks(profile_run *run) {
    profile *p = &run->result;
    const profile_tables to = {.stacks = &p->counted_stacks};
    const callgrind_totals totals = read_counts(run, OUTPUT_CALLGRIND_STACKS, &to);
    /* The waiting of threads and the names of temporary files vary between runs. */
    const bool varies = p->impl->flags & (HMF_THREADED | HMF_FILES);
    if (totals.instructions == p->instructions || varies) return;
    char message[128];
    snprintf(message, sizeof message,
             "the same pass took %" PRIu64 " instructions, and %" PRIu64 " with separate stacks",
             p->instructions, totals.instructions);
    fail(run, message);
}

void profilers_count(profile_run *run) {
    if (!run_callgrind(run, "counting with callgrind", "count.log",
                       "--separate-callers=0 --separate-recs=2"
                       " --callgrind-out-file=" OUTPUT_CALLGRIND SIMULATION)) {
        leave_out(run->result.not_counted, "valgrind is not on PATH (Debian: valgrind)");
        return;
    }
    read_functions(run);
    run_callgrind(run, "counting stacks with callgrind", "stacks.log",
                  "--separate-callers=200 --separate-recs=1"
                  " --callgrind-out-file=" OUTPUT_CALLGRIND_STACKS SIMULATION);
    read_stacks(run);
}

/* ---- the release build ----------------------------------------------------------------------- */

/* Finds the target of the release build; returns the reason if it cannot be compared. */
static const char *find_release(const profile_run *run, char target[PATH_MAX]) {
    char own[PATH_MAX], real[PATH_MAX], real_own[PATH_MAX];
    if (run->result.not_counted[0]) return "the profiled build was not counted";
    if (!find_program(run, "../../" HMF_RELEASE_PRESET "/bin/hmf-profile-target", target))
        return "there is no release build (./hmf build " HMF_RELEASE_PRESET " hmf-profile-target)";
    if (find_program(run, "hmf-profile-target", own) && realpath(own, real_own) &&
        realpath(target, real) && strcmp(real, real_own) == 0)
        return "this is the release build";
    return NULL;
}

/* Returns the reason why the builds are not compared, or NULL. */
static const char *count_release(profile_run *run) {
    char target[PATH_MAX], clone[32];
    const char *reason = find_release(run, target);
    if (reason) return reason;
    if (run_target_under_callgrind(run, "counting the release build with callgrind", "release.log",
                                   target,
                                   "--callgrind-out-file=" OUTPUT_RELEASE) == SUBPROCESS_TIMED_OUT)
        return too_long;
    const callgrind_totals totals = read_counts(run, OUTPUT_RELEASE, &(profile_tables){0});
    char *log = read_log(run, "release.log");
    read_clone(run, log, clone);
    free(log);
    if (strcmp(clone, run->result.counted_clone) != 0)
        return "the release build runs another clone";
    run->result.release_instructions = totals.instructions;
    return NULL;
}

void profilers_release(profile_run *run) {
    const char *reason = count_release(run);
    if (reason) leave_out(run->result.not_compared, reason);
}

/* ---- executed lines -------------------------------------------------------------------------- */

/* Below the staging folder; GCOV_PREFIX puts it before the paths of the files of counts. */
static const char gcov_folder[] = "gcov";

/* Runs the coverage build in the clone that callgrind counted. A clone chosen by the user is
 * already that one. */
static subprocess_end run_coverage(profile_run *run, const char *target) {
    char prefix[PATH_MAX];
    command c = {0};
    add_job(&c, target, "count", &run->result);
    const bool chosen = getenv("HMF_CLONE");
    setenv("GCOV_PREFIX", output_folder_file(&run->folder, gcov_folder, prefix), 1);
    setenv("HMF_CLONE", run->result.counted_clone, 0);
    unsetenv("GCOV_PREFIX_STRIP"); /* it would shorten the path after the prefix */
    const subprocess_end end = run_profiler(run, "counting lines with gcov", "coverage.log", &c);
    unsetenv("GCOV_PREFIX");
    if (!chosen) unsetenv("HMF_CLONE");
    return end;
}

/* The state of visit, because nftw passes no argument. */
static struct {
    command gcov;
    size_t prefix;
} found;

/* Links the compiler's notes into the folder of the counts, where gcov expects them. */
static int visit(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status, (void)at;
    const char *end = strrchr(path, '.');
    if (type != FTW_F || !end || strcmp(end, ".gcda") != 0) return 0;
    char *notes = xasprintf("%.*s.gcno", (int)(end - path), path);
    const int failure = symlink(notes + found.prefix, notes);
    free(notes);
    add(&found.gcov, path);
    return failure;
}

static subprocess_end run_gcov(profile_run *run) {
    char path[PATH_MAX];
    found.gcov = (command){0};
    found.prefix = strlen(output_folder_file(&run->folder, gcov_folder, path));
    add_words(&found.gcov, "gcov --json-format --stdout");
    if (nftw(path, visit, 16, FTW_PHYS) != 0) fail(run, strerror(errno));
    return run_profiler(run, "reading the counts of lines", OUTPUT_GCOV, &found.gcov);
}

/* Notes a warning of gcov, which is a line between its objects, for example of a source that has
 * changed since it was compiled: the counts are then not those of these lines. */
static bool has_warning(const char *path, profile_reason why) {
    FILE *output = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    bool any = false;
    while (!any && output && getline(&line, &room, output) > 0) any = *line != '{';
    if (any)
        snprintf(why, sizeof(profile_reason), "./hmf build coverage may help, gcov says: %.*s",
                 (int)strcspn(line, "\n"), line);
    free(line);
    if (output) fclose(output);
    return any;
}

/* Returns the reason why there are no counts of lines, or NULL. */
static const char *count_lines(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], clone[32], message[MESSAGE];
    if (p->not_counted[0]) return "nothing was counted to compare them with";
    if (!find_program(run, "../../coverage/bin/hmf-profile-target", path))
        return "there is no build for them (./hmf build coverage)";
    if (run_coverage(run, path) == SUBPROCESS_TIMED_OUT) return too_long;
    char *log = read_log(run, "coverage.log");
    read_clone(run, log, clone);
    free(log);
    if (strcmp(clone, p->counted_clone) != 0) return "the coverage build runs another clone";
    if (run_gcov(run) == SUBPROCESS_MISSING) return "gcov is not on PATH (Debian: gcc)";
    if (has_warning(output_folder_file(&run->folder, OUTPUT_GCOV, path), p->no_gcov)) return NULL;
    if (!gcov_read(path, &p->lines, message, sizeof message) ||
        !gcov_agrees(&p->lines, &p->functions, "target.c", &p->gcov_checked, message,
                     sizeof message))
        fail(run, message);
    return NULL;
}

void profilers_gcov(profile_run *run) {
    const char *reason = count_lines(run);
    if (reason) leave_out(run->result.no_gcov, reason);
}

/* ---- allocations ----------------------------------------------------------------------------- */

void profilers_allocations(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], message[MESSAGE];
    if (!find_program(run, "hmf-profile-heap", path)) {
        leave_out(p->no_allocations,
                  "this build has no heap profiler (Debian: libgoogle-perftools-dev)");
        return;
    }
    command c = {0};
    add_job(&c, path, "heap", p);
    add(&c, OUTPUT_HEAP);
    if (run_profiler(run, "counting allocations", "heap.log", &c) == SUBPROCESS_TIMED_OUT)
        leave_out(p->no_allocations, too_long);
    else if (!heap_profile_read(output_folder_file(&run->folder, OUTPUT_HEAP, path),
                                &p->allocations, message, sizeof message))
        fail(run, message);
}

/* ---- samples --------------------------------------------------------------------------------- */

/* The share of --limit for the sampled passes; the rest is for the last pass, which may be long. */
static const double sampled_share = 0.5;

/* The standard error of a share of 10 % is then 0.7 %. */
#define SAMPLES_WANTED "2000"

/* Returns the rate of the kernel's ticks (CLOCK_MONOTONIC_COARSE), which limits profile signals. A
 * file with a higher nominal rate would give wrong times. */
static double sampling_rate(void) {
    struct timespec tick;
    if (clock_getres(CLOCK_MONOTONIC_COARSE, &tick) != 0 || tick.tv_nsec <= 0) return 100.0;
    return fmin(1000.0, round(1e9 / (double)tick.tv_nsec));
}

/* Sets the target's environment, which gperftools reads before main. Some variables take effect
 * with any value, so that they must be unset. */
static void set_sampling_environment(double rate) {
    static const char *const others[] = {"CPUPROFILE", "CPUPROFILE_REALTIME",
                                         "CPUPROFILE_PER_THREAD_TIMERS", "CPUPROFILESIGNAL",
                                         "CPUPROFILE_TIMER_SIGNAL"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) unsetenv(others[i]);
    char text[24];
    snprintf(text, sizeof text, "%.0f", rate);
    setenv("CPUPROFILE_FREQUENCY", text, 1);
}

static void read_counters(const char *log, profile *p) {
    for (const char *at = log; (at = strstr(at, "\ncounter ")); at++) {
        profile_counter counter = {.value = 0.0};
        if (p->ncounters < PROFILE_COUNTERS_MAX &&
            (sscanf(at, " counter %31s - %63[^\n]", counter.name, counter.reason) == 2 ||
             sscanf(at, " counter %31s %lf", counter.name, &counter.value) == 2))
            p->counters[p->ncounters++] = counter;
    }
}

static void read_samples(profile_run *run) {
    char path[PATH_MAX], message[MESSAGE];
    uint64_t gathered = 0;
    profile *p = &run->result;
    char *log = read_log(run, "sample.log");
    read_clone(run, log, p->sampled_clone);
    read_counters(log, p);
    sscanf(value_of(run, log, "plain passes "), "%lu seconds %lf", &p->plain_passes,
           &p->plain_seconds);
    sscanf(value_of(run, log, "samples "), "%" SCNu64 " passes %lu seconds %lf", &gathered,
           &p->passes, &p->seconds);
    free(log);
    const profile_tables to = {&p->functions, &p->lines, &p->sampled_stacks};
    cpu_profile_totals totals;
    if (!cpu_profile_read(output_folder_file(&run->folder, OUTPUT_SAMPLES, path),
                          "target_timed_pass", &to, &totals, message, sizeof message))
        fail(run, message);
    p->samples = totals.samples;
    p->main_samples = totals.main_samples;
    p->stripped = totals.stripped;
    if (p->samples == gathered) return;
    snprintf(message, sizeof message, "%.*s holds %" PRIu64 " samples of the %" PRIu64 " taken",
             PATH_MAX, path, p->samples, gathered);
    fail(run, message);
}

/* Returns the reason why there are no samples, or NULL. */
static const char *take_samples(profile_run *run) {
    profile *p = &run->result;
    char target[PATH_MAX], seconds[32];
    if (run->seconds == 0.0) return "as asked with --seconds 0";
    p->rate = sampling_rate();
    set_sampling_environment(p->rate);
    if (!find_program(run, "hmf-profile-target", target)) fail(run, no_target);
    snprintf(seconds, sizeof seconds, "%.17g", fmin(run->seconds, sampled_share * run->limit));
    command c = {0};
    add_job(&c, target, "sample", p);
    add_words(&c, OUTPUT_SAMPLES " " SAMPLES_WANTED);
    add(&c, seconds);
    if (run_profiler(run, "sampling with gperftools", "sample.log", &c) == SUBPROCESS_TIMED_OUT)
        return too_long;
    read_samples(run);
    return p->samples > 0 ? NULL : "the passes took too little processor time for one sample";
}

void profilers_sample(profile_run *run) {
    char path[PATH_MAX];
    const char *reason = take_samples(run);
    if (!reason) return;
    unlink(output_folder_file(&run->folder, OUTPUT_SAMPLES, path));
    leave_out(run->result.not_sampled, reason);
}
