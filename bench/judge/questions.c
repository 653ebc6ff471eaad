/* SPDX-License-Identifier: MIT */
/* questions.c: reads and draws grids, and classifies answers. */
#include "questions.h"

#include "die.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const hmf_bounds domain_z = {0.0, 30.0}, domain_mass = {1e2, 1e15};

const char *const judge_question_set_names[] = {"any", "default"};
const char *const judge_class_names[] = {"wrong", "workshop", "table", "full"};

void judge_questions_free(judge_questions *list) {
    for (size_t i = 0; i < list->count; i++) hmf_truth_free_grid(&list->grids[i]);
    free(list->grids);
    *list = (judge_questions){0};
}

/* Appends the grid and takes ownership of it. */
static void add_grid(judge_questions *list, hmf_truth_grid grid) {
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 32;
        list->grids = xrealloc(list->grids, list->room * sizeof *list->grids);
    }
    list->grids[list->count++] = grid;
}

static hmf_truth_grid make_grid(size_t nz, size_t nmass) {
    hmf_truth_grid grid;
    if (!hmf_truth_allocate_grid(&grid, nz, nmass)) die(EXIT_ERROR, "out of memory");
    return grid;
}

/* Appends a grid with its right answers by `quadrature`. */
static void add_referred(judge_questions *list, const hmf_cosmology *cosmology, const double *z,
                         size_t nz, const double *mass, size_t nmass) {
    hmf_truth_grid grid;
    hmf_error error;
    if (hmf_truth_refer(cosmology, z, nz, mass, nmass, &grid, &error) != HMF_OK)
        die(EXIT_ERROR, "computing the right answers: %s", error.message);
    add_grid(list, grid);
}

/* ---- certified ------------------------------------------------------------------------------- */

/* Stores the indices of the values[count] within bounds in kept[]. Returns their number. */
static size_t keep(const double *values, size_t count, hmf_bounds bounds, size_t *kept) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (values[i] >= bounds.min && values[i] <= bounds.max) kept[n++] = i;
    return n;
}

/* Appends the part of the grid that is in the domain. */
static void add_inside(judge_questions *list, const hmf_truth_grid *all) {
    size_t *z = xmalloc(all->nz * sizeof *z), *mass = xmalloc(all->nmass * sizeof *mass);
    const size_t nz = keep(all->z, all->nz, domain_z, z);
    const size_t nmass = keep(all->mass, all->nmass, domain_mass, mass);
    if (nz > 0 && nmass > 0) {
        hmf_truth_grid grid = make_grid(nz, nmass);
        grid.cosmology = all->cosmology;
        for (size_t i = 0; i < nz * nmass; i++) {
            const size_t from = z[i / nmass] * all->nmass + mass[i % nmass];
            grid.z[i / nmass] = all->z[z[i / nmass]];
            grid.mass[i % nmass] = all->mass[mass[i % nmass]];
            grid.want[i] = all->want[from];
            grid.nu[i] = all->nu[from];
        }
        add_grid(list, grid);
    }
    free(z);
    free(mass);
}

void judge_questions_add_certified(judge_questions *list, judge_question_set which) {
    char message[256];
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    if (!table) die(EXIT_ERROR, "%s", message);
    for (size_t i = 0; i < table->count; i++) {
        const hmf_cosmology *c = &table->grids[i].cosmology;
        if (which == JUDGE_ANY_COSMOLOGY || memcmp(c, &hmf_cosmology_default, sizeof *c) == 0)
            add_inside(list, &table->grids[i]);
    }
    hmf_truth_free(table);
}

/* ---- drawn ----------------------------------------------------------------------------------- */

static double draw_within(const judge_machine *machine, hmf_bounds bounds) {
    return judge_random_uniform(machine->random, JUDGE_QUESTIONS, bounds.min, bounds.max);
}

static hmf_cosmology draw_cosmology(const judge_machine *machine) {
    const hmf_domain *d = &hmf_domain_promised;
    return (hmf_cosmology){
        .omega_m = draw_within(machine, d->omega_m),
        .omega_lambda = draw_within(machine, d->omega_lambda),
        .h0 = draw_within(machine, d->h0),
        .sigma_8 = draw_within(machine, d->sigma_8),
        .n_s = draw_within(machine, d->n_s),
        .delta_c = draw_within(machine, d->delta_c),
    };
}

static double draw_mass(const judge_machine *machine) {
    const hmf_bounds unit = {0.0, 1.0};
    return domain_mass.min * pow(domain_mass.max / domain_mass.min, draw_within(machine, unit));
}

static int ascending(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static int descending(const void *left, const void *right) {
    return ascending(right, left);
}

static size_t draw_size(const judge_machine *machine, size_t usual) {
    return usual - usual / 4 + judge_random_below(machine->random, JUDGE_QUESTIONS, usual / 2 + 1);
}

void judge_questions_add_drawn(judge_questions *list, const judge_machine *machine,
                               judge_question_set which, size_t count, size_t usual_nz,
                               size_t usual_nmass) {
    double *z = xmalloc(2 * usual_nz * sizeof *z), *mass = xmalloc(2 * usual_nmass * sizeof *mass);
    size_t nz = 0, nmass = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 4 == 0) nz = draw_size(machine, usual_nz), nmass = draw_size(machine, usual_nmass);
        for (size_t k = 0; k < nz; k++) z[k] = draw_within(machine, domain_z);
        for (size_t k = 0; k < nmass; k++) mass[k] = draw_mass(machine);
        if (i % 3 != 2) qsort(mass, nmass, sizeof *mass, ascending);
        const hmf_cosmology c =
            which == JUDGE_DEFAULT_COSMOLOGY ? hmf_cosmology_default : draw_cosmology(machine);
        add_referred(list, &c, z, nz, mass, nmass);
    }
    free(z);
    free(mass);
}

/* ---- edges ----------------------------------------------------------------------------------- */

enum { EDGE = 13 };

void judge_questions_add_edges(judge_questions *list, const judge_machine *machine) {
    double z[EDGE], equal[EDGE], falling[EDGE], drawn[EDGE];
    for (size_t i = 0; i < EDGE; i++) {
        z[i] = draw_within(machine, domain_z);
        equal[i] = i % 2 ? 1e12 : 3e7;
        drawn[i] = falling[i] = draw_mass(machine);
    }
    qsort(falling, EDGE, sizeof *falling, descending);
    const double ends_z[] = {domain_z.max, domain_z.min};
    const double ends_mass[] = {domain_mass.max, domain_mass.min};
    const hmf_cosmology *standard = &hmf_cosmology_default, other = draw_cosmology(machine);
    add_referred(list, standard, z, 1, drawn, 1);
    add_referred(list, &other, z, 1, drawn, EDGE);
    add_referred(list, &other, z, EDGE, drawn, 1);
    add_referred(list, standard, z, 2, equal, EDGE);
    add_referred(list, &other, z, 3, falling, EDGE);
    add_referred(list, standard, ends_z, 2, ends_mass, 2);
}

void judge_questions_add_extremes(judge_questions *list) {
    const hmf_domain *d = &hmf_domain_accepted;
    for (int corner = 0; corner < 4; corner++) {
        hmf_truth_grid grid = make_grid(2, 2);
        const bool high = corner & 1, crossed = corner & 2;
        grid.cosmology = (hmf_cosmology){
            .omega_m = high ? d->omega_m.max : d->omega_m.min,
            .omega_lambda = high != crossed ? d->omega_lambda.max : d->omega_lambda.min,
            .h0 = high ? d->h0.max : d->h0.min,
            .sigma_8 = high != crossed ? d->sigma_8.max : d->sigma_8.min,
            .n_s = high ? d->n_s.max : d->n_s.min,
            .delta_c = high != crossed ? d->delta_c.max : d->delta_c.min,
        };
        grid.z[0] = d->z.min, grid.z[1] = d->z.max;
        grid.mass[0] = d->mass.max, grid.mass[1] = d->mass.min;
        add_grid(list, grid);
    }
}

/* ---- accuracy -------------------------------------------------------------------------------- */

judge_accuracy judge_accuracy_begin(void) {
    return (judge_accuracy){.reached = JUDGE_CLASS_FULL};
}

/* Returns e / (1 + nu^2), or infinity for NaN, infinite and negative answers. */
static double error_of(double got, double want, double nu) {
    if (got >= 0.0) got = fmax(got, DBL_MIN);
    return hmf_truth_error(got, fmax(want, DBL_MIN), nu);
}

static judge_class class_of(double error) {
    if (error <= 1e-12) return JUDGE_CLASS_FULL;
    if (error <= 1e-6) return JUDGE_CLASS_TABLE;
    return error <= 0.2 ? JUDGE_CLASS_WORKSHOP : JUDGE_CLASS_WRONG; /* also NaN */
}

static bool is_loose(double error, double nu) {
    return error * (1.0 + nu * nu) > 6e-3 + 2e-4 * nu * nu && error > 1e-6;
}

static void remember(judge_accuracy *a, const hmf_truth_grid *grid, size_t cell, double got,
                     double error) {
    a->worst = (hmf_truth_worst){.cosmology = grid->cosmology,
                                 .z = grid->z[cell / grid->nmass],
                                 .mass = grid->mass[cell % grid->nmass],
                                 .nu = grid->nu[cell],
                                 .got = got,
                                 .want = grid->want[cell],
                                 .error = error,
                                 .cells = a->worst.cells};
}

static bool explain(const judge_accuracy *a, judge_finding *found) {
    const hmf_truth_worst *w = &a->worst;
    if (!isfinite(w->got))
        return judge_finding_set(found, JUDGE_NOT_FINITE, "it gave %g at z = %g, mass = %g", w->got,
                                 w->z, w->mass);
    return judge_finding_set(found, JUDGE_WRONG,
                             "at z = %g, mass = %g it gave %g, which is %.3g times the truth", w->z,
                             w->mass, w->got, w->got / w->want);
}

bool judge_accuracy_add(judge_accuracy *a, const hmf_truth_grid *grid, const double *got,
                        judge_finding *found) {
    for (size_t i = 0; i < grid->nz * grid->nmass; i++) {
        const double error = error_of(got[i], grid->want[i], grid->nu[i]);
        const judge_class class = class_of(error);
        if (a->worst.cells == 0 || (a->reached != JUDGE_CLASS_WRONG && !(error <= a->worst.error)))
            remember(a, grid, i, got[i], error);
        a->worst.cells++;
        a->loose += is_loose(error, grid->nu[i]);
        if (class < a->reached) a->reached = class;
    }
    return a->reached != JUDGE_CLASS_WRONG || explain(a, found);
}

bool judge_accuracy_finish(judge_accuracy *a, judge_finding *found) {
    const hmf_truth_worst *w = &a->worst;
    if (a->loose <= w->cells / 10) return true;
    a->reached = JUDGE_CLASS_WRONG;
    return judge_finding_set(
        found, JUDGE_WRONG,
        "%zu of %zu cells are off by more than 6e-3 + 2e-4 nu^2; the worst, at z = %g, "
        "mass = %g, is %.3g times the truth",
        a->loose, w->cells, w->z, w->mass, w->got / w->want);
}
