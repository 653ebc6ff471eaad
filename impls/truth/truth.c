/* SPDX-License-Identifier: MIT */
/* truth.c: the comparison with certified values, and the referee for other inputs. */
#include "truth.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool hmf_truth_allocate_grid(hmf_truth_grid *grid, size_t nz, size_t nmass) {
    size_t cells;
    *grid = (hmf_truth_grid){.cosmology = grid->cosmology, .nz = nz, .nmass = nmass};
    if (__builtin_mul_overflow(nz, nmass, &cells)) return false;
    /* One more element: calloc may return NULL for an empty request. */
    grid->z = calloc(nz + 1, sizeof *grid->z);
    grid->mass = calloc(nmass + 1, sizeof *grid->mass);
    grid->want = calloc(cells + 1, sizeof *grid->want);
    grid->nu = calloc(cells + 1, sizeof *grid->nu);
    return grid->z && grid->mass && grid->want && grid->nu;
}

void hmf_truth_free_grid(hmf_truth_grid *grid) {
    free(grid->z);
    free(grid->mass);
    free(grid->want);
    free(grid->nu);
    *grid = (hmf_truth_grid){0};
}

double hmf_truth_error(double got, double want, double nu) {
    if (!(got >= 0.0)) return INFINITY;
    if (want < DBL_MIN) {
        want = DBL_MIN;
        got = fmax(got, DBL_MIN);
    }
    /* For ratios near 1 the difference is exact but the ratio would be rounded; otherwise the ratio
     * may overflow. */
    const bool near = got >= 0.5 * want && got <= 2.0 * want;
    const double distance = near ? log1p((got - want) / want) : log(got) - log(want);
    return fabs(distance) / (1.0 + nu * nu);
}

static void compare(const hmf_truth_grid *grid, const double *got, hmf_truth_worst *worst) {
    for (size_t i = 0; i < grid->nz * grid->nmass; i++) {
        const double error = hmf_truth_error(got[i], grid->want[i], grid->nu[i]);
        if (worst->cells++ > 0 && error <= worst->error) continue;
        worst->cosmology = grid->cosmology;
        worst->z = grid->z[i / grid->nmass];
        worst->mass = grid->mass[i % grid->nmass];
        worst->nu = grid->nu[i];
        worst->got = got[i];
        worst->want = grid->want[i];
        worst->error = error;
    }
}

static hmf_status out_of_memory(hmf_error *error) {
    if (error) *error = (hmf_error){HMF_NO_MEMORY, "no memory for the values to compare"};
    return HMF_NO_MEMORY;
}

/* Updates *worst with the cells of another grid. */
static hmf_status check_more(const hmf_truth_grid *grid, const hmf_impl *impl,
                             hmf_truth_worst *worst, hmf_error *error) {
    double *got = calloc(grid->nz * grid->nmass + 1, sizeof *got);
    if (!got) return out_of_memory(error);
    const hmf_status status = hmf_mass_function(impl, &grid->cosmology, grid->z, grid->nz,
                                                grid->mass, grid->nmass, got, error);
    if (status == HMF_OK) compare(grid, got, worst);
    free(got);
    return status;
}

hmf_status hmf_truth_check_grid(const hmf_truth_grid *grid, const hmf_impl *impl,
                                hmf_truth_worst *worst, hmf_error *error) {
    *worst = (hmf_truth_worst){0};
    return check_more(grid, impl, worst, error);
}

hmf_status hmf_truth_check(const hmf_truth_table *table, const hmf_impl *impl,
                           hmf_truth_worst *worst, hmf_error *error) {
    *worst = (hmf_truth_worst){0};
    hmf_status status = HMF_OK;
    for (size_t i = 0; status == HMF_OK && i < table->count; i++)
        status = check_more(&table->grids[i], impl, worst, error);
    return status;
}

bool hmf_truth_kept(const hmf_impl *impl, const hmf_truth_worst *worst) {
    return worst->cells > 0 && worst->error <= impl->accuracy;
}

hmf_truth_decimal hmf_truth_shortest(double value) {
    hmf_truth_decimal decimal;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(decimal.text, sizeof decimal.text, "%.*g", digits, value);
        if (strtod(decimal.text, NULL) == value) break;
    }
    return decimal;
}

void hmf_truth_print(FILE *stream, const hmf_truth_worst *worst) {
    const hmf_cosmology *c = &worst->cosmology;
    const struct {
        const char *name;
        double value;
    } where[] = {{"got", worst->got},
                 {"want", worst->want},
                 {"nu", worst->nu},
                 {"z", worst->z},
                 {"mass", worst->mass},
                 {"omega_m", c->omega_m},
                 {"omega_lambda", c->omega_lambda},
                 {"h0", c->h0},
                 {"sigma_8", c->sigma_8},
                 {"n_s", c->n_s},
                 {"delta_c", c->delta_c}};
    fprintf(stream, "error %.2e, the worst of %zu cells:", worst->error, worst->cells);
    for (size_t i = 0; i < sizeof where / sizeof *where; i++)
        fprintf(stream, "%s %s = %s", i ? "," : "", where[i].name,
                hmf_truth_shortest(where[i].value).text);
    fputc('\n', stream);
}

/* ---- the referee ----------------------------------------------------------------------------- */

/* The factor between the two values of delta_c that determine nu. */
static const double refer_step = 1.01;

/* dn/dlnM is below DBL_MIN only for nu above this value: sqrt(2/pi) (rho/M) |dln sigma/dlnM| is at
 * least 3e-14 on the accepted domain (20,000 random points and the corners); even with 1e-20,
 * dn/dlnM at nu = 36 would be 1e-300. */
static const double refer_underflow = 36.0;

/*
 * The interface does not return nu. But delta_c and sigma_8 enter dn/dlnM only through
 * nu = delta_c / (D sigma), so that, with everything else equal,
 *
 *     dn(r delta_c) / dn(delta_c) = r exp(-nu^2 (r^2 - 1) / 2),
 *
 * and nu follows from two evaluations at the smallest delta_c and the largest sigma_8 accepted,
 * where nu is 100 times smaller than usual and almost nothing underflows. All other factors cancel
 * in the ratio, with their errors. The remaining error, about 1e-15 / (r^2 - 1) in nu^2, is
 * magnified by at most 1e8 when scaled back to the given cosmology.
 */
static double refer_nu(double dn, double dn_raised) {
    if (dn_raised < DBL_MIN) return refer_underflow;
    const double nu_squared =
        2.0 * log(refer_step * dn / dn_raised) / (refer_step * refer_step - 1.0);
    return sqrt(fmax(nu_squared, 0.0));
}

/* Fills grid->nu. */
static hmf_status refer_all_nu(const hmf_impl *impl, hmf_truth_grid *grid, hmf_error *error) {
    const size_t cells = grid->nz * grid->nmass;
    double *raised_dn = calloc(cells + 1, sizeof *raised_dn);
    if (!raised_dn) return out_of_memory(error);
    hmf_cosmology low = grid->cosmology;
    low.delta_c = hmf_domain_accepted.delta_c.min;
    low.sigma_8 = hmf_domain_accepted.sigma_8.max;
    hmf_cosmology raised = low;
    raised.delta_c *= refer_step;
    hmf_status status =
        hmf_mass_function(impl, &low, grid->z, grid->nz, grid->mass, grid->nmass, grid->nu, error);
    if (status == HMF_OK)
        status = hmf_mass_function(impl, &raised, grid->z, grid->nz, grid->mass, grid->nmass,
                                   raised_dn, error);
    const double scale =
        grid->cosmology.delta_c / low.delta_c * (low.sigma_8 / grid->cosmology.sigma_8);
    for (size_t i = 0; status == HMF_OK && i < cells; i++)
        grid->nu[i] = scale * refer_nu(grid->nu[i], raised_dn[i]);
    free(raised_dn);
    return status;
}

hmf_status hmf_truth_refer(const hmf_cosmology *cosmology, const double *z, size_t nz,
                           const double *mass, size_t nmass, hmf_truth_grid *grid,
                           hmf_error *error) {
    const hmf_impl *impl = hmf_find(hmf_get_registry(), "quadrature");
    *grid = (hmf_truth_grid){.cosmology = *cosmology};
    if (!impl) {
        if (error) *error = (hmf_error){HMF_UNAVAILABLE, "no implementation 'quadrature'"};
        return HMF_UNAVAILABLE;
    }
    if (!hmf_truth_allocate_grid(grid, nz, nmass)) {
        hmf_truth_free_grid(grid);
        return out_of_memory(error);
    }
    if (z) memcpy(grid->z, z, nz * sizeof *z);
    if (mass) memcpy(grid->mass, mass, nmass * sizeof *mass);
    /* Evaluates first because this checks the arguments. */
    hmf_status status = hmf_mass_function(impl, cosmology, z, nz, mass, nmass, grid->want, error);
    if (status == HMF_OK) status = refer_all_nu(impl, grid, error);
    if (status != HMF_OK) hmf_truth_free_grid(grid);
    return status;
}
