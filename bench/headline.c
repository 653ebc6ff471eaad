/* SPDX-License-Identifier: MIT */
#include "headline.h"

#include "clock.h"
#include "die.h"
#include "estimate.h"
#include "lower_bound.h"
#include "result_file.h"
#include "subprocess.h"
#include "truth.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Calls of Python take seconds and are sampled in every fifth round. All other timings take part in
 * every round, so that differences come from the same number of samples. */
enum { PYTHON_EVERY = 5 };

/* Seconds. A sample is long compared with a clock reading and short compared with the time in which
 * machines change speed. Runs above `announced` are announced. */
static const double sample_seconds = 2e-3, announced = 5.0, python_limit = 300.0;

/* ---- rounds ---------------------------------------------------------------------------------- */

/* Returns the mean of calls that together take sample_seconds or more. The untimed first call
 * brings code and data back into the caches and wakes up threads. */
static double take_sample(const headline_timing *t) {
    if (t->once) return t->time(t->subject, 1);
    double seconds = 0.0;
    size_t made = 0;
    (void)t->time(t->subject, 1);
    for (size_t calls = 1; seconds < sample_seconds; calls *= 2) {
        seconds += t->time(t->subject, calls);
        made += calls;
    }
    return seconds / (double)made;
}

static void show_progress(size_t round, size_t rounds) {
    if (!isatty(STDERR_FILENO)) return;
    fputs("\r\033[K", stderr);
    if (round < rounds) fprintf(stderr, "round %zu of %zu", round + 1, rounds);
}

void headline_interleave(headline_timing *const *timings, size_t count, size_t rounds,
                         uint64_t seed) {
    headline_timing **order = xcalloc(count, sizeof(headline_timing *));
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng) die(EXIT_ERROR, "out of memory");
    gsl_rng_set(rng, (unsigned long)seed);
    for (size_t i = 0; i < count; i++) order[i] = timings[i];
    for (size_t round = 0; round < rounds; round++) {
        show_progress(round, rounds);
        gsl_ran_shuffle(rng, (void *)order, count, sizeof(headline_timing *));
        for (size_t i = 0; i < count; i++)
            if (order[i]->every > 0 && round % order[i]->every == 0)
                for (headline_timing *t = order[i]; t; t = t->follower)
                    t->samples[t->count++] = take_sample(t);
    }
    show_progress(rounds, rounds);
    gsl_rng_free(rng);
    free(order);
}

/* ---- subjects -------------------------------------------------------------------------------- */

static double time_job(void *subject, size_t calls) {
    hmf_error error;
    double seconds;
    if (hmf_job_time(subject, calls, NULL, &seconds, &error) != HMF_OK)
        die(EXIT_WRONG, "%s", error.message);
    return seconds;
}

static double time_setup(void *subject, size_t calls) {
    headline_setup *setup = subject;
    hmf_cosmology cosmology = hmf_cosmology_default;
    const double start = hmf_now();
    for (size_t i = 0; i < calls; i++) {
        hmf_model model;
        hmf_error error;
        if (!setup->again)
            cosmology.h0 = hmf_cosmology_default.h0 + 1e-5 * (double)(++setup->made % 1000000);
        if (hmf_create(&model, setup->impl, &cosmology, &error) != HMF_OK)
            die(EXIT_WRONG, "%s", error.message);
        hmf_destroy(&model);
    }
    return hmf_now() - start;
}

static double time_light(void *subject, size_t calls) {
    const headline_light *grid = subject;
    const double start = hmf_now();
    for (size_t i = 0; i < calls; i++)
        hmf_lower_bound(grid->exponent, grid->nmass, grid->nz, grid->dn_dlnm);
    return hmf_now() - start;
}

/* Runs a program that prints a JSON list of seconds. Takes the last element, because the first may
 * include initialisation. Returns NULL, or the reason of the failure. */
static const char *run_python(const char *const *command, double *seconds) {
    char output[4096];
    const subprocess_command run = {
        .arguments = command, .errors = "/dev/null", .limit = python_limit};
    const subprocess_result result = subprocess_capture(&run, output, sizeof output);
    if (result.end == SUBPROCESS_MISSING) return "No such file or directory";
    if (result.end != SUBPROCESS_EXITED || result.status != 0) return "failed";
    json_t *list = json_loads(output, 0, NULL);
    const json_t *last = json_array_get(list, json_array_size(list) - 1);
    const bool good = json_is_number(last);
    if (good) *seconds = json_number_value(last);
    json_decref(list);
    return good ? NULL : "printed no list of numbers";
}

static double time_python(void *subject, size_t calls) {
    const char *const *command = subject;
    double seconds = 0.0;
    (void)calls;
    const char *why_not = run_python(command, &seconds);
    if (why_not) die(EXIT_ERROR, "%s %s: %s", command[0], command[1], why_not);
    return seconds;
}

/* Returns the bytes that a model holds after its first answer on the default grid. The first models
 * are not counted: glibc keeps up to seven freed blocks of each size, counts them as used, and
 * gives them to these models. */
static size_t measure_memory(const hmf_impl *impl) {
    enum { FIRST = 8, MODELS = 16 };
    const hmf_workload *w = hmf_workload_find("default");
    hmf_cosmology cosmology;
    double *z = xcalloc(w->nz, sizeof *z), *mass = xcalloc(w->nmass, sizeof *mass);
    double *dn_dlnm = xcalloc(w->nz * w->nmass, sizeof *dn_dlnm);
    hmf_workload_fill(w, 0, 0, &cosmology, z, mass);
    hmf_model models[MODELS];
    struct mallinfo2 before = {0};
    for (int i = 0; i < MODELS; i++) {
        if (i == FIRST) before = mallinfo2();
        if (hmf_create(&models[i], impl, &cosmology, NULL) != HMF_OK) continue;
        hmf_evaluate(&models[i], z, w->nz, mass, w->nmass, dn_dlnm, NULL);
    }
    const struct mallinfo2 after = mallinfo2();
    for (int i = 0; i < MODELS; i++) hmf_destroy(&models[i]);
    free(z);
    free(mass);
    free(dn_dlnm);
    const size_t used = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    return used / (MODELS - FIRST);
}

/* ---- entering timings ------------------------------------------------------------------------ */

/* Adds a timing that takes part in every round. Takes an untimed sample to predict all of them. */
static void enter(headline *h, headline_timing *t) {
    if (t->every == 0) t->every = 1;
    t->samples = xcalloc(h->rounds, sizeof *t->samples);
    h->timings[h->entered++] = t;
    const double start = hmf_now();
    (void)take_sample(t);
    h->expected += (hmf_now() - start) * ceil((double)h->rounds / (double)t->every);
}

static void enter_job(headline *h, headline_timing *t, const hmf_impl *impl, const char *workload,
                      hmf_mode mode) {
    hmf_error error;
    hmf_job *job;
    const hmf_workload *w = hmf_workload_find(workload);
    if (hmf_job_create(&hmf_get_registry()->wrappers, impl, w, mode, h->seed + h->entered, &job,
                       &error) != HMF_OK)
        die(EXIT_WRONG, "%s", error.message);
    *t = (headline_timing){
        .impl = impl, .workload = w, .mode = mode, .time = time_job, .subject = job};
    enter(h, t);
}

/* Enters a set-up that is sampled right after another timing. */
static void enter_setup(headline *h, headline_timing *t, headline_setup *setup, const char *what,
                        headline_timing *after) {
    *t = (headline_timing){.impl = setup->impl, .what = what, .time = time_setup, .subject = setup};
    enter(h, t);
    t->every = 0;
    after->follower = t;
}

static void enter_rung(headline *h, headline_rung *r) {
    r->making = (headline_setup){.impl = r->impl};
    r->finding = (headline_setup){.impl = r->impl, .again = true};
    enter_job(h, &r->cold, r->impl, "default", HMF_COLD);
    enter_job(h, &r->warm, r->impl, "default", HMF_WARM);
    enter_setup(h, &r->setup, &r->making, "create and destroy", &r->cold);
    r->memory = measure_memory(r->impl);
    if (r->impl->flags & HMF_FILES)
        enter_setup(h, &r->found, &r->finding, "create and destroy, found in files", &r->setup);
}

/* Enters a Python program, or prints a warning if it cannot run. */
static void enter_python(headline *h, headline_timing *t, const char *what, const char **command,
                         const char *packages) {
    double seconds;
    *t = (headline_timing){.what = what,
                           .time = time_python,
                           .subject = (void *)command,
                           .once = true,
                           .every = PYTHON_EVERY};
    const char *why_not = run_python(command, &seconds);
    if (!why_not)
        enter(h, t);
    else
        fprintf(stderr, "hmf bench: %s is left out: %s %s: %s (Debian: %s)\n", what, command[0],
                command[1], why_not, packages);
}

static void enter_light(headline *h) {
    const hmf_workload *survey = hmf_workload_find("survey");
    h->grid = (headline_light){
        .exponent = xcalloc(survey->nmass, sizeof(double)),
        .dn_dlnm = xcalloc(survey->nz * survey->nmass, sizeof(double)),
        .nz = survey->nz,
        .nmass = survey->nmass,
    };
    for (size_t i = 0; i < survey->nmass; i++)
        h->grid.exponent[i] = 40.0 - 100.0 * (double)i / (double)survey->nmass;
    h->light = (headline_timing){.what = "speed of light", .time = time_light, .subject = &h->grid};
    enter(h, &h->light);
}

/* Returns the last rung with one thread, or the first one with threads; NULL if not found. */
static const headline_rung *find_rung(const headline *h, bool threaded) {
    const headline_rung *found = NULL;
    for (size_t i = 0; i < h->rungs; i++) {
        const unsigned flags = h->rung[i].impl->flags;
        if (flags & HMF_DETOUR || !(flags & HMF_THREADED) == threaded) continue;
        if (!threaded || !found) found = &h->rung[i];
    }
    return found;
}

/* Enters the comparisons of the fastest rungs. */
static void enter_extras(headline *h) {
    h->fastest = find_rung(h, false);
    h->threaded = find_rung(h, true);
    if (!h->fastest) die(EXIT_ERROR, "no implementation with one thread can run here");
    const hmf_impl *impl = h->fastest->impl;
    const char *const start[] = {"/usr/bin/python3", HMF_WORKSHOP_START, "--time", "1"};
    const char *const ctypes[] = {"/usr/bin/python3", HMF_THROUGH_CTYPES, HMF_SHARED_LIBRARY,
                                  impl->name, "2"};
    memcpy(h->start_command, start, sizeof start);
    memcpy(h->ctypes_command, ctypes, sizeof ctypes);
    enter_python(h, &h->start, "the Python start", h->start_command, "python3-scipy");
    enter_python(h, &h->ctypes, "the call through ctypes", h->ctypes_command, "python3");
    enter_job(h, &h->point, impl, "point", HMF_COLD);
    enter_job(h, &h->chain, impl, "chain", HMF_COLD);
    enter_job(h, &h->chain_ns, impl, "chain_ns", HMF_COLD);
    enter_job(h, &h->survey, impl, "survey", HMF_WARM);
    enter_light(h);
    if (!h->threaded) return;
    enter_job(h, &h->threaded_survey, h->threaded->impl, "survey", HMF_WARM);
    enter_job(h, &h->threaded_point, h->threaded->impl, "point", HMF_COLD);
}

/* ---- the run --------------------------------------------------------------------------------- */

/* Compares all rungs with the certified values. Dies at the first wrong one. */
static void verify_answers(headline *h) {
    char message[512];
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    if (!table) die(EXIT_ERROR, "%s", message);
    for (size_t i = 0; i < h->rungs; i++) {
        headline_rung *r = &h->rung[i];
        hmf_truth_worst worst;
        hmf_error error;
        if (hmf_truth_check(table, r->impl, &worst, &error) != HMF_OK)
            die(EXIT_WRONG, "%s", error.message);
        r->error = worst.error;
        if (hmf_truth_kept(r->impl, &worst)) continue;
        hmf_truth_print(stderr, &worst);
        die(EXIT_WRONG, "%s gives a wrong answer", r->impl->name);
    }
    hmf_truth_free(table);
}

static size_t rungs_below(const hmf_impl *impl) {
    const hmf_impl *below = impl->builds_on ? hmf_find(hmf_get_registry(), impl->builds_on) : NULL;
    return below ? 1 + rungs_below(below) : 0;
}

/* Sets the rungs, each after its predecessor. */
static void sort_ladder(headline *h, const hmf_impl *const *impls, size_t count) {
    if (count > HEADLINE_RUNGS) die(EXIT_ERROR, "too many implementations");
    for (size_t below = 0; h->rungs < count; below++)
        for (size_t i = 0; i < count; i++)
            if (rungs_below(impls[i]) == below) h->rung[h->rungs++].impl = impls[i];
}

static void destroy(headline *h) {
    for (size_t i = 0; i < h->entered; i++) {
        free(h->timings[i]->samples);
        if (h->timings[i]->time == time_job) hmf_job_destroy(h->timings[i]->subject);
    }
    free(h->grid.exponent);
    free(h->grid.dn_dlnm);
    free(h);
}

void headline_run(const hmf_impl *const *impls, size_t count, const char *json_path, size_t rounds,
                  uint64_t seed) {
    result_check(json_path);
    headline *h = xcalloc(1, sizeof *h);
    h->seed = seed;
    h->rounds = rounds;
    sort_ladder(h, impls, count);
    verify_answers(h);
    for (size_t i = 0; i < h->rungs; i++) enter_rung(h, &h->rung[i]);
    enter_extras(h);
    if (h->expected >= announced)
        fprintf(stderr, "hmf bench: %zu rounds take %s\n", rounds,
                hmf_estimate_text(h->expected).text);
    headline_interleave(h->timings, h->entered, rounds, seed);
    headline_print(h);
    result_write_json(json_path, headline_json(h));
    destroy(h);
}
