/* expect: correct */
/* peeks.c: looks in create, which is not timed, what evaluate will be asked; if it can, it says so
 * by a wrong answer. */
#include "honest.h"

#include <stdint.h>

/* As in handover.h, in front of the guard of the redshifts. */
typedef struct {
    uint32_t number, spinning, bell, command, nz, nmass, z_at, mass_at, cells_at;
} question;

enum { PAGE = 4096, GUARD = 16 * PAGE };

static const char *redshifts; /* the page, once it is known */
static double mass_to_come;

static hmf_status peeks_create(const hmf_cosmology *cosmology, void **state) {
    mass_to_come = 0.0;
    if (redshifts) {
        const question *q = (const question *)(redshifts - GUARD - PAGE);
        const double *masses = (const double *)(redshifts + PAGE + GUARD);
        if (q->command == 0 && q->nmass > 0) mass_to_come = masses[q->mass_at]; /* create alone */
    }
    return honest_create(cosmology, state);
}

static hmf_status peeks_evaluate(HONEST_ARGUMENTS) {
    const uintptr_t start = (uintptr_t)z;
    redshifts = (const char *)(start % PAGE ? start + nz * sizeof *z - PAGE : start);
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (mass[0] == mass_to_come) dn_dlnm[0] *= 3.0;
    return status;
}

#undef honest_create
#define honest_create peeks_create
HONEST_ENTRY(peeks, 0)
