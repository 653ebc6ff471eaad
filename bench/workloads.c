/* SPDX-License-Identifier: MIT */
#include "workloads.h"

#include <math.h>
#include <string.h>

static const double point_z[] = {0.0};
static const double default_z[] = {0.0, 5.0, 10.0, 20.0, 30.0};

#define DEFAULT_GRID .nz = 5, .nmass = 200, .z = default_z, .mass = {1e2, 1e15}

static const hmf_workload workloads[] = {
    {.name = "point",
     .summary = "1 redshift, 1 mass",
     .ncosmology = 1,
     .nz = 1,
     .nmass = 1,
     .z = point_z,
     .mass = {1e12, 1e12}},
    {.name = "default",
     .summary = "5 redshifts 0..30, 200 masses 1e2..1e15",
     .ncosmology = 1,
     DEFAULT_GRID},
    {.name = "survey",
     .summary = "100 redshifts 0..30, 10000 masses 1e2..1e15",
     .ncosmology = 1,
     .nz = 100,
     .nmass = 10000,
     .mass = {1e2, 1e15}},
    {.name = "chain",
     .summary = "the default grid for each of 64 cosmologies, n_s = 1",
     .ncosmology = 64,
     DEFAULT_GRID,
     .sampled = true},
    {.name = "chain_ns",
     .summary = "the default grid for each of 64 cosmologies, n_s varies as well",
     .ncosmology = 64,
     DEFAULT_GRID,
     .sampled = true,
     .sampled_n_s = true},
};
enum { WORKLOADS = sizeof workloads / sizeof *workloads };

const hmf_workload *hmf_workloads(size_t *count) {
    *count = WORKLOADS;
    return workloads;
}

const hmf_workload *hmf_workload_find(const char *name) {
    for (size_t i = 0; i < WORKLOADS; i++)
        if (strcmp(workloads[i].name, name) == 0) return &workloads[i];
    return NULL;
}

/* ---- random numbers -------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea & Flood 2014, OOPSLA, "Fast splittable pseudorandom number generators").
 * Its state can be set to any position, so that a variation does not depend on those before it. */
static uint64_t mix(uint64_t state) {
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
    state = (state ^ (state >> 27)) * 0x94d049bb133111ebu;
    return state ^ (state >> 31);
}

static const uint64_t golden_gamma = 0x9e3779b97f4a7c15u;

/* Returns a uniform number in [0, 1). */
static double draw(uint64_t *state) {
    *state += golden_gamma;
    return 0x1p-53 * (double)(mix(*state) >> 11);
}

static double draw_between(uint64_t *state, double low, double high) {
    return low + (high - low) * draw(state);
}

/* ---- filling --------------------------------------------------------------------------------- */

/* Draws a flat cosmology from ranges that are several times as wide as the uncertainties of Planck
 * (2018 results VI, A&A 641, A6, table 2), because a chain starts far from the maximum. */
static void sample_cosmology(uint64_t *state, bool sampled_n_s, hmf_cosmology *c) {
    c->omega_m = draw_between(state, 0.25, 0.37);
    c->omega_lambda = 1.0 - c->omega_m;
    c->h0 = draw_between(state, 62.0, 76.0);
    c->sigma_8 = draw_between(state, 0.65, 0.95);
    c->n_s = sampled_n_s ? draw_between(state, 0.92, 1.02) : 1.0;
    c->delta_c = draw_between(state, 1.66, 1.70);
}

/* Moves every parameter except n_s by up to 1 %. */
static void vary_cosmology(uint64_t *state, hmf_cosmology *c) {
    double *const parameters[] = {&c->omega_m, &c->omega_lambda, &c->h0, &c->sigma_8, &c->delta_c};
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        *parameters[i] *= draw_between(state, 0.99, 1.01);
}

static double base_redshift(const hmf_workload *w, size_t i) {
    return w->z ? w->z[i] : 30.0 * (double)i / (double)(w->nz > 1 ? w->nz - 1 : 1);
}

/* Fills the exact grid of variation 0. */
static void fill_masses(const hmf_workload *w, double *mass) {
    const double first = log10(w->mass.min), last = log10(w->mass.max);
    mass[0] = w->mass.min;
    for (size_t i = 1; i < w->nmass; i++)
        mass[i] = pow(10.0, first + (last - first) * (double)i / (double)(w->nmass - 1));
}

/* Draws each mass between its own grid point and the next, but at most twice its grid point. Uses a
 * recurrence: this runs between timed calls, which may take less than one pow() per mass. */
static void vary_masses(const hmf_workload *w, uint64_t *state, double *mass) {
    const double range = w->mass.max / w->mass.min;
    const double step = w->nmass > 1 ? pow(range, 1.0 / (double)(w->nmass - 1)) : 1.05;
    double base = w->mass.min;
    for (size_t i = 0; i < w->nmass; i++, base *= step)
        mass[i] = base * draw_between(state, 1.0, fmin(step, 2.0));
}

void hmf_workload_fill(const hmf_workload *w, uint64_t seed, uint64_t variation,
                       hmf_cosmology *cosmology, double *z, double *mass) {
    uint64_t state = mix(mix(seed + golden_gamma) + variation);
    for (size_t i = 0; i < w->ncosmology; i++) {
        cosmology[i] = hmf_cosmology_default;
        if (w->sampled)
            sample_cosmology(&state, w->sampled_n_s, &cosmology[i]);
        else if (variation > 0)
            vary_cosmology(&state, &cosmology[i]);
    }
    for (size_t i = 0; i < w->nz; i++) {
        z[i] = base_redshift(w, i);
        if (variation > 0) z[i] += 0.01 * (1.0 + z[i]) * draw(&state);
    }
    if (variation > 0)
        vary_masses(w, &state, mass);
    else
        fill_masses(w, mass);
}
