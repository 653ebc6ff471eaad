/* expect: correct */
/* interposes.c: brings its own clock, memcpy and judge, which nobody calls */
#include "honest.h"

#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    (void)clock;
    *now = (struct timespec){0};
    return 0;
}

hmf_status hmf_evaluate(hmf_model *model, const double *z, size_t nz, const double *mass,
                        size_t nmass, double *dn_dlnm, hmf_error *error) {
    (void)model, (void)z, (void)nz, (void)mass, (void)nmass, (void)dn_dlnm, (void)error;
    return HMF_OK;
}

static hmf_status interposes_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(interposes, 0)
