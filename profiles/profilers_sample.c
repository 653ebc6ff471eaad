/* SPDX-License-Identifier: MIT */
/* profilers_sample.c: gperftools' CPU profiler in the target, and the processor's counters. */
#include "profilers.h"

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

/* ---- what the target prints ------------------------------------------------------------------ */

static void read_counter(const char *line, profile *p) {
    profile_counter counter = {.value = 0.0};
    if (p->ncounters == PROFILE_COUNTERS_MAX) return;
    if (sscanf(line, "counter %31s - %63[^\n]", counter.name, counter.reason) == 2 ||
        sscanf(line, "counter %31s %lf", counter.name, &counter.value) == 2)
        p->counters[p->ncounters++] = counter;
}

static bool read_log(FILE *log, profile *p, uint64_t *samples) {
    if (!profiler_read_clone(log, p->sampled_clone)) return false;
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
    FILE *log = profiler_open(run, "sample.log");
    const bool told = log && read_log(log, p, &gathered);
    if (log) fclose(log);
    if (!told) return profiler_fail("the sampled program did not say what it did");
    const profile_tables to = {&p->functions, &p->lines, &p->sampled_stacks};
    cpu_profile_totals totals;
    if (!cpu_profile_read(profiler_file(run, OUTPUT_SAMPLES, path), "target_timed_pass", &to,
                          &totals, message, sizeof message))
        return profiler_fail(message);
    p->samples = totals.samples;
    p->main_samples = totals.main_samples;
    p->stripped = totals.stripped;
    if (p->samples == gathered) return 0;
    snprintf(message, sizeof message, "%.*s holds %" PRIu64 " samples of the %" PRIu64 " taken",
             PATH_MAX, path, p->samples, gathered);
    return profiler_fail(message);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* A profile without samples is still one, if it says so. */
static int not_sampled(profile_run *run, const char *reason) {
    char path[PATH_MAX];
    unlink(profiler_file(run, OUTPUT_SAMPLES, path));
    return profiler_leave_out(run->result.not_sampled, reason);
}

int profilers_sample(profile_run *run) {
    if (run->seconds == 0.0) return not_sampled(run, "as asked with --seconds 0");
    run->result.rate = sampling_rate();
    if (!set_sampling_environment(run->result.rate)) return profiler_fail(strerror(errno));
    char target[PATH_MAX], seed[24], seconds[32];
    if (!profiler_program(run, "hmf-profile-target", target))
        return profiler_fail("hmf-profile-target is not beside this program");
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    snprintf(seconds, sizeof seconds, "%.17g", fmin(run->seconds, sampled_share * run->limit));
    const char *const arguments[] = {
        target,           "sample", run->result.impl->name, run->result.workload->name,
        run->result.mode, seed,     OUTPUT_SAMPLES,         SAMPLES_WANTED,
        seconds,          NULL};
    int status = profiler_run(run, "sampling with gperftools", "sample.log", arguments);
    if (status == PROFILER_TIMED_OUT) return not_sampled(run, profiler_too_long);
    if (status == 0) status = read_samples(run);
    if (status != 0 || run->result.samples > 0) return status;
    return not_sampled(run, "the passes took too little processor time for one sample");
}
