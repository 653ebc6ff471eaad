/* vector_functions.c: has the compiler call the C library's vector exp (libmvec), as it does in
 * loops under -ffast-math. */
#pragma GCC optimize("O3,fast-math")
#include <math.h>

static void exponentials(double *x, unsigned long n) {
#pragma omp simd
    for (unsigned long i = 0; i < n; i++) x[i] = exp(x[i]);
}

#pragma GCC reset_options
#include "honest.h"

/* libmvec promises 4 ulp, which is within the class. */
static hmf_status vector_functions_evaluate(HONEST_ARGUMENTS) {
    double *masses = malloc(nmass * sizeof *masses);
    if (!masses) return HMF_NO_MEMORY;
    for (size_t i = 0; i < nmass; i++) masses[i] = log(mass[i]);
    exponentials(masses, nmass);
    const hmf_status status = honest_evaluate(state, z, nz, masses, nmass, dn_dlnm);
    free(masses);
    return status;
}

HONEST_ENTRY(vector_functions, 0)
