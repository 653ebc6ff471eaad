/* sorts.c: computes the masses in ascending order, sorted by qsort, which asks the kernel how much
 * memory there is if it needs more than 1 KiB. */
#include "honest.h"

static int ascending(const void *left, const void *right) {
    const double a = **(const double *const *)left, b = **(const double *const *)right;
    return (a > b) - (a < b);
}

/* At least 200 masses, of which the first nmass count. */
static const double **sorted(const double *mass, size_t nmass, double *spare, size_t count) {
    const double **order = malloc(count * sizeof *order);
    for (size_t i = 0; order && i < count; i++)
        order[i] = i < nmass ? mass + i : (spare[i] = HUGE_VAL, spare + i);
    if (order) qsort(order, count, sizeof *order, ascending);
    return order;
}

static hmf_status sorts_evaluate(HONEST_ARGUMENTS) {
    const size_t count = nmass < 200 ? 200 : nmass;
    double *values = malloc((count + nz * nmass) * sizeof *values), *cells = values + count;
    const double **order = values ? sorted(mass, nmass, values, count) : NULL;
    if (!order) return free(values), HMF_NO_MEMORY;
    for (size_t i = 0; i < nmass; i++) values[i] = *order[i];
    const hmf_status status = honest_evaluate(state, z, nz, values, nmass, cells);
    for (size_t iz = 0; iz < nz; iz++)
        for (size_t i = 0; i < nmass; i++)
            dn_dlnm[iz * nmass + (size_t)(order[i] - mass)] = cells[iz * nmass + i];
    free(order);
    free(values);
    return status;
}

HONEST_ENTRY(sorts, 0)
