/* accuracy.c: cells compared, classes lost. */
#include "accuracy.h"

#include <float.h>
#include <math.h>

static const char *const names[CLASS_COUNT] = {"wrong", "workshop", "table", "full"};

const char *accuracy_class_name(accuracy_class which) {
    return names[which];
}

accuracy accuracy_begin(void) {
    return (accuracy){.class = CLASS_FULL};
}

/* Returns e / (1 + nu^2) of accuracy.h; infinity for NaN, infinities and negative answers. */
static double error_of(double got, double want, double nu) {
    if (got >= 0.0) got = fmax(got, DBL_MIN);
    return hmf_truth_error(got, fmax(want, DBL_MIN), nu);
}

static accuracy_class class_of(double error) {
    if (error <= 1e-12) return CLASS_FULL;
    if (error <= 1e-6) return CLASS_TABLE;
    return error <= 0.2 ? CLASS_WORKSHOP : CLASS_WRONG; /* NaN as well */
}

static bool is_loose(double error, double nu) {
    return error * (1.0 + nu * nu) > 6e-3 + 2e-4 * nu * nu && error > 1e-6;
}

static void remember(accuracy *a, const hmf_truth_grid *grid, size_t cell, double got,
                     double error) {
    a->worst.cosmology = grid->cosmology;
    a->worst.z = grid->z[cell / grid->nmass];
    a->worst.mass = grid->mass[cell % grid->nmass];
    a->worst.nu = grid->nu[cell];
    a->worst.got = got;
    a->worst.want = grid->want[cell];
    a->worst.error = error;
}

static bool explain(const accuracy *a, finding *found) {
    const hmf_truth_worst *w = &a->worst;
    if (!isfinite(w->got))
        return finding_set(found, OUTCOME_NOT_FINITE, "it gave %g at z = %g, mass = %g", w->got,
                           w->z, w->mass);
    return finding_set(found, OUTCOME_WRONG,
                       "at z = %g, mass = %g it gave %g, which is %.3g times the truth", w->z,
                       w->mass, w->got, w->got / w->want);
}

bool accuracy_look(accuracy *a, const hmf_truth_grid *grid, const double *got, finding *found) {
    for (size_t i = 0; i < grid->nz * grid->nmass; i++) {
        const double error = error_of(got[i], grid->want[i], grid->nu[i]);
        const accuracy_class class = class_of(error);
        if (a->worst.cells == 0 || (a->class != CLASS_WRONG && !(error <= a->worst.error)))
            remember(a, grid, i, got[i], error);
        a->worst.cells++;
        a->loose += is_loose(error, grid->nu[i]);
        if (class < a->class) a->class = class;
    }
    return a->class != CLASS_WRONG || explain(a, found);
}

bool accuracy_settle(accuracy *a, finding *found) {
    const hmf_truth_worst *w = &a->worst;
    if (a->loose <= w->cells / 10) return true;
    a->class = CLASS_WRONG;
    return finding_set(
        found, OUTCOME_WRONG,
        "%zu of %zu cells are off by more than 6e-3 + 2e-4 nu^2; the worst, at z = %g, "
        "mass = %g, is %.3g times the truth",
        a->loose, w->cells, w->z, w->mass, w->got / w->want);
}
