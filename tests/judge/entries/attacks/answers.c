/* Attacks on the checking of answers: wrong, missing, late and remembered results.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== baked_in ==== */
/* expect: default cosmology only */
/* Computes for the default cosmology, whatever cosmology it is given. */
#include "honest.h"

static hmf_status baked_in_create(const hmf_cosmology *cosmology, void **state) {
    static const hmf_cosmology known = {0.3089, 0.6911, 67.74, 0.72, 1.0, 1.69};
    (void)cosmology;
    return honest_create(&known, state);
}

const hmf_impl hmf_impl_baked_in = {.name = "baked_in",
                                    .accuracy = 1e-12,
                                    .create = baked_in_create,
                                    .evaluate = honest_evaluate,
                                    .destroy = honest_destroy};

/* ==== early ==== */
/* expect: not done */
/* Reports that it has finished, and computes afterwards. */
#include "honest.h"
#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The page of the answer is before the cells and 16 guard pages. */
static uint32_t *answer_number(double *dn_dlnm, size_t cells) {
    uintptr_t start = (uintptr_t)dn_dlnm;
    if (start % 4096) start = (uintptr_t)(dn_dlnm + cells) - 65536 * sizeof *dn_dlnm;
    return (uint32_t *)(start - 17 * 4096);
}

static hmf_status early_evaluate(HONEST_ARGUMENTS) {
    uint32_t *number = answer_number(dn_dlnm, nz * nmass);
    __atomic_fetch_add(number, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, number, FUTEX_WAKE, 1, NULL, NULL, 0);
    for (volatile int wait = 0; wait < 3000000; wait++) continue;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(early, 0)

/* ==== gives_up ==== */
/* expect: refused */
/* Returns an error. */
#include "honest.h"

static hmf_status gives_up_evaluate(HONEST_ARGUMENTS) {
    (void)state, (void)z, (void)nz, (void)mass, (void)nmass, (void)dn_dlnm;
    return HMF_NO_CONVERGENCE;
}

HONEST_ENTRY(gives_up, 0)

/* ==== guessed ==== */
/* expect: wrong */
/* Does all the work in create, for the grid it expects. */
#include "honest.h"
#include <string.h>

static double answer[5 * 200];

static hmf_status guessed_create(const hmf_cosmology *cosmology, void **state) {
    static const double z[] = {0.0, 5.0, 10.0, 20.0, 30.0};
    double mass[200];
    for (int i = 0; i < 200; i++) mass[i] = pow(10.0, 2.0 + 13.0 * i / 199.0);
    const hmf_status status = honest_create(cosmology, state);
    return status != HMF_OK ? status : honest_evaluate(*state, z, 5, mass, 200, answer);
}

static hmf_status guessed_evaluate(HONEST_ARGUMENTS) {
    (void)state, (void)z, (void)mass;
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = answer[i % 1000];
    return HMF_OK;
}

const hmf_impl hmf_impl_guessed = {.name = "guessed",
                                   .accuracy = 1e-12,
                                   .create = guessed_create,
                                   .evaluate = guessed_evaluate,
                                   .destroy = honest_destroy};

/* ==== huge ==== */
/* expect: wrong */
/* Writes DBL_MAX to every cell. */
#include "honest.h"
#include <float.h>

HONEST_THEN {
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = DBL_MAX;
}

/* ==== infinite ==== */
/* expect: not finite */
/* Writes infinity to one cell. */
#include "honest.h"
#include <math.h>

HONEST_THEN {
    dn_dlnm[0] = HUGE_VAL;
}

/* ==== interposes ==== */
/* expect: correct */
/* Defines its own clock_gettime and hmf_evaluate, which nobody calls. */
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

HONEST_EVALUATE(0)

/* ==== last_cell ==== */
/* expect: untouched output */
/* Leaves out the last mass. */
#include "honest.h"

static hmf_status last_cell_evaluate(HONEST_ARGUMENTS) {
    double *row = malloc(nmass * sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++) {
        honest_evaluate(state, z + iz, 1, mass, nmass, row);
        for (size_t im = 0; im + 1 < nmass; im++) dn_dlnm[iz * nmass + im] = row[im];
    }
    free(row);
    return HMF_OK;
}

HONEST_ENTRY(last_cell, 0)

/* ==== later ==== */
/* expect: not done|untouched output|crash */
/* Leaves the work to a thread that continues after evaluate has returned. */
#include "honest.h"
#include <pthread.h>
#include <string.h>

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

static hmf_status later_evaluate(HONEST_ARGUMENTS) {
    pthread_t thread;
    memcpy(&left.state, state, sizeof left.state);
    left.z = z, left.nz = nz, left.mass = mass, left.nmass = nmass, left.dn_dlnm = dn_dlnm;
    if (pthread_create(&thread, NULL, later_run, &left) != 0) return HMF_NO_MEMORY;
    pthread_detach(thread);
    return HMF_OK;
}

HONEST_ENTRY(later, HMF_THREADED)

/* ==== lazy_later ==== */
/* expect: wrong */
/* Gives right answers only for the first ten calls. */
#include "honest.h"

static hmf_status lazy_later_evaluate(HONEST_ARGUMENTS) {
    static int calls;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (calls++ > 9)
        for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] *= 1.5;
    return status;
}

HONEST_ENTRY(lazy_later, 0)

/* ==== nan_cell ==== */
/* expect: not finite */
/* Writes NaN to one cell. */
#include "honest.h"
#include <math.h>

HONEST_THEN {
    dn_dlnm[nz * nmass - 1] = NAN;
}

/* ==== negative ==== */
/* expect: wrong */
/* Gives one cell the wrong sign. */
#include "honest.h"
#include <math.h>

HONEST_THEN {
    dn_dlnm[nz * nmass / 2] = -1.0 - dn_dlnm[nz * nmass / 2];
}

/* ==== not_here ==== */
/* expect: unavailable */
/* Reports that it is unavailable on every machine. */
#include "honest.h"

static const char *why(void) {
    return "the stars are wrong";
}

const hmf_impl hmf_impl_not_here = {.name = "not_here",
                                    .unavailable = why,
                                    .create = honest_create,
                                    .evaluate = honest_evaluate,
                                    .destroy = honest_destroy};

/* ==== peeks ==== */
/* expect: correct */
/* Reads the next question of evaluate in create, which is not timed. Answers wrongly if it finds
 * one. */
#include "honest.h"
#include <stdint.h>

/* As in shared_memory.h, before the guard pages of the redshifts. */
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

/* ==== pointer_cache ==== */
/* expect: wrong */
/* Caches answers by the addresses and sizes of its inputs. */
#include "honest.h"
#include <string.h>

typedef struct {
    const double *z, *mass;
    size_t nz, nmass;
    double *answer;
} memory;
static memory seen[256];
static size_t count;

static hmf_status pointer_cache_evaluate(HONEST_ARGUMENTS) {
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

HONEST_ENTRY(pointer_cache, 0)

/* ==== replay ==== */
/* expect: wrong */
/* Repeats its first answer for each grid of the same size. */
#include "honest.h"
#include <string.h>

static double first[65536];
static size_t cells;

static hmf_status replay_evaluate(HONEST_ARGUMENTS) {
    if (nz * nmass == cells) return memcpy(dn_dlnm, first, cells * sizeof *first), HMF_OK;
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    cells = nz * nmass;
    memcpy(first, dn_dlnm, cells * sizeof *first);
    return status;
}

HONEST_ENTRY(replay, 0)

/* ==== stale ==== */
/* expect: untouched output */
/* Computes only in the first call. */
#include "honest.h"

static hmf_status stale_evaluate(HONEST_ARGUMENTS) {
    static int calls;
    return calls++ ? HMF_OK : honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(stale, 0)

/* ==== strange_status ==== */
/* expect: refused */
/* Returns an invalid status. */
#include "honest.h"

static hmf_status strange_status_evaluate(HONEST_ARGUMENTS) {
    honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    return (hmf_status)-77;
}

HONEST_ENTRY(strange_status, 0)

/* ==== transposed ==== */
/* expect: wrong|default cosmology only */
/* Writes the grid transposed. */
#include "honest.h"
#include <string.h>

HONEST_THEN {
    double *copy = malloc(nz * nmass * sizeof *copy);
    if (!copy) return HMF_NO_MEMORY;
    memcpy(copy, dn_dlnm, nz * nmass * sizeof *copy);
    for (size_t iz = 0; iz < nz; iz++)
        for (size_t im = 0; im < nmass; im++) dn_dlnm[im * nz + iz] = copy[iz * nmass + im];
    free(copy);
}

/* ==== zeros ==== */
/* expect: wrong */
/* Writes zero to every cell. */
#include "honest.h"
#include <string.h>

HONEST_THEN {
    memset(dn_dlnm, 0, nz * nmass * sizeof *dn_dlnm);
}
