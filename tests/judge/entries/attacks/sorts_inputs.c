/* expect: changes its inputs */
/* sorts_inputs.c: sorts the masses where they lie */
#include "honest.h"

static hmf_status sorts_inputs_evaluate(HONEST_ARGUMENTS) {
    double *masses = (double *)mass;
    for (size_t i = 1; i < nmass; i++)
        if (masses[i] < masses[i - 1]) {
            const double swap = masses[i];
            masses[i] = masses[i - 1], masses[i - 1] = swap;
        }
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(sorts_inputs, 0)
