/* profilers.c: the counting and the sampling profiler, each on the target in a process of its own.
 */
#include "profilers.h"

#include "callgrind.h"
#include "command.h"
#include "samples.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Of --limit, for the sampled passes; the rest is for the last of them, which is not cut short. */
static const double sampled_share = 0.5;

/* The standard error of a share of 10 % is then 0.7 %. */
#define SAMPLES_WANTED "2000"

static FILE *open_log(const profile_run *run, const command *profiler) {
    char path[PATH_MAX], message[PATH_MAX + 256];
    if (!output_folder_file(&run->folder, profiler->output, path, message, sizeof message))
        return NULL;
    return fopen(path, "r");
}

/* What a profiler or the target had to say, each line marked as theirs. */
static void show_output(const profile_run *run, const command *profiler) {
    FILE *log = open_log(run, profiler);
    if (!log) return;
    for (char line[512]; fgets(line, sizeof line, log);) fprintf(stderr, "  | %s", line);
    fclose(log);
}

/* The exit status for a profiler that did not end well, with the reason on stderr. */
static int explain(profile_run *run, const command *profiler, command_result result) {
    const char *program = profiler->arguments[0];
    switch (result.end) {
    case COMMAND_INTERRUPTED: run->interrupt = result.status; return STATUS_PROFILER;
    case COMMAND_MISSING:
        fprintf(stderr, "hmf profile: %s is not on PATH; install the Debian package of that name\n",
                program);
        return STATUS_MISSING;
    case COMMAND_FAILED:
        fprintf(stderr, "hmf profile: cannot start %s: %s\n", program, strerror(result.status));
        return STATUS_PROFILER;
    case COMMAND_TIMED_OUT:
        fprintf(stderr,
                "hmf profile: %s: given up after %g s; a smaller --workload or a larger --limit\n",
                profiler->progress, profiler->limit);
        return STATUS_PROFILER;
    case COMMAND_KILLED:
        fprintf(stderr, "hmf profile: %s: ended by signal %d (%s)\n", profiler->progress,
                result.status, strsignal(result.status));
        break;
    case COMMAND_EXITED:
        fprintf(stderr, "hmf profile: %s: exit status %d\n", profiler->progress, result.status);
        break;
    }
    show_output(run, profiler);
    return result.end == COMMAND_EXITED && result.status == STATUS_NO_ANSWER ? STATUS_NO_ANSWER
                                                                             : STATUS_PROFILER;
}

static bool succeeded(command_result result) {
    return result.end == COMMAND_EXITED && result.status == 0;
}

static int fail_profiler(const char *reason) {
    fprintf(stderr, "hmf profile: %s\n", reason);
    return STATUS_PROFILER;
}

/* The clone that ran, which the target prints before all else of its own. */
static bool read_clone(FILE *log, char clone[32]) {
    for (char line[512]; fgets(line, sizeof line, log);)
        if (sscanf(line, "clone %31s", clone) == 1) return true;
    return false;
}

int profilers_count(profile_run *run) {
    char seed[24], path[PATH_MAX], message[PATH_MAX + 256];
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    const char *const arguments[] = {"valgrind",
                                     "--command-line-only=yes",
                                     "--tool=callgrind",
                                     "--instr-atstart=no",
                                     "--collect-atstart=no",
                                     "--separate-recs=2",
                                     "--compress-strings=no",
                                     "--compress-pos=no",
                                     "--callgrind-out-file=" OUTPUT_CALLGRIND,
                                     run->target,
                                     "count",
                                     run->result.impl->name,
                                     run->result.workload->name,
                                     run->result.mode,
                                     seed,
                                     NULL};
    const command profiler = {.arguments = arguments,
                              .folder = run->folder.staging,
                              .output = "count.log",
                              .progress = "counting with callgrind",
                              .limit = run->limit};
    const command_result result = command_run(&profiler);
    if (!succeeded(result)) return explain(run, &profiler, result);
    callgrind_totals totals;
    if (!output_folder_file(&run->folder, OUTPUT_CALLGRIND, path, message, sizeof message) ||
        !callgrind_read(path, &run->result.functions, &totals, message, sizeof message))
        return fail_profiler(message);
    FILE *log = open_log(run, &profiler);
    const bool told = log && read_clone(log, run->result.counted_clone);
    if (log) fclose(log);
    if (!told) return fail_profiler("the counted program did not say what it did");
    run->result.instructions = totals.instructions;
    const char *version = strchr(totals.creator, '-');
    snprintf(run->result.counted_by, sizeof run->result.counted_by, "valgrind%.32s",
             version ? version : "");
    return 0;
}

/* Profile signals come with the kernel's ticks, which CLOCK_MONOTONIC_COARSE shows; a higher rate
 * would only make every later use of the file divide by the wrong one. */
static double sampling_rate(void) {
    struct timespec tick;
    if (clock_getres(CLOCK_MONOTONIC_COARSE, &tick) != 0 || tick.tv_nsec <= 0) return 100.0;
    return fmin(1000.0, round(1e9 / (double)tick.tv_nsec));
}

/* gperftools reads these before main, so they are the target's environment from the start. Being
 * set is what switches some of them on, whatever the value. */
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

/* What the target prints when it is done, among what gperftools prints. */
static bool read_sampled(FILE *log, profile *p, uint64_t *samples) {
    for (char line[512]; fgets(line, sizeof line, log);)
        if (sscanf(line, "samples %" SCNu64 " passes %lu seconds %lf", samples, &p->passes,
                   &p->seconds) == 3)
            return true;
    return false;
}

static int read_samples(profile_run *run, const command *profiler) {
    char path[PATH_MAX], message[PATH_MAX + 256];
    uint64_t samples;
    profile *p = &run->result;
    FILE *log = open_log(run, profiler);
    const bool told = log && read_clone(log, p->sampled_clone) && read_sampled(log, p, &samples);
    if (log) fclose(log);
    if (!told) return fail_profiler("the sampled program did not say what it did");
    if (!output_folder_file(&run->folder, OUTPUT_SAMPLES, path, message, sizeof message) ||
        !samples_read(path, "target_sample", &p->functions, &p->samples, message, sizeof message))
        return fail_profiler(message);
    if (p->samples == samples) return 0;
    fprintf(stderr, "hmf profile: %s holds %" PRIu64 " samples of the %" PRIu64 " taken\n", path,
            p->samples, samples);
    return STATUS_PROFILER;
}

/* A profile without samples is still one, if it says so. */
static int not_sampled(profile_run *run, const char *reason) {
    char path[PATH_MAX];
    snprintf(run->result.not_sampled, sizeof run->result.not_sampled, "%s", reason);
    if (output_folder_file(&run->folder, OUTPUT_SAMPLES, path, (char[1]){0}, 1)) unlink(path);
    return 0;
}

int profilers_sample(profile_run *run) {
    if (run->seconds == 0.0) return not_sampled(run, "as asked with --seconds 0");
    run->result.rate = sampling_rate();
    if (!set_sampling_environment(run->result.rate)) return fail_profiler(strerror(errno));
    char seed[24], seconds[32];
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    snprintf(seconds, sizeof seconds, "%.17g", fmin(run->seconds, sampled_share * run->limit));
    const char *const arguments[] = {
        run->target,      "sample", run->result.impl->name, run->result.workload->name,
        run->result.mode, seed,     OUTPUT_SAMPLES,         SAMPLES_WANTED,
        seconds,          NULL};
    const command profiler = {.arguments = arguments,
                              .folder = run->folder.staging,
                              .output = "sample.log",
                              .progress = "sampling with gperftools",
                              .limit = run->limit};
    const command_result result = command_run(&profiler);
    if (result.end == COMMAND_TIMED_OUT)
        return not_sampled(run, "a pass takes too long for --limit");
    if (!succeeded(result)) return explain(run, &profiler, result);
    const int status = read_samples(run, &profiler);
    if (status != 0 || run->result.samples > 0) return status;
    return not_sampled(run, "the passes took too little processor time for one sample");
}
