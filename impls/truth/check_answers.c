/* SPDX-License-Identifier: MIT */
/* check_answers.c: checks of the computed values. */
#include "check_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the shape of the call ------------------------------------------------------------------- */

/* Fails the check unless got keeps the promise of accuracy at cell (iz, im). */
static void expect_truth(check_run *run, const char *what, const kit_grid *grid, size_t iz,
                         size_t im, double got) {
    const size_t at = iz * grid->nmass + im;
    const double error = hmf_truth_error(got, grid->want[at], grid->nu[at]);
    if (error <= run->impl->accuracy) return;
    kit_fail(run,
             "%s: z = %.17g, mass = %.17g: expected %.17g, got %.17g; conditioned error %.2g, "
             "promised %.2g",
             what, grid->z[iz], grid->mass[im], grid->want[at], got, error, run->impl->accuracy);
}

void check_one_point(check_run *run) {
    kit_grid grid;
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_create(run, &model, &grid.cosmology)) return;
    const size_t iz = 1, im = grid.nmass / 2;
    kit_output output;
    double *cells = kit_prepare(&output);
    if (kit_evaluate(run, &model, grid.z + iz, 1, grid.mass + im, 1, cells))
        expect_truth(run, "one cell", &grid, iz, im, cells[0]);
    cells = kit_prepare(&output);
    if (kit_evaluate(run, &model, grid.z + iz, 1, grid.mass, grid.nmass, cells))
        for (size_t i = 0; i < grid.nmass; i++)
            expect_truth(run, "one redshift", &grid, iz, i, cells[i]);
    cells = kit_prepare(&output);
    if (kit_evaluate(run, &model, grid.z, grid.nz, grid.mass + im, 1, cells))
        for (size_t i = 0; i < grid.nz; i++) expect_truth(run, "one mass", &grid, i, im, cells[i]);
    hmf_destroy(&model);
}

void check_scalar_equals_batch(check_run *run) {
    kit_grid grid;
    kit_output batch, scalar;
    double *expected = kit_prepare(&batch);
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_answer(run, &grid, expected) ||
        !kit_create(run, &model, &grid.cosmology))
        return;
    for (size_t iz = 0; iz < grid.nz; iz++)
        for (size_t im = 0; im < grid.nmass; im++) {
            double *got = kit_prepare(&scalar);
            if (kit_evaluate(run, &model, grid.z + iz, 1, grid.mass + im, 1, got))
                kit_close(run, "a single cell, against the grid", &grid, iz, im,
                          expected[iz * grid.nmass + im], got[0]);
        }
    hmf_destroy(&model);
}

/* Evaluates nz x nmass repetitions of the grid's inputs and compares them with its cells. */
static void compare_large(check_run *run, const kit_grid *grid, const double *expected, size_t nz,
                          size_t nmass) {
    double *z = malloc(nz * sizeof *z), *mass = malloc(nmass * sizeof *mass);
    double *got = malloc(nz * nmass * sizeof *got);
    char what[64];
    snprintf(what, sizeof what, "a grid of %zu redshifts and %zu masses", nz, nmass);
    hmf_model model;
    if (!z || !mass || !got) {
        kit_fail(run, "%s: out of memory", what);
    } else if (kit_create(run, &model, &grid->cosmology)) {
        for (size_t i = 0; i < nz; i++) z[i] = grid->z[i % grid->nz];
        for (size_t i = 0; i < nmass; i++) mass[i] = grid->mass[i % grid->nmass];
        const bool good = kit_evaluate(run, &model, z, nz, mass, nmass, got);
        for (size_t i = 0; good && i < nz * nmass; i++) {
            const size_t iz = i / nmass % grid->nz, im = i % nmass % grid->nmass;
            if (!kit_close(run, what, grid, iz, im, expected[iz * grid->nmass + im], got[i])) break;
        }
        hmf_destroy(&model);
    }
    free(z);
    free(mass);
    free(got);
}

/* Uses grids far larger than the blocks of implementations; and for those with threads, grids that
 * are divided among threads by masses and by redshifts. */
void check_large_grids(check_run *run) {
    kit_grid grid;
    kit_output small;
    double *expected = kit_prepare(&small);
    if (!kit_default_grid(run, &grid) || !kit_answer(run, &grid, expected)) return;
    compare_large(run, &grid, expected, 2, 5003);
    compare_large(run, &grid, expected, 600, 3);
    if (!(run->impl->flags & HMF_THREADED)) return;
    compare_large(run, &grid, expected, 5, 99999);
    compare_large(run, &grid, expected, 44444, 7);
}

/* Evaluates rows of every length up to KIT_LONGEST, of repeated masses. */
void check_every_length(check_run *run) {
    kit_grid grid;
    kit_output row;
    double expected[KIT_MASSES], mass[KIT_LONGEST];
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_create(run, &model, &grid.cosmology)) return;
    for (size_t i = 0; i < KIT_LONGEST; i++) mass[i] = grid.mass[i % grid.nmass];
    for (size_t i = 0; i < grid.nmass; i++)
        kit_evaluate(run, &model, grid.z, 1, grid.mass + i, 1, expected + i);
    for (size_t length = 1; length <= KIT_LONGEST; length++) {
        char what[32];
        snprintf(what, sizeof what, "a row of %zu masses", length);
        const double *got = kit_prepare(&row);
        if (!kit_evaluate(run, &model, grid.z, 1, mass, length, row.all + KIT_GUARD)) break;
        kit_written(run, what, &row, length);
        for (size_t i = 0; i < length; i++)
            kit_close(run, what, &grid, 0, i % grid.nmass, expected[i % grid.nmass], got[i]);
    }
    hmf_destroy(&model);
}

/* Places each array at every offset in a cache line, all at different ones. */
void check_any_alignment(check_run *run) {
    enum { LINE = 8 };
    _Alignas(LINE * sizeof(double)) double z[KIT_Z + LINE], mass[KIT_MASSES + LINE];
    _Alignas(LINE * sizeof(double)) double cells[KIT_CELLS + LINE];
    kit_grid grid;
    kit_output first;
    double *expected = kit_prepare(&first);
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_answer(run, &grid, expected) ||
        !kit_create(run, &model, &grid.cosmology))
        return;
    for (size_t off = 0; off < LINE; off++) {
        char what[32];
        snprintf(what, sizeof what, "masses at offset %zu bytes", off * sizeof(double));
        const size_t z_off = 3 * off % LINE, cells_off = (5 * off + 1) % LINE;
        for (size_t i = 0; i < KIT_Z + LINE; i++) z[i] = grid.z[0];
        for (size_t i = 0; i < KIT_MASSES + LINE; i++) mass[i] = grid.mass[0];
        memcpy(z + z_off, grid.z, grid.nz * sizeof *z);
        memcpy(mass + off, grid.mass, grid.nmass * sizeof *mass);
        if (!kit_evaluate(run, &model, z + z_off, grid.nz, mass + off, grid.nmass,
                          cells + cells_off))
            break;
        for (size_t i = 0; i < grid.nz * grid.nmass; i++)
            kit_close(run, what, &grid, i / grid.nmass, i % grid.nmass, expected[i],
                      cells[cells_off + i]);
    }
    hmf_destroy(&model);
}

/* Tries reversed, shuffled and repeated inputs. */
void check_any_order(check_run *run) {
    kit_grid grid;
    kit_output sorted, shuffled;
    double *expected = kit_prepare(&sorted);
    if (!kit_default_grid(run, &grid) || !kit_answer(run, &grid, expected)) return;
    static const size_t orders[][KIT_MASSES] = {
        {7, 6, 5, 4, 3, 2, 1, 0}, {3, 3, 0, 7, 1, 7, 7, 2}, {5, 5, 5, 5, 5, 5, 5, 5}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        kit_grid other = grid;
        for (size_t iz = 0; iz < grid.nz; iz++) other.z[iz] = grid.z[orders[i][iz] % grid.nz];
        for (size_t im = 0; im < grid.nmass; im++) other.mass[im] = grid.mass[orders[i][im]];
        double *got = kit_prepare(&shuffled);
        if (!kit_answer(run, &other, got)) return;
        for (size_t iz = 0; iz < grid.nz; iz++)
            for (size_t im = 0; im < grid.nmass; im++) {
                const size_t from_z = orders[i][iz] % grid.nz, from_mass = orders[i][im];
                kit_close(run, "unsorted, against sorted", &grid, from_z, from_mass,
                          expected[from_z * grid.nmass + from_mass], got[iz * grid.nmass + im]);
            }
    }
}

/* ---- dependence on every input --------------------------------------------------------------- */

/* At this cell, increasing an input by a tenth changes ln dn/dlnM by 0.18 (omega_lambda) to 1.3
 * (delta_c), computed by quadrature. An implementation that ignores an input changes it by less
 * than half of the smallest. */
static const double inputs_z = 3.0, inputs_mass = 1e13;
static const double inputs_step = 1.1;
static const double inputs_least = 0.5 * 0.18;

static bool inputs_answer(check_run *run, const hmf_cosmology *cosmology, double z, double mass,
                          double *dn_dlnm) {
    const kit_grid grid = {.cosmology = *cosmology, .nz = 1, .nmass = 1, .z = {z}, .mass = {mass}};
    kit_output output;
    const double *cells = kit_prepare(&output);
    const bool good = kit_answer(run, &grid, output.all + KIT_GUARD);
    *dn_dlnm = cells[0];
    return good;
}

static void expect_change(check_run *run, const char *input, double from, double before,
                          double after) {
    if (fabs(log(after / before)) >= inputs_least) return;
    kit_fail(run, "%s = %g and %g: expected different answers, got %.17g and %.17g", input, from,
             inputs_step * from, before, after);
}

void check_inputs_used(check_run *run) {
    const hmf_cosmology *standard = &hmf_cosmology_default;
    double base, changed;
    if (!inputs_answer(run, standard, inputs_z, inputs_mass, &base)) return;
    if (inputs_answer(run, standard, inputs_step * inputs_z, inputs_mass, &changed))
        expect_change(run, "z", inputs_z, base, changed);
    if (inputs_answer(run, standard, inputs_z, inputs_step * inputs_mass, &changed))
        expect_change(run, "mass", inputs_mass, base, changed);
    for (size_t i = 0; i < KIT_PARAMETERS; i++) {
        hmf_cosmology cosmology = *standard;
        double *value = kit_value(&cosmology, &kit_parameters[i]);
        const double from = *value;
        *value *= inputs_step;
        if (inputs_answer(run, &cosmology, inputs_z, inputs_mass, &changed))
            expect_change(run, kit_parameters[i].name, from, base, changed);
    }
}

/* ---- the edges of the promised domain -------------------------------------------------------- */

/* Returns a corner of the promised domain; each bit selects the lower or upper bound of a
 * parameter. */
static hmf_cosmology edge_cosmology(unsigned corner) {
    hmf_cosmology cosmology;
    for (size_t i = 0; i < KIT_PARAMETERS; i++) {
        const hmf_bounds bounds = kit_bounds(&hmf_domain_promised, &kit_parameters[i]);
        *kit_value(&cosmology, &kit_parameters[i]) = corner >> i & 1u ? bounds.max : bounds.min;
    }
    return cosmology;
}

void check_edges(check_run *run) {
    const hmf_bounds z = hmf_domain_promised.z, mass = hmf_domain_promised.mass;
    kit_grid grid = {.nz = 2, .nmass = 2, .z = {z.min, z.max}, .mass = {mass.min, mass.max}};
    for (unsigned corner = 0; corner < 1u << KIT_PARAMETERS; corner++) {
        grid.cosmology = edge_cosmology(corner);
        kit_output output;
        double *cells = kit_prepare(&output);
        if (!kit_answer(run, &grid, cells)) return;
        const hmf_cosmology *c = &grid.cosmology;
        for (size_t i = 0; i < 4; i++)
            if (!(isfinite(cells[i]) && cells[i] >= 0.0))
                kit_fail(run,
                         "omega_m = %g, omega_lambda = %g, h0 = %g, sigma_8 = %g, n_s = %g, "
                         "delta_c = %g, z = %g, mass = %g: expected a finite number >= 0, got %g",
                         c->omega_m, c->omega_lambda, c->h0, c->sigma_8, c->n_s, c->delta_c,
                         grid.z[i / 2], grid.mass[i % 2], cells[i]);
    }
}

/* ---- the promise ----------------------------------------------------------------------------- */

/* Writes the worst cell to run->message, which is printed with every outcome. */
static void describe_worst(check_run *run, const hmf_truth_worst *worst) {
    FILE *stream = fmemopen(run->message, sizeof run->message, "w");
    if (!stream) {
        snprintf(run->message, sizeof run->message, "conditioned error %.3g", worst->error);
        return;
    }
    hmf_truth_print(stream, worst);
    fclose(stream);
    run->message[strcspn(run->message, "\n")] = '\0';
}

/* A promise of more than 20 times the measured error is only a remark (impls/README.md), because
 * other machines round differently. */
void check_truth(check_run *run) {
    hmf_truth_worst worst;
    hmf_error error;
    if (hmf_truth_check(run->table, run->impl, &worst, &error) != HMF_OK) {
        kit_fail(run, "could not be computed: %s", error.message);
        return;
    }
    describe_worst(run, &worst);
    if (!hmf_truth_kept(run->impl, &worst)) run->outcome = CHECK_FAIL;
    const size_t used = strlen(run->message);
    snprintf(run->message + used, sizeof run->message - used, "; promised %.2g%s",
             run->impl->accuracy,
             20.0 * worst.error < run->impl->accuracy
                 ? " (more than 20 times the error; lower the promise)"
                 : "");
}
