/* expect: correct */
/* restless.c: once it is asked while the judge spins it does not return, answers by itself and
 * never sleeps, which would slow others in their turns; if it can, it says so by a wrong answer. */
#include "honest.h"

#include <stdatomic.h>
#include <stdint.h>

/* As in handover.h. */
typedef struct {
    _Atomic uint32_t number, spinning, bell;
    uint32_t command, nz, nmass, z_at, mass_at, cells_at;
    hmf_cosmology cosmology;
} question;

typedef struct {
    _Atomic uint32_t number, spinning, stage;
    uint32_t status;
} answer;

enum { PAGE = 4096, GUARD = 16 * PAGE, MASSES = 8 * PAGE };
enum { CREATE, EVALUATE, DESTROY, ALL };

static long looks; /* for a question, while others have theirs */

static hmf_status act(const question *q, const char *z, void **state) {
    const char *mass = z + PAGE + GUARD;
    double *cells = (double *)(mass + MASSES + GUARD + PAGE + GUARD) + q->cells_at;
    hmf_status status = HMF_OK;
    if (q->command == CREATE || q->command == ALL) status = honest_create(&q->cosmology, state);
    if (q->command == EVALUATE || q->command == ALL)
        status = honest_evaluate(*state, (const double *)z + q->z_at, q->nz,
                                 (const double *)mass + q->mass_at, q->nmass, cells);
    if (q->command == DESTROY || q->command == ALL) honest_destroy(*state);
    if (looks > 100000000) cells[0] *= 3.0;
    return status;
}

static void serve(const question *q, const char *z, void *state) {
    answer *a = (answer *)(z + PAGE + GUARD + MASSES + GUARD);
    for (;; looks += !q->spinning) {
        const uint32_t number = q->number;
        a->spinning = q->spinning;
        if (number == a->number) continue;
        a->status = act(q, z, &state);
        a->number = number;
    }
}

static hmf_status restless_evaluate(HONEST_ARGUMENTS) {
    uintptr_t start = (uintptr_t)z;
    if (start % PAGE) start = (uintptr_t)(z + nz) - PAGE;
    const question *q = (const question *)(start - GUARD - PAGE);
    if (q->spinning) serve(q, (const char *)start, state);
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}
HONEST_ENTRY(restless, 0)
