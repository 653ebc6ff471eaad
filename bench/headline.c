/* headline.c: what the headline measures, and the numbers it draws from that. */
#include "headline.h"

#include "clock.h"
#include "estimate.h"
#include "external.h"
#include "headline_table.h"
#include "job.h"
#include "result_file.h"
#include "result_json.h"
#include "right_first.h"
#include "rounds.h"
#include "speed_of_light.h"

#include <malloc.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Calls of Python take seconds. Everything else takes part in all rounds, so that differences are
 * of equally many samples from the same rounds. */
enum { PYTHON_EVERY = 5 };

/* Seconds from which on the rounds are announced. */
static const double announced = 5.0;

static bool fail(const char *message) {
    fprintf(stderr, "hmf bench: %s\n", message);
    return false;
}

/* ---- the ladder ------------------------------------------------------------------------------ */

static size_t depth(const hmf_impl *impl) {
    const hmf_registry *registry = hmf_get_registry();
    size_t steps = 0;
    while (impl && impl->builds_on && steps < registry->count) {
        impl = hmf_find(registry, impl->builds_on);
        steps++;
    }
    return steps;
}

/* Each after the one that it builds on. */
static void sort_ladder(const hmf_impl *const *impls, size_t count, const hmf_impl **ladder) {
    size_t found = 0;
    for (size_t steps = 0; found < count; steps++)
        for (size_t i = 0; i < count; i++)
            if (depth(impls[i]) == steps) ladder[found++] = impls[i];
}

/* ---- what is timed --------------------------------------------------------------------------- */

static bool call_setup(void *what, char *message, size_t size) {
    headline_setup *setup = what;
    hmf_error error;
    hmf_cosmology cosmology = hmf_cosmology_default;
    if (!setup->again) cosmology.h0 += 1e-5 * (double)(++setup->made % 1000000);
    hmf_model model;
    if (hmf_create(&model, setup->impl, &cosmology, &error) != HMF_OK) {
        snprintf(message, size, "%s", error.message);
        return false;
    }
    hmf_destroy(&model);
    return true;
}

static size_t prepare_setup(void *what) {
    (void)what;
    return SIZE_MAX;
}

/* Times create and destroy alone, as hmf_time_job times the cold call that contains them. */
static bool time_setup(void *what, double *seconds, char *message, size_t size) {
    static const hmf_calls setup = {prepare_setup, call_setup};
    return hmf_time_calls(&setup, what, seconds, message, size);
}

static bool time_light(void *what, double *seconds, char *message, size_t size) {
    (void)message, (void)size;
    const light_grid *grid = what;
    const double start = hmf_now();
    enum { CALLS = 8 };
    for (int i = 0; i < CALLS; i++)
        hmf_speed_of_light(grid->exponent, grid->nmass, grid->nz, grid->dn_dlnm);
    *seconds = (hmf_now() - start) / CALLS;
    return true;
}

static bool make_light(light_grid *grid) {
    const hmf_workload *survey = hmf_workload_find("survey");
    grid->nz = survey->nz;
    grid->nmass = survey->nmass;
    grid->exponent = malloc(grid->nmass * sizeof *grid->exponent);
    grid->dn_dlnm = calloc(grid->nz * grid->nmass, sizeof *grid->dn_dlnm);
    if (!grid->exponent || !grid->dn_dlnm) return fail("out of memory");
    for (size_t i = 0; i < grid->nmass; i++)
        grid->exponent[i] = 40.0 - 100.0 * (double)i / (double)grid->nmass;
    return true;
}

/* Bytes that a state holds after its first answer on the default grid. glibc counts up to seven
 * freed blocks of a size as used, for they wait to be used again: the first states take those. */
static size_t measure_memory(const hmf_impl *impl) {
    enum { MASSES = 200, REDSHIFTS = 5, FIRST = 8, MODELS = 16 };
    static const double z[REDSHIFTS] = {0.0, 5.0, 10.0, 20.0, 30.0};
    double mass[MASSES], dn_dlnm[REDSHIFTS * MASSES];
    for (int i = 0; i < MASSES; i++) mass[i] = pow(10.0, 2.0 + 13.0 * i / (MASSES - 1));
    hmf_model models[MODELS];
    struct mallinfo2 before = {0};
    for (int i = 0; i < MODELS; i++) {
        if (i == FIRST) before = mallinfo2();
        if (hmf_create(&models[i], impl, &hmf_cosmology_default, NULL) != HMF_OK) continue;
        hmf_evaluate(&models[i], z, REDSHIFTS, mass, MASSES, dn_dlnm, NULL);
    }
    const struct mallinfo2 after = mallinfo2();
    for (int i = 0; i < MODELS; i++) hmf_destroy(&models[i]);
    const size_t used = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    return used / (MODELS - FIRST);
}

/* ---- entering the contest -------------------------------------------------------------------- */

static hmf_contestant *enter(headline *h, headline_entry *entry) {
    hmf_contestant *c = &h->contestants[h->entered];
    entry->contestant = c;
    c->samples = calloc(h->rounds, sizeof *c->samples);
    c->every = 1;
    h->entries[h->entered++] = entry;
    return c->samples ? c : NULL;
}

/* Takes a sample that is not counted, and adds all samples to the expected duration. */
static bool warm_up(headline *h, hmf_contestant *c) {
    double seconds;
    char message[1024];
    const double start = hmf_now();
    if (!c->time(c->what, &seconds, message, sizeof message)) return fail(message);
    h->expected += (hmf_now() - start) * ceil((double)h->rounds / (double)c->every);
    return true;
}

static bool enter_job(headline *h, headline_entry *entry, const hmf_impl *impl,
                      const char *workload, hmf_mode mode) {
    hmf_error error;
    const hmf_workload *w = hmf_workload_find(workload);
    *entry = (headline_entry){.impl = impl, .workload = w, .mode = mode};
    if (hmf_job_create(&hmf_get_registry()->wrappers, impl, w, mode, h->seed + h->entered,
                       &entry->job, &error) != HMF_OK)
        return fail(error.message);
    hmf_contestant *c = enter(h, entry);
    if (!c) return fail("out of memory");
    c->time = hmf_time_job;
    c->what = entry->job;
    return warm_up(h, c);
}

/* Enters a set-up to be timed right after another entry. */
static bool enter_setup(headline *h, headline_entry *entry, headline_setup *setup, const char *what,
                        const headline_entry *after) {
    *entry = (headline_entry){.impl = setup->impl, .what = what};
    hmf_contestant *c = enter(h, entry);
    if (!c) return fail("out of memory");
    c->time = time_setup;
    c->what = setup;
    if (!warm_up(h, c)) return false;
    c->every = 0;
    h->contestants[after->contestant - h->contestants].follower = c;
    return true;
}

static bool enter_rung(headline *h, headline_rung *r) {
    r->making = (headline_setup){.impl = r->impl};
    r->finding = (headline_setup){.impl = r->impl, .again = true};
    if (!enter_job(h, &r->cold, r->impl, "default", HMF_COLD) ||
        !enter_job(h, &r->warm, r->impl, "default", HMF_WARM) ||
        !enter_setup(h, &r->setup, &r->making, "create and destroy", &r->cold))
        return false;
    r->memory = measure_memory(r->impl);
    return !(r->impl->flags & HMF_FILES) ||
           enter_setup(h, &r->found, &r->finding, "create and destroy, found in files", &r->setup);
}

/* The commands that time Python; what cannot run is told and left out. */
static bool enter_external(headline *h, headline_entry *entry, const char *what,
                           const char **command, const char *packages) {
    double seconds;
    char message[1024];
    *entry = (headline_entry){.what = what};
    const double start = hmf_now();
    if (!hmf_time_external(command, &seconds, message, sizeof message)) {
        fprintf(stderr, "hmf bench: %s is left out: %s (Debian: %s)\n", what, message, packages);
        return true;
    }
    hmf_contestant *c = enter(h, entry);
    if (!c) return fail("out of memory");
    c->time = hmf_time_external;
    c->what = command;
    c->every = PYTHON_EVERY;
    h->expected += (hmf_now() - start) * ceil((double)h->rounds / PYTHON_EVERY);
    return true;
}

/* What is measured of the fastest serial rung beyond the default job, and of those with threads. */
static bool enter_extras(headline *h) {
    for (size_t i = 0; i < h->rungs; i++)
        if (!(h->rung[i].impl->flags & (HMF_THREADED | HMF_DETOUR))) h->fastest = &h->rung[i];
    if (!h->fastest) return fail("no implementation with one thread can run here");
    const hmf_impl *impl = h->fastest->impl;
    const char *const start[] = {"/usr/bin/python3", HMF_WORKSHOP_START, "--time", "1"};
    const char *const ctypes[] = {"/usr/bin/python3", HMF_THROUGH_CTYPES, HMF_SHARED_LIBRARY,
                                  impl->name, "2"};
    memcpy(h->start_command, start, sizeof start);
    memcpy(h->ctypes_command, ctypes, sizeof ctypes);
    if (!enter_external(h, &h->start, "the Python start", h->start_command, "python3-scipy") ||
        !enter_external(h, &h->ctypes, "the call through ctypes", h->ctypes_command, "python3") ||
        !enter_job(h, &h->point, impl, "point", HMF_COLD) ||
        !enter_job(h, &h->chain, impl, "chain", HMF_COLD) ||
        !enter_job(h, &h->chain_ns, impl, "chain_ns", HMF_COLD) ||
        !enter_job(h, &h->survey, impl, "survey", HMF_WARM) || !make_light(&h->grid))
        return false;
    h->light = (headline_entry){.what = "speed of light"};
    hmf_contestant *c = enter(h, &h->light);
    if (!c) return fail("out of memory");
    c->time = time_light;
    c->what = &h->grid;
    if (!warm_up(h, c)) return false;
    for (size_t i = 0; i < h->rungs; i++) {
        headline_rung *r = &h->rung[i];
        if (!(r->impl->flags & HMF_THREADED) || r->impl->flags & HMF_DETOUR) continue;
        h->threaded = r;
        return enter_job(h, &h->threaded_survey, r->impl, "survey", HMF_WARM) &&
               enter_job(h, &h->threaded_point, r->impl, "point", HMF_COLD);
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void show_progress(size_t done, void *context) {
    const headline *h = context;
    if (!isatty(STDERR_FILENO)) return;
    if (done < h->rounds)
        fprintf(stderr, "\r\033[Kround %zu of %zu", done + 1, h->rounds);
    else
        fprintf(stderr, "\r\033[K");
}

static void destroy(headline *h) {
    for (size_t i = 0; i < h->entered; i++) {
        free(h->contestants[i].samples);
        hmf_job_destroy(h->entries[i]->job);
    }
    free(h->grid.exponent);
    free(h->grid.dn_dlnm);
    free(h);
}

static bool measure(headline *h, const hmf_impl *const *impls, size_t count) {
    const hmf_impl *ladder[HEADLINE_RUNGS];
    double errors[HEADLINE_RUNGS];
    if (count > HEADLINE_RUNGS) return fail("too many implementations");
    h->rungs = count;
    sort_ladder(impls, count, ladder);
    if (!hmf_right_first(ladder, h->rungs, errors)) return false;
    for (size_t i = 0; i < h->rungs; i++) {
        h->rung[i].impl = ladder[i];
        h->rung[i].error = errors[i];
    }
    for (size_t i = 0; i < h->rungs; i++)
        if (!enter_rung(h, &h->rung[i])) return false;
    if (!enter_extras(h)) return false;
    char message[1024];
    if (h->expected >= announced)
        fprintf(stderr, "hmf bench: %zu rounds take %s\n", h->rounds,
                hmf_estimate_text(h->expected).text);
    return hmf_rounds(h->contestants, h->entered, h->rounds, h->seed, show_progress, h, message,
                      sizeof message) ||
           fail(message);
}

int hmf_headline(const hmf_impl *const *impls, size_t count, const char *json_path, size_t rounds,
                 uint64_t seed) {
    char message[512];
    if (!hmf_result_writable(json_path, message, sizeof message))
        return fail(message), EXIT_FAILURE;
    headline *h = calloc(1, sizeof *h);
    if (!h) return fail("out of memory"), EXIT_FAILURE;
    h->seed = seed;
    h->rounds = rounds;
    bool good = measure(h, impls, count);
    if (good) {
        headline_print(h);
        good = hmf_result_write_json(json_path, headline_json(h), message, sizeof message) ||
               fail(message);
    }
    destroy(h);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
