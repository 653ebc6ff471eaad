/* expect: crash|untouched output|undefined behaviour|aborted|not done|out of bounds|.*overflow */
/* jumps.c: jumps back into create, which has returned */
#include "honest.h"

#include <setjmp.h>

static jmp_buf back;

static hmf_status jumps_create(const hmf_cosmology *cosmology, void **state) {
    if (setjmp(back)) return HMF_OK;
    return honest_create(cosmology, state);
}

static hmf_status jumps_evaluate(HONEST_ARGUMENTS) {
    honest_evaluate(state, z, nz, mass, nmass / 2, dn_dlnm);
    longjmp(back, 1);
}

const hmf_impl hmf_impl_jumps = {.name = "jumps",
                                 .accuracy = 1e-12,
                                 .create = jumps_create,
                                 .evaluate = jumps_evaluate,
                                 .destroy = honest_destroy};
