/* expect: does not compile */
/* advice: linked with OpenMP, GSL and the C library alone */
/* undefined_function.c: calls a function of a library that it is not linked with */
#include "honest.h"

double function_of_another_library(double x);

static hmf_status undefined_function_evaluate(HONEST_ARGUMENTS) {
    if (function_of_another_library(z[0]) < 0.0) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(undefined_function, 0)
