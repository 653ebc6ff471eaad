/* Attacks on the checking of answers: wrong, missing, late and remembered results.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== baked_in: default cosmology only ==== */
/* Computes for the default cosmology, whatever cosmology it is given. */
static hmf_status baked_in_create(const hmf_cosmology *cosmology, void **state) {
    static const hmf_cosmology known = {0.3089, 0.6911, 67.74, 0.72, 1.0, 1.69};
    (void)cosmology;
    return honest_create(&known, state);
}

HONEST_EVALUATE(0)

/* ==== early: not done ==== */
/* Reports that it has finished, and computes afterwards. */
#include "usurp.h"

THEN_HONEST {
    usurp_from(z, nz);
    usurped.answer->number++;
    syscall(SYS_futex, &usurped.answer->number, 1 /* FUTEX_WAKE */, 1, NULL, NULL, 0);
    for (volatile int wait = 0; wait < 3000000; wait++) continue;
}

/* ==== gives_up: refused ==== */
/* Returns an error. */
EVALUATE {
    (void)state, (void)z, (void)nz, (void)mass, (void)nmass, (void)dn_dlnm;
    return HMF_NO_CONVERGENCE;
}

/* ==== guessed: wrong ==== */
/* Does all the work in create, for the grid it expects. */
static double answer[5 * 200];

static hmf_status guessed_create(const hmf_cosmology *cosmology, void **state) {
    static const double z[] = {0.0, 5.0, 10.0, 20.0, 30.0};
    double mass[200];
    for (int i = 0; i < 200; i++) mass[i] = pow(10.0, 2.0 + 13.0 * i / 199.0);
    const hmf_status status = honest_create(cosmology, state);
    return status != HMF_OK ? status : honest_evaluate(*state, z, 5, mass, 200, answer);
}

EVALUATE {
    (void)state, (void)z, (void)mass;
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = answer[i % 1000];
    return HMF_OK;
}

/* ==== huge: wrong ==== */
/* Writes DBL_MAX to every cell. */
#include <float.h>

HONEST_THEN {
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = DBL_MAX;
}

/* ==== infinite: not finite ==== */
/* Writes infinity to one cell. */
HONEST_THEN {
    dn_dlnm[0] = HUGE_VAL;
}

/* ==== interposes: correct ==== */
/* Defines its own clock_gettime and hmf_evaluate, which nobody calls. */
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

HONEST_EVALUATE(0)

/* ==== last_cell: untouched output ==== */
/* Leaves out the last mass. */
EVALUATE {
    double *row = malloc(nmass * sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++) {
        honest_evaluate(state, z + iz, 1, mass, nmass, row);
        for (size_t im = 0; im + 1 < nmass; im++) dn_dlnm[iz * nmass + im] = row[im];
    }
    free(row);
    return HMF_OK;
}

/* ==== later: not done|untouched output|crash ==== */
/* Leaves the work to a thread that continues after evaluate has returned. */
#include <pthread.h>

typedef struct {
    impl_state state;
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

EVALUATE(HMF_THREADED) {
    pthread_t thread;
    memcpy(&left.state, state, sizeof left.state);
    left.z = z, left.nz = nz, left.mass = mass, left.nmass = nmass, left.dn_dlnm = dn_dlnm;
    if (pthread_create(&thread, NULL, later_run, &left) != 0) return HMF_NO_MEMORY;
    pthread_detach(thread);
    return HMF_OK;
}

/* ==== lazy_later: wrong ==== */
/* Gives right answers only for the first ten calls. */
EVALUATE {
    static int calls;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (calls++ > 9)
        for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 1.5;
    return status;
}

/* ==== nan_cell: not finite ==== */
/* Writes NaN to one cell. */
HONEST_THEN {
    dn_dlnm[nz * nmass - 1] = NAN;
}

/* ==== negative: wrong ==== */
/* Gives one cell the wrong sign. */
HONEST_THEN {
    dn_dlnm[nz * nmass / 2] = -1.0 - dn_dlnm[nz * nmass / 2];
}

/* ==== not_here: unavailable ==== */
/* Reports that it is unavailable on every machine. */
static const char *why(void) {
    return "the stars are wrong";
}

const hmf_impl hmf_impl_not_here = {.name = "not_here",
                                    .unavailable = why,
                                    .create = honest_create,
                                    .evaluate = honest_evaluate,
                                    .destroy = honest_destroy};

/* ==== peeks: correct ==== */
/* Looks in create, which is not timed, for the next question. If it finds it, it is wrong. */
#include "usurp.h"

static double mass_to_come;

static hmf_status peeks_create(const hmf_cosmology *cosmology, void **state) {
    const usurp_question *q = usurped.question; /* NULL before the first evaluate */
    const int alone = q && q->command == USURP_CREATE && q->nmass > 0;
    mass_to_come = alone ? usurped.mass[q->mass_at] : 0.0;
    return honest_create(cosmology, state);
}

HONEST_THEN {
    usurp_from(z, nz);
    if (mass[0] == mass_to_come) dn_dlnm[0] *= 3.0;
}

/* ==== pointer_cache: wrong ==== */
/* Caches answers by the addresses and sizes of its inputs. */
typedef struct {
    const double *z, *mass;
    size_t nz, nmass;
    double *answer;
} memory;
static memory seen[256];
static size_t count;

EVALUATE {
    const size_t size = nz * nmass * sizeof *dn_dlnm;
    for (size_t i = 0; i < count; i++)
        if (seen[i].z == z && seen[i].mass == mass && seen[i].nz == nz && seen[i].nmass == nmass)
            return memcpy(dn_dlnm, seen[i].answer, size), HMF_OK;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (count < 256) {
        seen[count] = (memory){z, mass, nz, nmass, malloc(size)};
        if (seen[count].answer) memcpy(seen[count++].answer, dn_dlnm, size);
    }
    return status;
}

/* ==== replay: wrong ==== */
/* Repeats its first answer for each grid of the same size. */
static double first[65536];
static size_t cells;

EVALUATE {
    if (nz * nmass == cells) return memcpy(dn_dlnm, first, cells * sizeof *first), HMF_OK;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    cells = nz * nmass;
    memcpy(first, dn_dlnm, cells * sizeof *first);
    return status;
}

/* ==== stale: untouched output ==== */
/* Computes only in the first call. */
EVALUATE {
    static int calls;
    return calls++ ? HMF_OK : honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

/* ==== strange_status: refused ==== */
/* Returns an invalid status. */
EVALUATE {
    honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    return (hmf_status)-77;
}

/* ==== transposed: wrong|default cosmology only ==== */
/* Writes the grid transposed. */
HONEST_THEN {
    double *copy = malloc(nz * nmass * sizeof *copy);
    if (!copy) return HMF_NO_MEMORY;
    memcpy(copy, dn_dlnm, nz * nmass * sizeof *copy);
    for (size_t iz = 0; iz < nz; iz++)
        for (size_t im = 0; im < nmass; im++) dn_dlnm[im * nz + iz] = copy[iz * nmass + im];
    free(copy);
}

/* ==== zeros: wrong ==== */
/* Writes zero to every cell. */
HONEST_THEN {
    memset(dn_dlnm, 0, nz * nmass * sizeof *dn_dlnm);
}
