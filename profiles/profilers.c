/* SPDX-License-Identifier: MIT */
/* profilers.c: runs the target under callgrind, gcov and gperftools, and reads their files. */
#include "profilers.h"

#include "die.h"

#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_RELEASE "callgrind-release.out"

/* In place of a status: the profiler took longer than the limit. */
enum { TIMED_OUT = -1 };

/* ---- running a profiler -------------------------------------------------------------------------
 */

/* Returns the path of a file in the staging folder. */
static const char *file_in(const profile_run *run, const char *name, char path[PATH_MAX]) {
    char message[1];
    return output_folder_file(&run->folder, name, path, message, sizeof message) ? path : "";
}

static FILE *open_file(const profile_run *run, const char *name) {
    char path[PATH_MAX];
    return fopen(file_in(run, name, path), "r");
}

/* Finds a program in this program's folder; returns false if it is missing. */
static bool find_program(const profile_run *run, const char *name, char path[PATH_MAX]) {
    return snprintf(path, PATH_MAX, "%s/%s", run->programs, name) < PATH_MAX &&
           access(path, X_OK) == 0;
}

int profiler_fail(const char *reason) {
    fprintf(stderr, "hmf profile: %s\n", reason);
    return STATUS_PROFILER;
}

/* Notes why a profiler is left out; returns 0. */
static int leave_out(profile_reason why, const char *reason) {
    snprintf(why, sizeof(profile_reason), "%s", reason);
    return 0;
}

static const char too_long[] = "a pass takes too long for --limit";

/* Prints the output of a profiler or the target, each line marked. */
static void show_output(const profile_run *run, const char *name) {
    FILE *log = open_file(run, name);
    if (!log) return;
    for (char line[512]; fgets(line, sizeof line, log);)
        fprintf(stderr, "  | %s%s", line, strchr(line, '\n') ? "" : "\n");
    fclose(log);
}

/* Runs a command in the staging folder with its output in the file `log`. Returns a status; prints
 * nothing for a missing program (STATUS_MISSING) and a time-out (TIMED_OUT). */
static int run_profiler(profile_run *run, const char *progress, const char *log,
                        const char *const *arguments) {
    const subprocess_command profiler = {.arguments = arguments,
                                         .folder = run->folder.staging,
                                         .output = log,
                                         .progress = progress,
                                         .limit = run->limit};
    const subprocess_result result = subprocess_run(&profiler);
    switch (result.end) {
    case SUBPROCESS_MISSING: return STATUS_MISSING;
    case SUBPROCESS_TIMED_OUT: return TIMED_OUT;
    case SUBPROCESS_INTERRUPTED: run->interrupt = result.status; return STATUS_PROFILER;
    case SUBPROCESS_FAILED:
        fprintf(stderr, "hmf profile: cannot start %s: %s\n", arguments[0],
                strerror(result.status));
        return STATUS_PROFILER;
    case SUBPROCESS_KILLED:
        fprintf(stderr, "hmf profile: %s: ended by signal %d (%s)\n", progress, result.status,
                strsignal(result.status));
        break;
    case SUBPROCESS_EXITED:
        if (result.status == 0) return 0;
        fprintf(stderr, "hmf profile: %s: exit status %d\n", progress, result.status);
        break;
    }
    show_output(run, log);
    return result.end == SUBPROCESS_EXITED && result.status == STATUS_NO_ANSWER ? STATUS_NO_ANSWER
                                                                                : STATUS_PROFILER;
}

/* Reads the clone that ran, which the target prints first. */
static bool read_clone(FILE *log, char clone[32]) {
    for (char line[512]; fgets(line, sizeof line, log);)
        if (sscanf(line, "clone %31s", clone) == 1) return true;
    return false;
}

/* ---- counts -------------------------------------------------------------------------------------
 */

/* Sends waiting threads to sleep; they would spin for a random time. */
static const char spin_count[] = "GOMP_SPINCOUNT";

enum { OPTIONS_MAX = 12 };

/* Counts one pass of a target under callgrind with these options, which NULL ends. */
static int run_target_under_callgrind(profile_run *run, const char *progress, const char *log,
                                      const char *target, const char *const *options) {
    static const char *const always[] = {
        "valgrind",           "--command-line-only=yes", "--tool=callgrind",
        "--instr-atstart=no", "--collect-atstart=no",    "--compress-strings=no",
        "--compress-pos=no"};
    enum { ALWAYS = sizeof always / sizeof *always };
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    const char *const job[] = {
        target, "count", run->result.impl->name, run->result.workload->name, run->result.mode,
        seed,   NULL};
    const char *arguments[ALWAYS + OPTIONS_MAX + sizeof job / sizeof *job];
    size_t count = 0;
    for (size_t i = 0; i < ALWAYS; i++) arguments[count++] = always[i];
    for (size_t i = 0; i < OPTIONS_MAX && options[i]; i++) arguments[count++] = options[i];
    for (size_t i = 0; i < sizeof job / sizeof *job; i++) arguments[count++] = job[i];
    if (setenv(spin_count, "0", 1) != 0) die(EXIT_ERROR, "out of memory");
    const int status = run_profiler(run, progress, log, arguments);
    unsetenv(spin_count);
    return status;
}

static int run_callgrind(profile_run *run, const char *progress, const char *log,
                         const char *separate, const char *recursion, const char *output) {
    char target[PATH_MAX];
    if (!find_program(run, "hmf-profile-target", target))
        return profiler_fail("hmf-profile-target is not beside this program");
    const char *const options[] = {separate,
                                   recursion,
                                   output,
                                   "--cache-sim=yes",
                                   "--branch-sim=yes",
                                   ("--I1=" PROFILERS_L1),
                                   ("--D1=" PROFILERS_L1),
                                   ("--LL=" PROFILERS_LL),
                                   NULL};
    const int status = run_target_under_callgrind(run, progress, log, target, options);
    if (status != TIMED_OUT) return status;
    fprintf(stderr,
            "hmf profile: %s: given up after %g s; a smaller --workload or a larger --limit\n",
            progress, run->limit);
    return STATUS_PROFILER;
}

static bool read_counted(FILE *log, profile *p) {
    if (!read_clone(log, p->counted_clone)) return false;
    for (char line[512]; fgets(line, sizeof line, log);)
        if (sscanf(line, "counted seconds %lf", &p->counted_seconds) == 1) return true;
    return false;
}

static int read_functions(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], message[PATH_MAX + 256];
    callgrind_totals totals;
    const profile_tables to = {.functions = &p->functions, .lines = &p->lines};
    if (!callgrind_read(file_in(run, OUTPUT_CALLGRIND, path), &to, &totals, message,
                        sizeof message))
        return profiler_fail(message);
    FILE *log = open_file(run, "count.log");
    if (!log) return profiler_fail(strerror(errno));
    const bool found_log = read_counted(log, p);
    fclose(log);
    if (!found_log) return profiler_fail("the counted program did not print its result");
    p->instructions = totals.instructions;
    const char *version = strchr(totals.creator, '-');
    snprintf(p->counted_by, sizeof p->counted_by, "valgrind%.32s", version ? version : "");
    return 0;
}

static int read_stacks(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], message[PATH_MAX + 256];
    callgrind_totals totals;
    const profile_tables to = {.stacks = &p->counted_stacks};
    if (!callgrind_read(file_in(run, OUTPUT_CALLGRIND_STACKS, path), &to, &totals, message,
                        sizeof message))
        return profiler_fail(message);
    /* The waiting of threads and the names of temporary files vary between runs. */
    const bool varies = p->impl->flags & (HMF_THREADED | HMF_FILES);
    if (totals.instructions == p->instructions || varies) return 0;
    snprintf(message, sizeof message,
             "the same pass took %" PRIu64 " instructions, and %" PRIu64 " with separate stacks",
             p->instructions, totals.instructions);
    return profiler_fail(message);
}

int profilers_count(profile_run *run) {
    int status = run_callgrind(run, "counting with callgrind", "count.log", "--separate-callers=0",
                               "--separate-recs=2", "--callgrind-out-file=" OUTPUT_CALLGRIND);
    if (status == STATUS_MISSING)
        return leave_out(run->result.not_counted, "valgrind is not on PATH (Debian: valgrind)");
    if (status == 0) status = read_functions(run);
    if (status == 0)
        status = run_callgrind(run, "counting stacks with callgrind", "stacks.log",
                               "--separate-callers=200", "--separate-recs=1",
                               "--callgrind-out-file=" OUTPUT_CALLGRIND_STACKS);
    return status != 0 ? status : read_stacks(run);
}

/* ---- the release build --------------------------------------------------------------------------
 */

/* Finds the target of the release build; returns false with the reason noted if it is missing or is
 * this build's target. */
static bool find_target(profile_run *run, char target[PATH_MAX]) {
    char own[PATH_MAX], real[PATH_MAX], real_own[PATH_MAX], *why = run->result.not_compared;
    if (!find_program(run, "../../" HMF_RELEASE_PRESET "/bin/hmf-profile-target", target)) {
        leave_out(why, "there is no release build (./hmf build " HMF_RELEASE_PRESET
                       " hmf-profile-target)");
        return false;
    }
    if (find_program(run, "hmf-profile-target", own) && realpath(own, real_own) &&
        realpath(target, real) && strcmp(real, real_own) == 0) {
        leave_out(why, "this is the release build");
        return false;
    }
    return true;
}

static int read_total(profile_run *run) {
    profile *p = &run->result;
    char path[PATH_MAX], message[PATH_MAX + 256], clone[32];
    callgrind_totals totals;
    if (!callgrind_read(file_in(run, OUTPUT_RELEASE, path), &(profile_tables){0}, &totals, message,
                        sizeof message))
        return profiler_fail(message);
    FILE *log = open_file(run, "release.log");
    const bool found = log && read_clone(log, clone);
    if (log) fclose(log);
    if (!found) return profiler_fail("the release build did not print its clone");
    if (strcmp(clone, p->counted_clone) != 0)
        return leave_out(p->not_compared, "the release build runs another clone");
    p->release_instructions = totals.instructions;
    return 0;
}

int profilers_release(profile_run *run) {
    static const char *const options[] = {"--callgrind-out-file=" OUTPUT_RELEASE, NULL};
    char target[PATH_MAX];
    if (run->result.not_counted[0])
        return leave_out(run->result.not_compared, "the profiled build was not counted");
    if (!find_target(run, target)) return 0;
    const int status = run_target_under_callgrind(run, "counting the release build with callgrind",
                                                  "release.log", target, options);
    if (status == TIMED_OUT) return leave_out(run->result.not_compared, too_long);
    return status != 0 ? status : read_total(run);
}

/* ---- executed lines -----------------------------------------------------------------------------
 */

/* Below the staging folder; GCOV_PREFIX puts it before the paths of the files of counts. */
static const char folder[] = "gcov";

/* Runs the coverage build in the clone that callgrind counted. A clone chosen by the user is
 * already that one. */
static int run_coverage(profile_run *run, const char *target, char clone[32]) {
    char seed[24], prefix[PATH_MAX];
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    const char *const arguments[] = {
        target, "count", run->result.impl->name, run->result.workload->name, run->result.mode,
        seed,   NULL};
    const char *chosen = getenv("HMF_CLONE");
    if (setenv("GCOV_PREFIX", file_in(run, folder, prefix), 1) != 0 ||
        setenv("HMF_CLONE", run->result.counted_clone, 0) != 0)
        die(EXIT_ERROR, "out of memory");
    unsetenv("GCOV_PREFIX_STRIP"); /* it would shorten the path after the prefix */
    const int status = run_profiler(run, "counting lines with gcov", "hits.log", arguments);
    unsetenv("GCOV_PREFIX");
    if (!chosen) unsetenv("HMF_CLONE");
    if (status != 0) return status;
    FILE *log = open_file(run, "hits.log");
    const bool found_log = log && read_clone(log, clone);
    if (log) fclose(log);
    return found_log ? 0 : profiler_fail("the program that counts lines did not print its clone");
}

/* The state of visit, because nftw passes no argument. */
static struct {
    const char **arguments; /* owned, with the paths; NULL ends it */
    size_t count, prefix;
    int reason;
} found;

static void append(const char *argument) {
    found.arguments = xrealloc(found.arguments, (found.count + 2) * sizeof *found.arguments);
    found.arguments[found.count++] = xstrdup(argument);
    found.arguments[found.count] = NULL;
}

/* Links the compiler's notes into the folder of the counts, where gcov expects them. */
static int visit(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status, (void)at;
    const char *end = strrchr(path, '.');
    if (type != FTW_F || !end || strcmp(end, ".gcda") != 0) return 0;
    char link[PATH_MAX];
    if (strlen(path) >= sizeof link) return found.reason = ENAMETOOLONG;
    strcpy(link, path);
    strcpy(strrchr(link, '.'), ".gcno");
    if (symlink(link + found.prefix, link) != 0) return found.reason = errno;
    append(path);
    return 0;
}

static void free_found(void) {
    for (size_t i = 0; i < found.count; i++) free((char *)found.arguments[i]);
    free(found.arguments);
}

static int run_gcov(profile_run *run) {
    char path[PATH_MAX];
    memset(&found, 0, sizeof found);
    found.prefix = strlen(file_in(run, folder, path));
    int status = STATUS_PROFILER;
    append("gcov");
    append("--json-format");
    append("--stdout");
    if (nftw(path, visit, 16, FTW_PHYS) != 0)
        profiler_fail(strerror(found.reason ? found.reason : errno));
    else
        status = run_profiler(run, "reading the counts of lines", "hits.json", found.arguments);
    free_found();
    return status;
}

/* Reads a warning of gcov, which is a line between its objects, for example of a source that has
 * changed since it was compiled: the counts are then not those of these lines. */
static bool read_warning(const profile_run *run, char *warning, size_t size) {
    FILE *output = open_file(run, "hits.json");
    char *line = NULL;
    size_t room = 0;
    bool any = false;
    while (!any && output && getline(&line, &room, output) > 0) any = *line != '{';
    if (any) snprintf(warning, size, "%.*s", (int)strcspn(line, "\n"), line);
    free(line);
    if (output) fclose(output);
    return any;
}

static int read_hits(profile_run *run) {
    profile *p = &run->result;
    char warning[300];
    if (read_warning(run, warning, sizeof warning)) {
        snprintf(p->no_hits, sizeof p->no_hits, "./hmf build coverage may help, gcov says: %s",
                 warning);
        return 0;
    }
    char path[PATH_MAX], message[PATH_MAX + 256];
    if (!gcov_read(file_in(run, "hits.json", path), &p->lines, message, sizeof message))
        return profiler_fail(message);
    if (gcov_agrees(&p->lines, &p->functions, "target.c", &p->hits_checked, message,
                    sizeof message))
        return 0;
    return profiler_fail(message);
}

int profilers_hits(profile_run *run) {
    char target[PATH_MAX], clone[32];
    char *why = run->result.no_hits;
    if (run->result.not_counted[0])
        return leave_out(why, "nothing was counted to compare them with");
    if (!find_program(run, "../../coverage/bin/hmf-profile-target", target))
        return leave_out(why, "there is no build for them (./hmf build coverage)");
    int status = run_coverage(run, target, clone);
    if (status == TIMED_OUT) return leave_out(why, too_long);
    if (status != 0) return status;
    if (strcmp(clone, run->result.counted_clone) != 0)
        return leave_out(why, "the coverage build runs another clone");
    status = run_gcov(run);
    if (status == STATUS_MISSING) return leave_out(why, "gcov is not on PATH (Debian: gcc)");
    return status != 0 ? status : read_hits(run);
}

/* ---- allocations --------------------------------------------------------------------------------
 */

int profilers_allocations(profile_run *run) {
    profile *p = &run->result;
    char target[PATH_MAX], path[PATH_MAX], message[PATH_MAX + 256], seed[24];
    if (!find_program(run, "hmf-profile-heap", target))
        return leave_out(p->no_allocations,
                         "this build has no heap profiler (Debian: libgoogle-perftools-dev)");
    snprintf(seed, sizeof seed, "%" PRIu64, p->seed);
    const char *const arguments[] = {target,  "heap", p->impl->name, p->workload->name,
                                     p->mode, seed,   OUTPUT_HEAP,   NULL};
    const int status = run_profiler(run, "counting allocations", "heap.log", arguments);
    if (status == TIMED_OUT) return leave_out(p->no_allocations, too_long);
    if (status != 0) return status;
    if (heap_profile_read(file_in(run, OUTPUT_HEAP, path), &p->allocations, message,
                          sizeof message))
        return 0;
    return profiler_fail(message);
}

/* ---- samples ------------------------------------------------------------------------------------
 */

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
static bool set_sampling_environment(double rate) {
    static const char *const others[] = {"CPUPROFILE", "CPUPROFILE_REALTIME",
                                         "CPUPROFILE_PER_THREAD_TIMERS", "CPUPROFILESIGNAL",
                                         "CPUPROFILE_TIMER_SIGNAL"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (unsetenv(others[i]) != 0) return false;
    char text[24];
    snprintf(text, sizeof text, "%.0f", rate);
    return setenv("CPUPROFILE_FREQUENCY", text, 1) == 0;
}

static void read_counter(const char *line, profile *p) {
    profile_counter counter = {.value = 0.0};
    if (p->ncounters == PROFILE_COUNTERS_MAX) return;
    if (sscanf(line, "counter %31s - %63[^\n]", counter.name, counter.reason) == 2 ||
        sscanf(line, "counter %31s %lf", counter.name, &counter.value) == 2)
        p->counters[p->ncounters++] = counter;
}

static bool read_log(FILE *log, profile *p, uint64_t *samples) {
    if (!read_clone(log, p->sampled_clone)) return false;
    for (char line[512]; fgets(line, sizeof line, log);) {
        read_counter(line, p);
        sscanf(line, "plain passes %lu seconds %lf", &p->plain_passes, &p->plain_seconds);
        if (sscanf(line, "samples %" SCNu64 " passes %lu seconds %lf", samples, &p->passes,
                   &p->seconds) == 3)
            return p->plain_passes > 0;
    }
    return false;
}

static int read_samples(profile_run *run) {
    char path[PATH_MAX], message[PATH_MAX + 256];
    uint64_t gathered;
    profile *p = &run->result;
    FILE *log = open_file(run, "sample.log");
    const bool found_log = log && read_log(log, p, &gathered);
    if (log) fclose(log);
    if (!found_log) return profiler_fail("the sampled program did not print its result");
    const profile_tables to = {&p->functions, &p->lines, &p->sampled_stacks};
    cpu_profile_totals totals;
    if (!cpu_profile_read(file_in(run, OUTPUT_SAMPLES, path), "target_timed_pass", &to, &totals,
                          message, sizeof message))
        return profiler_fail(message);
    p->samples = totals.samples;
    p->main_samples = totals.main_samples;
    p->stripped = totals.stripped;
    if (p->samples == gathered) return 0;
    snprintf(message, sizeof message, "%.*s holds %" PRIu64 " samples of the %" PRIu64 " taken",
             PATH_MAX, path, p->samples, gathered);
    return profiler_fail(message);
}

/* Notes why there are no samples; the profile is valid without them. */
static int not_sampled(profile_run *run, const char *reason) {
    char path[PATH_MAX];
    unlink(file_in(run, OUTPUT_SAMPLES, path));
    return leave_out(run->result.not_sampled, reason);
}

int profilers_sample(profile_run *run) {
    if (run->seconds == 0.0) return not_sampled(run, "as asked with --seconds 0");
    run->result.rate = sampling_rate();
    if (!set_sampling_environment(run->result.rate)) return profiler_fail(strerror(errno));
    char target[PATH_MAX], seed[24], seconds[32];
    if (!find_program(run, "hmf-profile-target", target))
        return profiler_fail("hmf-profile-target is not beside this program");
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    snprintf(seconds, sizeof seconds, "%.17g", fmin(run->seconds, sampled_share * run->limit));
    const char *const arguments[] = {
        target,           "sample", run->result.impl->name, run->result.workload->name,
        run->result.mode, seed,     OUTPUT_SAMPLES,         SAMPLES_WANTED,
        seconds,          NULL};
    int status = run_profiler(run, "sampling with gperftools", "sample.log", arguments);
    if (status == TIMED_OUT) return not_sampled(run, too_long);
    if (status == 0) status = read_samples(run);
    if (status != 0 || run->result.samples > 0) return status;
    return not_sampled(run, "the passes took too little processor time for one sample");
}
