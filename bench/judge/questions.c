/* questions.c: grids read and drawn. */
#include "questions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const hmf_bounds domain_z = {0.0, 30.0}, domain_mass = {1e2, 1e15};

static const char *const names[LEAGUE_COUNT] = {"any", "default"};

const char *league_name(league which) {
    return names[which];
}

/* ---- the list -------------------------------------------------------------------------------- */

void questions_free(question_list *list) {
    for (size_t i = 0; i < list->count; i++) hmf_truth_free_grid(&list->grids[i]);
    free(list->grids);
    *list = (question_list){0};
}

static bool no_memory(finding *found) {
    return finding_set(found, OUTCOME_JUDGE_FAILED, "out of memory");
}

/* Takes the grid. */
static bool add_grid(question_list *list, hmf_truth_grid grid, finding *found) {
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 32;
        hmf_truth_grid *grids = realloc(list->grids, room * sizeof *grids);
        if (!grids) return hmf_truth_free_grid(&grid), no_memory(found);
        list->grids = grids;
        list->room = room;
    }
    list->grids[list->count++] = grid;
    return true;
}

/* The grid of these with its right answers. */
static bool add_referred(question_list *list, const hmf_cosmology *cosmology, const double *z,
                         size_t nz, const double *mass, size_t nmass, finding *found) {
    hmf_truth_grid grid;
    hmf_error error;
    if (hmf_truth_refer(cosmology, z, nz, mass, nmass, &grid, &error) == HMF_OK)
        return add_grid(list, grid, found);
    hmf_truth_free_grid(&grid);
    return finding_set(found, OUTCOME_JUDGE_FAILED, "the referee: %s", error.message);
}

/* ---- certified ------------------------------------------------------------------------------- */

/* Moves those of values[count] that lie within bounds to kept[]; returns how many. */
static size_t keep(const double *values, size_t count, hmf_bounds bounds, size_t *kept) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (values[i] >= bounds.min && values[i] <= bounds.max) kept[n++] = i;
    return n;
}

static bool add_inside(question_list *list, const hmf_truth_grid *all, finding *found) {
    size_t *z = malloc(all->nz * sizeof *z), *mass = malloc(all->nmass * sizeof *mass);
    const size_t nz = z && mass ? keep(all->z, all->nz, domain_z, z) : 0;
    const size_t nmass = nz ? keep(all->mass, all->nmass, domain_mass, mass) : 0;
    hmf_truth_grid grid = {0};
    bool good = z && mass;
    if (nmass > 0) good = hmf_truth_allocate_grid(&grid, nz, nmass);
    for (size_t i = 0; good && i < nz * nmass; i++) {
        const size_t from = z[i / nmass] * all->nmass + mass[i % nmass];
        grid.z[i / nmass] = all->z[z[i / nmass]];
        grid.mass[i % nmass] = all->mass[mass[i % nmass]];
        grid.want[i] = all->want[from];
        grid.nu[i] = all->nu[from];
    }
    grid.cosmology = all->cosmology;
    if (!good)
        no_memory(found);
    else if (nmass > 0)
        good = add_grid(list, grid, found);
    free(z);
    free(mass);
    return good;
}

bool questions_add_certified(question_list *list, league which, finding *found) {
    char message[256];
    hmf_truth_table *table = hmf_truth_load(NULL, message, sizeof message);
    if (!table) return finding_set(found, OUTCOME_JUDGE_FAILED, "%s", message);
    bool good = true;
    for (size_t i = 0; good && i < table->count; i++) {
        const hmf_cosmology *c = &table->grids[i].cosmology;
        if (which == LEAGUE_ANY || memcmp(c, &hmf_cosmology_default, sizeof *c) == 0)
            good = add_inside(list, &table->grids[i], found);
    }
    hmf_truth_free(table);
    return good;
}

/* ---- drawn ----------------------------------------------------------------------------------- */

static double draw_within(const judge_host *host, hmf_bounds bounds) {
    return judge_random_uniform(host->random, JUDGE_QUESTIONS, bounds.min, bounds.max);
}

static hmf_cosmology draw_cosmology(const judge_host *host) {
    const hmf_domain *d = &hmf_domain_promised;
    return (hmf_cosmology){
        .omega_m = draw_within(host, d->omega_m),
        .omega_lambda = draw_within(host, d->omega_lambda),
        .h0 = draw_within(host, d->h0),
        .sigma_8 = draw_within(host, d->sigma_8),
        .n_s = draw_within(host, d->n_s),
        .delta_c = draw_within(host, d->delta_c),
    };
}

static double draw_mass(const judge_host *host) {
    const hmf_bounds unit = {0.0, 1.0};
    return domain_mass.min * pow(domain_mass.max / domain_mass.min, draw_within(host, unit));
}

static int ascending(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static size_t draw_size(const judge_host *host, size_t usual) {
    return usual - usual / 4 + judge_random_below(host->random, JUDGE_QUESTIONS, usual / 2 + 1);
}

bool questions_add_drawn(question_list *list, const judge_host *host, league which, size_t count,
                         size_t nz_usual, size_t nmass_usual, finding *found) {
    double *z = malloc(2 * nz_usual * sizeof *z), *mass = malloc(2 * nmass_usual * sizeof *mass);
    bool good = z && mass;
    if (!good) no_memory(found);
    for (size_t i = 0, nz = 0, nmass = 0; good && i < count; i++) {
        if (i % 4 == 0) nz = draw_size(host, nz_usual), nmass = draw_size(host, nmass_usual);
        for (size_t k = 0; k < nz; k++) z[k] = draw_within(host, domain_z);
        for (size_t k = 0; k < nmass; k++) mass[k] = draw_mass(host);
        if (i % 3 != 2) qsort(mass, nmass, sizeof *mass, ascending);
        const hmf_cosmology c =
            which == LEAGUE_DEFAULT ? hmf_cosmology_default : draw_cosmology(host);
        good = add_referred(list, &c, z, nz, mass, nmass, found);
    }
    free(z);
    free(mass);
    return good;
}

/* ---- edges ----------------------------------------------------------------------------------- */

enum { EDGE = 13 };

bool questions_add_edges(question_list *list, const judge_host *host, finding *found) {
    double z[EDGE], equal[EDGE], falling[EDGE], drawn[EDGE];
    for (size_t i = 0; i < EDGE; i++) {
        z[i] = draw_within(host, domain_z);
        equal[i] = i % 2 ? 1e12 : 3e7;
        drawn[i] = falling[EDGE - 1 - i] = draw_mass(host);
    }
    qsort(falling, EDGE, sizeof *falling, ascending);
    for (size_t i = 0; i < EDGE / 2; i++) {
        const double swap = falling[i];
        falling[i] = falling[EDGE - 1 - i], falling[EDGE - 1 - i] = swap;
    }
    const double ends_z[] = {domain_z.max, domain_z.min};
    const double ends_mass[] = {domain_mass.max, domain_mass.min};
    const hmf_cosmology *standard = &hmf_cosmology_default, other = draw_cosmology(host);
    return add_referred(list, standard, z, 1, drawn, 1, found) &&
           add_referred(list, &other, z, 1, drawn, EDGE, found) &&
           add_referred(list, &other, z, EDGE, drawn, 1, found) &&
           add_referred(list, standard, z, 2, equal, EDGE, found) &&
           add_referred(list, &other, z, 3, falling, EDGE, found) &&
           add_referred(list, standard, ends_z, 2, ends_mass, 2, found);
}

bool questions_add_extremes(question_list *list, finding *found) {
    const hmf_domain *d = &hmf_domain_accepted;
    for (int corner = 0; corner < 4; corner++) {
        hmf_truth_grid grid;
        if (!hmf_truth_allocate_grid(&grid, 2, 2))
            return hmf_truth_free_grid(&grid), no_memory(found);
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
        if (!add_grid(list, grid, found)) return false;
    }
    return true;
}
