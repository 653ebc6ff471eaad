/* expect: not done|untouched output|crash */
/* later.c: leaves the work to a thread that goes on after evaluate */
#include "honest.h"

#include <pthread.h>
#include <string.h>

typedef struct {
    quadrature_state state;
    const double *z, *mass;
    size_t nz, nmass;
    double *dn_dlnm;
} work;
static work left;

static void *later_run(void *argument) {
    const work *w = argument;
    for (volatile int wait = 0; wait < 3000000; wait++) continue;
    honest_evaluate((void *)&w->state, w->z, w->nz, w->mass, w->nmass, w->dn_dlnm);
    return NULL;
}

static hmf_status later_evaluate(HONEST_ARGUMENTS) {
    pthread_t thread;
    memcpy(&left.state, state, sizeof left.state);
    left.z = z, left.nz = nz, left.mass = mass, left.nmass = nmass, left.dn_dlnm = dn_dlnm;
    if (pthread_create(&thread, NULL, later_run, &left) != 0) return HMF_NO_MEMORY;
    pthread_detach(thread);
    return HMF_OK;
}

HONEST_ENTRY(later, HMF_THREADED)
