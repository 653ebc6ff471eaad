/* SPDX-License-Identifier: MIT */
#include "record.h"

#include "result_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Records one in six grids of other cosmologies; each takes about 4 kB. */
enum { RECORD_GRID_STEP = 6 };

/* ---- choosing -------------------------------------------------------------------------------- */

/* Copies every step-th mass of the grid, and all redshifts. */
static bool copy_grid(const hmf_truth_grid *from, size_t step, hmf_truth_grid *to) {
    const size_t nz = from->nz, nmass = (from->nmass + step - 1) / step;
    to->cosmology = from->cosmology;
    if (!hmf_truth_allocate_grid(to, nz, nmass)) return false;
    memcpy(to->z, from->z, nz * sizeof *to->z);
    for (size_t im = 0; im < nmass; im++) to->mass[im] = from->mass[im * step];
    for (size_t i = 0; i < nz * nmass; i++)
        to->nu[i] = from->nu[i / nmass * from->nmass + i % nmass * step];
    return true;
}

static bool is_recorded(const hmf_truth_table *truth, size_t i) {
    const hmf_cosmology *cosmology = &truth->grids[i].cosmology;
    return i % RECORD_GRID_STEP == 0 ||
           memcmp(cosmology, &hmf_cosmology_default, sizeof *cosmology) == 0;
}

hmf_truth_table *record_cells(const hmf_truth_table *truth) {
    hmf_truth_table *cells = calloc(1, sizeof *cells);
    if (!cells) return NULL;
    cells->grids = calloc(truth->count, sizeof *cells->grids);
    bool good = cells->grids != NULL;
    for (size_t i = 0; good && i < truth->count; i++)
        if (is_recorded(truth, i)) {
            const hmf_truth_grid *from = &truth->grids[i];
            const size_t step = (from->nmass + RECORD_MASSES - 1) / RECORD_MASSES;
            good = copy_grid(from, step, &cells->grids[cells->count++]);
        }
    if (good) return cells;
    hmf_truth_free(cells);
    return NULL;
}

/* ---- computing and writing ------------------------------------------------------------------- */

static bool compute_grid(const hmf_impl *impl, hmf_truth_grid *grid, char *message, size_t size) {
    hmf_error error;
    if (hmf_mass_function(impl, &grid->cosmology, grid->z, grid->nz, grid->mass, grid->nmass,
                          grid->want, &error) != HMF_OK) {
        snprintf(message, size, "%s", error.message);
        return false;
    }
    for (size_t i = 0; i < grid->nz * grid->nmass; i++)
        if (!(isfinite(grid->want[i]) && grid->want[i] >= 0.0)) {
            snprintf(message, size, "%s gives %g at z = %.17g, mass = %.17g", impl->name,
                     grid->want[i], grid->z[i / grid->nmass], grid->mass[i % grid->nmass]);
            return false;
        }
    return true;
}

bool record_compute(const hmf_impl *impl, hmf_truth_table *cells, char *message, size_t size) {
    for (size_t i = 0; i < cells->count; i++)
        if (!compute_grid(impl, &cells->grids[i], message, size)) return false;
    return true;
}

bool record_write(const char *path, const hmf_impl *impl, const hmf_truth_table *cells,
                  char *message, size_t size) {
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    if (file) {
        fprintf(file,
                "# Recorded output of %s (./hmf test --reset); dn_dlnm is its own, nu is certified\n"
                "# (impls/truth/truth.csv).\n",
                impl->name);
        hmf_truth_write(file, cells);
    }
    const bool made = file && fclose(file) == 0;
    if (!made) snprintf(message, size, "%s: out of memory", path);
    const bool written = made && hmf_result_write(path, text, length, message, size);
    free(text);
    return written;
}

/* ---- comparing ------------------------------------------------------------------------------- */

static bool same_grid(const hmf_truth_grid *a, const hmf_truth_grid *b) {
    return a->nz == b->nz && a->nmass == b->nmass &&
           memcmp(&a->cosmology, &b->cosmology, sizeof a->cosmology) == 0 &&
           memcmp(a->z, b->z, a->nz * sizeof *a->z) == 0 &&
           memcmp(a->mass, b->mass, a->nmass * sizeof *a->mass) == 0;
}

bool record_same_cells(const hmf_truth_table *a, const hmf_truth_table *b) {
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_grid(&a->grids[i], &b->grids[i])) return false;
    return true;
}

static int worst_first(const void *a, const void *b) {
    const double x = ((const record_cell *)a)->difference, y = ((const record_cell *)b)->difference;
    return (x < y) - (x > y);
}

static size_t count_cells(const hmf_truth_table *table) {
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++) count += table->grids[i].nz * table->grids[i].nmass;
    return count;
}

record_cell *record_compare(const hmf_truth_table *recorded, const hmf_truth_table *now,
                            size_t *count) {
    record_cell *cells = calloc(count_cells(recorded) + 1, sizeof *cells);
    if (!cells) return NULL;
    *count = 0;
    for (size_t g = 0; g < recorded->count; g++) {
        const hmf_truth_grid *grid = &recorded->grids[g];
        for (size_t i = 0; i < grid->nz * grid->nmass; i++)
            cells[(*count)++] = (record_cell){
                .cosmology = &grid->cosmology,
                .z = grid->z[i / grid->nmass],
                .mass = grid->mass[i % grid->nmass],
                .recorded = grid->want[i],
                .now = now->grids[g].want[i],
                .difference =
                    hmf_truth_error(now->grids[g].want[i], grid->want[i], now->grids[g].nu[i]),
            };
    }
    qsort(cells, *count, sizeof *cells, worst_first);
    return cells;
}
