/* SPDX-License-Identifier: MIT */
/*
 * The cells of the table of certified values:
 *
 *   default    the grid of the original job: 5 redshifts, the 200 masses of workshop.csv
 *   edges      the default cosmology at the bounds of the promised domain and of the job
 *   brink      masses around the one at which dn/dlnM is DBL_MIN
 *   spread     cosmologies in all of the promised domain: flat, curved, and with OL = 0; each has
 *              its own redshifts and masses, unsorted
 *   corners    corners of the promised domain
 */
#include "truth_design.h"

#include "die.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DEFAULT_MASSES = 200,
    SPREAD_COSMOLOGIES = 32,
    SPREAD_MASSES = 10,
    SPREAD_REDSHIFTS = 5,
    CORNERS = 16,
    GRIDS = 3 + SPREAD_COSMOLOGIES + CORNERS
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Adds a grid with space for its values. */
static hmf_truth_grid *add_grid(hmf_truth_table *table, const hmf_cosmology *cosmology,
                                const double *z, size_t nz, size_t nmass) {
    hmf_truth_grid *grid = &table->grids[table->count++];
    grid->cosmology = *cosmology;
    if (!hmf_truth_allocate_grid(grid, nz, nmass)) die(EXIT_ERROR, "out of memory");
    for (size_t i = 0; i < nz; i++) grid->z[i] = z[i];
    return grid;
}

static void add_list(hmf_truth_table *table, const hmf_cosmology *cosmology, const double *z,
                     size_t nz, const double *mass, size_t nmass) {
    hmf_truth_grid *grid = add_grid(table, cosmology, z, nz, nmass);
    for (size_t i = 0; i < nmass; i++) grid->mass[i] = mass[i];
}

/* Reads the masses of the workshop's answers: logspace(2, 15, 200) with NumPy's rounding, which is
 * up to 4e-15 off the powers of ten. */
static void read_workshop_masses(double mass[DEFAULT_MASSES]) {
    FILE *file = fopen(HMF_WORKSHOP_CSV, "r");
    bool good = file && fscanf(file, "z,mass,dn_dlnm ") == 0;
    for (int i = 0; good && i < DEFAULT_MASSES; i++)
        good = fscanf(file, "0,%lf,%*f ", &mass[i]) == 1;
    if (!good) die(EXIT_ERROR, "cannot read " HMF_WORKSHOP_CSV);
    fclose(file);
}

static void add_default(hmf_truth_table *table) {
    static const double z[] = {0.0, 5.0, 10.0, 20.0, 30.0};
    double mass[DEFAULT_MASSES];
    read_workshop_masses(mass);
    add_list(table, &hmf_cosmology_default, z, COUNT(z), mass, COUNT(mass));
}

static void add_edges(hmf_truth_table *table) {
    static const double z[] = {0.0, 30.0, 100.0}, mass[] = {1.0, 1e2, 1e15, 1e17};
    add_list(table, &hmf_cosmology_default, z, COUNT(z), mass, COUNT(mass));
}

/* At the mass `pass` dn/dlnM is DBL_MIN within 1e-13 (by bisection with certified values). */
static void add_brink(hmf_truth_table *table) {
    static const double z[] = {20.0};
    static const double pass = 238722368144048.72;
    static const double step[] = {-0.1, -0.03, -1e-2, -3e-3, -1e-3, -1e-4, -1e-6, -1e-8, 0.0, 1e-8,
                                  1e-6, 1e-4,  1e-3,  3e-3,  1e-2,  0.03,  0.06,  0.1,   0.12};
    hmf_truth_grid *grid = add_grid(table, &hmf_cosmology_default, z, COUNT(z), COUNT(step));
    for (size_t i = 0; i < COUNT(step); i++) grid->mass[i] = pass * (1.0 + step[i]);
}

static gsl_rng *make_generator(unsigned long seed) {
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng) die(EXIT_ERROR, "out of memory");
    gsl_rng_set(rng, seed);
    return rng;
}

static hmf_truth_table *make_table(size_t grids) {
    hmf_truth_table *table = xcalloc(1, sizeof *table);
    table->grids = xcalloc(grids, sizeof *table->grids);
    return table;
}

/* ---- cosmologies ----------------------------------------------------------------------------- */

/* Rounds to `digits` significant decimals, so that the last bit of libm does not matter and the
 * file is short. */
static double decimal(double value, int digits) {
    char text[32];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL);
}

static double within(hmf_bounds bounds, double fraction) {
    return decimal(bounds.min + (bounds.max - bounds.min) * fraction, 4);
}

/* For each cosmology a fraction of the range of each of these is drawn. */
enum { OMEGA_M, OMEGA_LAMBDA, H0, SIGMA_8, N_S, DELTA_C, CURVATURE, TILT, REDSHIFT };
enum { SPREAD_DRAWS = REDSHIFT + SPREAD_REDSHIFTS - 1 };

typedef struct {
    double fraction[SPREAD_DRAWS][SPREAD_COSMOLOGIES];
    double mass_fraction[SPREAD_COSMOLOGIES * SPREAD_MASSES];
} spread_design;

/* Draws one number from each of count equal parts of [0, 1), in random order. */
static void draw_strata(gsl_rng *rng, double *fraction, size_t count) {
    for (size_t i = 0; i < count; i++)
        fraction[i] = ((double)i + gsl_rng_uniform(rng)) / (double)count;
    gsl_ran_shuffle(rng, fraction, count, sizeof *fraction);
}

/* Draws a Latin hypercube, in which each parameter is evenly distributed (McKay, Beckman & Conover
 * 1979, Technometrics 21, 239). */
static void draw_spread(spread_design *design) {
    gsl_rng *rng = make_generator(TRUTH_DESIGN_SEED);
    for (size_t i = 0; i < SPREAD_DRAWS; i++)
        draw_strata(rng, design->fraction[i], SPREAD_COSMOLOGIES);
    draw_strata(rng, design->mass_fraction, COUNT(design->mass_fraction));
    gsl_rng_free(rng);
}

/* Three eighths are flat and one eighth has no cosmological constant. A quarter has n_s = 1, for
 * which implementations may have a special case. */
static hmf_cosmology spread_cosmology(const spread_design *design, size_t i) {
    const double(*fraction)[SPREAD_COSMOLOGIES] = design->fraction;
    const hmf_domain *d = &hmf_domain_promised;
    hmf_cosmology c = {
        .omega_m = within(d->omega_m, fraction[OMEGA_M][i]),
        .omega_lambda = within(d->omega_lambda, fraction[OMEGA_LAMBDA][i]),
        .h0 = within(d->h0, fraction[H0][i]),
        .sigma_8 = within(d->sigma_8, fraction[SIGMA_8][i]),
        .n_s = within(d->n_s, fraction[N_S][i]),
        .delta_c = within(d->delta_c, fraction[DELTA_C][i]),
    };
    if (fraction[CURVATURE][i] < 0.125)
        c.omega_lambda = 0.0;
    else if (fraction[CURVATURE][i] < 0.5)
        c.omega_lambda = decimal(1.0 - c.omega_m, 4);
    if (fraction[TILT][i] < 0.25) c.n_s = 1.0;
    return c;
}

/* Uses z = 0 and others up to 100. Half of them are below 12.5, because most masses underflow
 * above. */
static void add_spread(hmf_truth_table *table, const spread_design *design, size_t i) {
    double z[SPREAD_REDSHIFTS] = {0.0};
    for (size_t j = 1; j < SPREAD_REDSHIFTS; j++) {
        const double u = design->fraction[REDSHIFT + j - 1][i];
        z[j] = decimal(hmf_domain_promised.z.max * u * u * u, 4);
    }
    const hmf_cosmology cosmology = spread_cosmology(design, i);
    hmf_truth_grid *grid = add_grid(table, &cosmology, z, SPREAD_REDSHIFTS, SPREAD_MASSES);
    for (size_t j = 0; j < SPREAD_MASSES; j++)
        grid->mass[j] = decimal(
            pow(hmf_domain_promised.mass.max, design->mass_fraction[SPREAD_MASSES * i + j]), 7);
}

/* A quarter of the 64 corners, in which every pair of parameters has all four combinations (the
 * fractional factorial design 2^(6-2) of resolution IV: E = ABC, F = BCD). */
static void add_corner(hmf_truth_table *table, unsigned i) {
    static const double z[] = {0.0, 6.0, 100.0}, mass[] = {1e17, 1.0, 1e12, 1e6};
    const hmf_domain *d = &hmf_domain_promised;
    const unsigned a = i & 1, b = i >> 1 & 1, c = i >> 2 & 1, e = i >> 3 & 1;
    const hmf_cosmology cosmology = {
        .omega_m = within(d->omega_m, a),
        .omega_lambda = within(d->omega_lambda, b),
        .h0 = within(d->h0, c),
        .sigma_8 = within(d->sigma_8, e),
        .n_s = within(d->n_s, a ^ b ^ c),
        .delta_c = within(d->delta_c, b ^ c ^ e),
    };
    add_list(table, &cosmology, z, COUNT(z), mass, COUNT(mass));
}

hmf_truth_table *truth_design(void) {
    hmf_truth_table *table = make_table(GRIDS);
    spread_design design = {0};
    draw_spread(&design);
    add_default(table);
    add_edges(table);
    add_brink(table);
    for (size_t i = 0; i < SPREAD_COSMOLOGIES; i++) add_spread(table, &design, i);
    for (unsigned i = 0; i < CORNERS; i++) add_corner(table, i);
    return table;
}

/* ---- at random ------------------------------------------------------------------------------- */

static double draw(gsl_rng *rng, hmf_bounds bounds) {
    return within(bounds, gsl_rng_uniform(rng));
}

static void add_random(hmf_truth_table *table, gsl_rng *rng) {
    const hmf_domain *d = &hmf_domain_promised;
    const hmf_bounds tilted = {0.8, 1.2};
    const bool everywhere = table->count % 2;
    hmf_cosmology c = {
        .omega_m = draw(rng, d->omega_m),
        .omega_lambda = draw(rng, d->omega_lambda),
        .h0 = draw(rng, d->h0),
        .sigma_8 = draw(rng, d->sigma_8),
        .n_s = draw(rng, tilted),
        .delta_c = draw(rng, d->delta_c),
    };
    if (gsl_rng_uniform(rng) < 0.5) c.omega_lambda = decimal(1.0 - c.omega_m, 4);
    if (gsl_rng_uniform(rng) < 0.5) c.n_s = 1.0;
    double z[TRUTH_RANDOM_REDSHIFTS];
    for (size_t i = 0; i < COUNT(z); i++)
        z[i] = decimal((everywhere ? d->z.max : 30.0) * pow(gsl_rng_uniform(rng), 2.0), 4);
    hmf_truth_grid *grid = add_grid(table, &c, z, COUNT(z), TRUTH_RANDOM_MASSES);
    for (size_t i = 0; i < TRUTH_RANDOM_MASSES; i++) {
        const double u = gsl_rng_uniform(rng);
        grid->mass[i] = decimal(pow(10.0, everywhere ? 17.0 * u : 2.0 + 13.0 * u), 7);
    }
}

hmf_truth_table *truth_design_random(size_t cells, unsigned long seed) {
    const size_t each = TRUTH_RANDOM_MASSES * TRUTH_RANDOM_REDSHIFTS;
    const size_t grids = (cells + each - 1) / each;
    hmf_truth_table *table = make_table(grids);
    gsl_rng *rng = make_generator(seed);
    for (size_t i = 0; i < grids; i++) add_random(table, rng);
    gsl_rng_free(rng);
    return table;
}
