/* estimate.c: timing of grids that grow towards the one that is asked for. */
#include "estimate.h"

#include "clock.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_MASSES = 64, GROWTH = 8, LEAST_TRIES = 3, MOST_TRIES = 100 };

/* Seconds. Grids below `cheap` are timed and not extrapolated; `most` is for all grids together,
 * and `for_use` for the calls before them. */
static const double cheap = 0.05, most = 8.0, for_use = 4.0;

/* The share of a cost below which it does not differ from noise, and the rise that is visible. */
static const double noise = 0.02, visible = 0.5;

/* A call that takes less than this share of the time on the same inputs again shows a memory. */
static const double remembered = 0.5;

/* Above this share a memory is too small for the grid. */
static const double worn_out = 0.8;

/* Grids are timed again up to LEAST_TRIES times within the first, MOST_TRIES times within the
 * second of these seconds. */
static const double for_least_tries = 0.1, for_most_tries = 1e-3;

typedef struct {
    const hmf_impl *impl;
    const hmf_workload *workload;
    double (*now)(void), (*busy)(void); /* real time, and that of the processor */
    hmf_error *error;
    uint64_t seed, variation;
    double start, setup;
    bool has_memory, whole; /* whole: all masses were timed, at some redshifts */
    size_t calls_before; /* calls that a model answers before it is timed, where it has a memory */
    size_t answered;     /* calls of the model so far, on new inputs                              */
    hmf_model model;
    bool created;
    double *all_z, *base_z, *z, *mass, *dn_dlnm;
    size_t cells; /* allocated in dn_dlnm */
} prober;

typedef struct {
    size_t nz;
    double evaluate, again;
} probe;

/* At one number of masses: a grid of one redshift, and the estimate for all redshifts. */
typedef struct {
    size_t nmass;
    double one, evaluate, again;
} column;

static double spent(const prober *p) {
    return p->now() - p->start;
}

static hmf_status no_memory(const prober *p) {
    *p->error = (hmf_error){HMF_NO_MEMORY, "out of memory for an estimate"};
    return HMF_NO_MEMORY;
}

/* ---- one grid -------------------------------------------------------------------------------- */

/* Fills the inputs of a grid cut from the workload's: redshifts and masses of the same range.
 */
static hmf_status fill(prober *p, size_t nz, size_t nmass, hmf_cosmology *cosmology) {
    hmf_workload cut = *p->workload;
    cut.ncosmology = 1;
    cut.nz = nz;
    cut.nmass = nmass;
    cut.z = p->base_z;
    for (size_t i = 0; i < nz; i++)
        p->base_z[i] = p->all_z[nz > 1 ? i * (p->workload->nz - 1) / (nz - 1) : 0];
    hmf_workload_fill(&cut, p->seed, ++p->variation, cosmology, p->z, p->mass);
    if (nz * nmass <= p->cells) return HMF_OK;
    free(p->dn_dlnm);
    p->cells = nz * nmass;
    p->dn_dlnm = malloc(p->cells * sizeof *p->dn_dlnm);
    if (!p->dn_dlnm) return no_memory(p);
    memset(p->dn_dlnm, 0, p->cells * sizeof *p->dn_dlnm); /* its pages are not part of a call */
    return HMF_OK;
}

typedef struct {
    double now, busy;
} moment;

static moment moment_now(const prober *p) {
    const double busy = p->busy();
    return (moment){p->now(), busy};
}

/* The real time of a long call contains other programs, and the processor's time of a short one the
 * system call that reads it. */
static double seconds_since(const prober *p, const moment *start) {
    const double now = p->now();
    return fmin(now - start->now, p->busy() - start->busy);
}

static void destroy(prober *p) {
    if (p->created) hmf_destroy(&p->model);
    p->created = false;
}

/* Replaces the model by a new one. */
static hmf_status create(prober *p, const hmf_cosmology *cosmology) {
    const moment start = moment_now(p);
    destroy(p);
    const hmf_status status = hmf_create(&p->model, p->impl, cosmology, p->error);
    p->created = status == HMF_OK;
    p->answered = 0;
    p->setup = fmin(p->setup, seconds_since(p, &start));
    return status;
}

static hmf_status evaluate(prober *p, size_t nz, size_t nmass, double *seconds) {
    const moment start = moment_now(p);
    const hmf_status status =
        hmf_evaluate(&p->model, p->z, nz, p->mass, nmass, p->dn_dlnm, p->error);
    *seconds = seconds_since(p, &start);
    return status;
}

/* Times one grid, twice where the second call may be faster. fresh: on a new model. */
static hmf_status time_once(prober *p, bool fresh, size_t nmass, probe *at) {
    hmf_cosmology cosmology;
    hmf_status status = fill(p, at->nz, nmass, &cosmology);
    if (status == HMF_OK && (fresh || !p->created)) status = create(p, &cosmology);
    if (status == HMF_OK) status = evaluate(p, at->nz, nmass, &at->evaluate);
    p->answered++;
    at->again = at->evaluate;
    if (status == HMF_OK && p->has_memory) status = evaluate(p, at->nz, nmass, &at->again);
    return status;
}

/* Answers calls_before grids of one redshift, or as many as a part of the budget allows. */
static hmf_status use_model(prober *p, size_t nmass) {
    hmf_cosmology cosmology;
    hmf_status status = fill(p, 1, nmass, &cosmology);
    if (status == HMF_OK) status = create(p, &cosmology);
    const double start = p->now(), busy = p->busy();
    for (size_t i = 0; status == HMF_OK && i < p->calls_before && p->busy() - busy < for_use;
         i++, p->answered++) {
        double seconds;
        status = evaluate(p, 1, nmass, &seconds);
        if (status == HMF_OK) status = fill(p, 1, nmass, &cosmology);
    }
    p->start += p->now() - start;
    return status;
}

static bool is_tried(int tries, double seconds) {
    return tries == 0 || (tries < LEAST_TRIES && seconds < for_least_tries) ||
           (tries < MOST_TRIES && seconds < for_most_tries);
}

/* Times one grid. The shortest of several tries counts, since interference only adds time. */
static hmf_status time_grid(prober *p, size_t nmass, probe *at) {
    const bool fresh = p->has_memory && p->calls_before == 0;
    const double start = p->now();
    probe best = {at->nz, HUGE_VAL, HUGE_VAL};
    for (int try = 0; is_tried(try, p->now() - start); try++) {
        hmf_status status = HMF_OK;
        if (p->has_memory && p->calls_before > 0 &&
            (!p->created || p->answered > p->calls_before + p->calls_before / 2))
            status = use_model(p, nmass);
        if (status == HMF_OK) status = time_once(p, fresh, nmass, at);
        if (status != HMF_OK) return status;
        best.evaluate = fmin(best.evaluate, at->evaluate);
        best.again = fmin(best.again, at->again);
    }
    *at = best;
    return HMF_OK;
}

/* ---- all redshifts --------------------------------------------------------------------------- */

static double line(double x1, double y1, double x2, double y2, double x) {
    return y1 + fmax(0.0, y2 - y1) * (x - x1) / (x2 - x1);
}

static double at_redshifts(const probe *one, const probe *last, double nz) {
    return line(1.0, one->evaluate, (double)last->nz, last->evaluate, nz);
}

/* Returns the next number of redshifts to time, or the last one again where its cost and that of
 * one redshift predict the others. */
static size_t next_redshifts(const prober *p, const probe *one, const probe *last) {
    const size_t all = p->workload->nz;
    if (last->nz == 1) return all < 2 ? all : 2;
    const double rise = last->evaluate - one->evaluate;
    const size_t leap = GROWTH * last->nz < all ? GROWTH * last->nz : all;
    if (at_redshifts(one, last, (double)leap) < cheap) return leap;
    if (rise > visible * one->evaluate) return last->nz;
    const double slope = fmax(rise / (double)(last->nz - 1), noise * one->evaluate);
    const double wanted = (double)last->nz + fmax(1.0, one->evaluate / slope);
    return wanted < (double)leap ? (size_t)wanted : leap;
}

static hmf_status time_column(prober *p, column *c) {
    p->start = p->now();
    if (p->has_memory) destroy(p);
    probe one = {.nz = 1};
    hmf_status status = time_grid(p, c->nmass, &one);
    probe last = one;
    while (status == HMF_OK) {
        const size_t nz = next_redshifts(p, &one, &last);
        if (nz == last.nz) break;
        if (spent(p) + at_redshifts(&one, &last, (double)nz) > most) break;
        last.nz = nz;
        status = time_grid(p, c->nmass, &last);
    }
    const double all = (double)p->workload->nz;
    c->one = one.evaluate;
    c->evaluate = c->again = last.evaluate;
    if (last.nz > 1) {
        c->evaluate = at_redshifts(&one, &last, all);
        c->again = line(1.0, one.again, (double)last.nz, last.again, all);
    } else {
        c->again = one.again;
    }
    return status;
}

/* ---- all masses ------------------------------------------------------------------------------ */

static column at_masses(const column *few, const column *many, size_t nmass) {
    const double x1 = (double)few->nmass, x2 = (double)many->nmass, x = (double)nmass;
    return (column){.nmass = nmass,
                    .one = line(x1, few->one, x2, many->one, x),
                    .evaluate = line(x1, few->evaluate, x2, many->evaluate, x),
                    .again = line(x1, few->again, x2, many->again, x)};
}

/* Whether a column of more masses is worth its time: it is cheap, or a memory may be too small for
 * it and the budget allows it. */
static bool goes_on(const prober *p, const column *next) {
    const double redshifts = p->workload->nz < 3 ? (double)p->workload->nz : 3.0;
    if (next->evaluate < cheap) return true;
    return p->has_memory && redshifts * next->one <= most;
}

static hmf_status time_columns(prober *p, column *result) {
    const size_t all = p->workload->nmass;
    column few = {0}, many = {.nmass = all < FIRST_MASSES ? all : FIRST_MASSES};
    hmf_status status = time_column(p, &many);
    while (status == HMF_OK && many.nmass < all) {
        const size_t masses = GROWTH * many.nmass < all ? GROWTH * many.nmass : all;
        if (few.nmass > 0) {
            const column next = at_masses(&few, &many, masses);
            if (!goes_on(p, &next)) break;
        }
        few = many;
        many = (column){.nmass = masses};
        status = time_column(p, &many);
    }
    p->whole = many.nmass == all;
    if (status == HMF_OK) *result = p->whole ? many : at_masses(&few, &many, all);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Measures the set-up, and finds out whether answers are remembered. */
static hmf_status time_setup(prober *p) {
    const size_t all = p->workload->nmass, nmass = all < FIRST_MASSES ? all : FIRST_MASSES;
    const double start = p->now();
    double evaluated = 0.0;
    probe best = {.evaluate = HUGE_VAL, .again = HUGE_VAL};
    p->has_memory = true;
    for (int try = 0; is_tried(try, evaluated); try++) {
        probe at = {.nz = 1};
        const hmf_status status = time_once(p, is_tried(try, p->now() - start), nmass, &at);
        if (status != HMF_OK) return status;
        best.evaluate = fmin(best.evaluate, at.evaluate);
        best.again = fmin(best.again, at.again);
        evaluated += at.evaluate + at.again;
    }
    p->has_memory = best.again < remembered * best.evaluate;
    return HMF_OK;
}

/* A memory that is too small for one call is not better after others. */
static bool differs_after_use(const prober *p, const column *fresh) {
    return p->has_memory && p->whole && fresh->again < worn_out * fresh->evaluate;
}

static hmf_status estimate_all(prober *p, size_t calls_before, hmf_estimate *estimate) {
    column fresh = {0};
    hmf_status status = time_setup(p);
    if (status == HMF_OK) status = time_columns(p, &fresh);
    column used = fresh;
    if (status == HMF_OK && calls_before > 0 && differs_after_use(p, &fresh)) {
        p->calls_before = calls_before;
        status = time_column(p, &used);
    }
    if (status == HMF_OK)
        *estimate = (hmf_estimate){.setup = p->setup,
                                   .first = fresh.evaluate,
                                   .warm = used.evaluate,
                                   .again = fresh.again};
    return status;
}

static double real_time(void) {
    return hmf_now();
}

static double processor_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

hmf_status hmf_estimate_workload(const hmf_impl *impl, const hmf_workload *workload,
                                 size_t calls_before, uint64_t seed, double (*now)(void),
                                 hmf_estimate *estimate, hmf_error *error) {
    const hmf_workload *w = workload;
    prober p = {
        .impl = impl, .workload = w, .seed = seed, .now = now, .error = error, .setup = HUGE_VAL};
    const bool threads = impl->flags & HMF_THREADED;
    if (!now) p.now = real_time;
    p.busy = now || threads ? p.now : processor_time;
    hmf_cosmology *cosmologies = calloc(w->ncosmology, sizeof *cosmologies);
    p.all_z = calloc(w->nz, sizeof *p.all_z);
    p.base_z = calloc(w->nz, sizeof *p.base_z);
    p.z = calloc(w->nz, sizeof *p.z);
    p.mass = calloc(w->nmass, sizeof *p.mass);
    hmf_status status = HMF_OK;
    if (!cosmologies || !p.all_z || !p.base_z || !p.z || !p.mass) {
        status = no_memory(&p);
    } else {
        hmf_workload_fill(w, seed, 0, cosmologies, p.all_z, p.mass);
        status = estimate_all(&p, calls_before, estimate);
    }
    destroy(&p);
    free(cosmologies);
    free(p.all_z);
    free(p.base_z);
    free(p.z);
    free(p.mass);
    free(p.dn_dlnm);
    return status;
}

double hmf_estimate_call(const hmf_estimate *e, const hmf_workload *workload, hmf_mode mode) {
    const double one = mode == HMF_COLD   ? e->setup + e->first
                       : mode == HMF_WARM ? e->warm
                                          : e->again;
    return one * (double)workload->ncosmology;
}

double hmf_estimate_ready(const hmf_estimate *e, const hmf_workload *workload) {
    return (e->setup + e->first) * (double)workload->ncosmology;
}

hmf_estimate_words hmf_estimate_text(double seconds) {
    hmf_estimate_words words;
    if (seconds < 10.0) {
        snprintf(words.text, sizeof words.text, "about %.2g s", seconds);
    } else {
        const double step = pow(10.0, floor(log10(seconds)) - 1.0);
        snprintf(words.text, sizeof words.text, "about %.0f s", round(seconds / step) * step);
    }
    return words;
}
