/* SPDX-License-Identifier: MIT */
#include "estimate.h"

#include "clock.h"
#include "die.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The first grid has 1/FIRST_CUT of the redshifts and of the masses. */
enum { FIRST_CUT = 64, TRIES = 3 };

/* Seconds. A whole grid that takes less than `cheap` is timed at once, and one that takes more than
 * `most` is extrapolated. Grids below `brief` are timed TRIES times. */
static const double cheap = 0.05, most = 3.0, brief = 0.05;

typedef struct {
    const hmf_impl *impl;
    const hmf_workload *workload;
    double (*now)(void);
    hmf_error *error;
    uint64_t seed, variation;
    double *z, *mass, *dn_dlnm; /* [nz], [nmass], [nz][nmass] of the whole grid */
} prober;

static double sum(const hmf_estimate *e) {
    return e->first + e->again + e->warm;
}

static hmf_status evaluate(const prober *p, hmf_model *model, const hmf_workload *w,
                           double *seconds) {
    const double start = p->now();
    const hmf_status status =
        hmf_evaluate(model, p->z, w->nz, p->mass, w->nmass, p->dn_dlnm, p->error);
    *seconds = fmin(*seconds, p->now() - start);
    return status;
}

/* Times a new model on the grid of w. Lowers the times in *e, since interference only adds time. */
static hmf_status time_model(prober *p, const hmf_workload *w, hmf_estimate *e) {
    hmf_cosmology cosmology;
    hmf_model model;
    hmf_workload_fill(w, p->seed, ++p->variation, &cosmology, p->z, p->mass);
    const double start = p->now();
    hmf_status status = hmf_create(&model, p->impl, &cosmology, p->error);
    if (status != HMF_OK) return status;
    e->setup = fmin(e->setup, p->now() - start);
    status = evaluate(p, &model, w, &e->first);
    if (status == HMF_OK) status = evaluate(p, &model, w, &e->again);
    hmf_workload_fill(w, p->seed, ++p->variation, &cosmology, p->z, p->mass);
    if (status == HMF_OK) status = evaluate(p, &model, w, &e->warm);
    hmf_destroy(&model);
    return status;
}

/* Times the workload's grid with 1/cut of its redshifts and masses, over the same ranges. */
static hmf_status time_cut(prober *p, size_t cut, hmf_estimate *e) {
    hmf_workload w = *p->workload;
    w.ncosmology = 1;
    w.nz = (w.nz + cut - 1) / cut;
    w.nmass = (w.nmass + cut - 1) / cut;
    *e = (hmf_estimate){HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL};
    hmf_status status = HMF_OK;
    for (int i = 0; i < TRIES && status == HMF_OK && (i == 0 || sum(e) < brief); i++)
        status = time_model(p, &w, e);
    return status;
}

/* Returns the seconds on a grid with `factor` times as many redshifts and masses. before and now
 * are times of grids of which the second has twice as many of both. */
static double extrapolate(double before, double now, double factor) {
    const double power = before > 0.0 ? log2(now / before) : 2.0;
    return now * pow(factor, fmin(fmax(power, 0.0), 2.0));
}

static hmf_status estimate_all(prober *p, hmf_estimate *e) {
    hmf_estimate before = {0};
    size_t cut = FIRST_CUT;
    hmf_status status = time_cut(p, cut, e);
    while (status == HMF_OK && cut > 1) {
        const double whole = sum(e) * (double)(cut * cut);
        if (whole > cheap && extrapolate(sum(&before), sum(e), 2.0) > most) break;
        const double setup = e->setup;
        before = *e;
        cut = whole > cheap ? cut / 2 : 1;
        status = time_cut(p, cut, e);
        e->setup = fmin(e->setup, setup);
    }
    e->first = extrapolate(before.first, e->first, (double)cut);
    e->again = extrapolate(before.again, e->again, (double)cut);
    e->warm = extrapolate(before.warm, e->warm, (double)cut);
    return status;
}

static double processor_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

hmf_status hmf_estimate_workload(const hmf_impl *impl, const hmf_workload *workload, uint64_t seed,
                                 double (*now)(void), hmf_estimate *estimate, hmf_error *error) {
    const hmf_workload *w = workload;
    prober p = {.impl = impl, .workload = w, .now = now, .error = error, .seed = seed};
    if (!now) p.now = impl->flags & HMF_THREADED ? hmf_now : processor_time;
    p.z = xcalloc(w->nz, sizeof *p.z);
    p.mass = xcalloc(w->nmass, sizeof *p.mass);
    p.dn_dlnm = xcalloc(w->nz * w->nmass, sizeof *p.dn_dlnm);
    const hmf_status status = estimate_all(&p, estimate);
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
