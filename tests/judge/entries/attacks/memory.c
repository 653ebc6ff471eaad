/* Attacks on memory: its limits, its bounds and the shared inputs.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== gigantic ==== */
/* expect: crash|refused|undefined behaviour */
/* Allocates 1 TiB and uses it. */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    volatile char *much = malloc((size_t)1 << 40);
    *much = 1;
}

/* ==== heap_overflow ==== */
/* expect: undefined behaviour */
/* Writes past the end of an allocation. */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    volatile double *row = malloc(nmass * sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    row[nmass] = 0.0;
    free((void *)row);
}

/* ==== hides_memory ==== */
/* expect: refused */
/* Takes 3 GiB of shared pages in the sanitized build, where the address space is not limited, and
 * releases them with madvise. They keep their memory, but are no longer resident. */
#define _GNU_SOURCE
#include "honest.h"
#include <string.h>
#include <sys/mman.h>

enum { PIECE = 64 << 20, PIECES = 48, AT_ONCE = 6 };

static hmf_status take(void) {
    static int taken;
    for (int i = 0; i < AT_ONCE && taken < PIECES; i++, taken++) {
        void *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (piece == MAP_FAILED) return HMF_NO_MEMORY;
        memset(piece, 1, PIECE);
        madvise(piece, PIECE, MADV_DONTNEED);
    }
    return HMF_OK;
}

static hmf_status hides_memory_evaluate(HONEST_ARGUMENTS) {
#if defined __SANITIZE_ADDRESS__
    if (take() != HMF_OK) return HMF_NO_MEMORY;
#else
    (void)take;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(hides_memory, 0)

/* ==== hungry ==== */
/* expect: too much memory|refused|crash|undefined behaviour|timed out */
/* Allocates until there is no memory left. */
#include "honest.h"
#include <string.h>

static hmf_status hungry_evaluate(HONEST_ARGUMENTS) {
    for (size_t size = (size_t)16 << 20;;) {
        char *more = malloc(size);
        if (!more) return HMF_NO_MEMORY;
        memset(more, 1, size);
    }
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(hungry, 0)

/* ==== page_tables ==== */
/* expect: too much memory|timed out */
/* Reads zeros across 1 TiB in the sanitized build: 2 GiB of page tables without a page of its
 * own. */
#define _GNU_SOURCE
#include "honest.h"
#include <sys/mman.h>

static void make_tables(void) {
    const size_t size = (size_t)1 << 40, reach = (size_t)2 << 20; /* of one table */
    volatile const char *zeros =
        mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zeros == MAP_FAILED) return;
    madvise((void *)zeros, size, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < size; i += reach) (void)zeros[i];
}

static hmf_status page_tables_evaluate(HONEST_ARGUMENTS) {
#if defined __SANITIZE_ADDRESS__
    static int made;
    if (!made++) make_tables();
#else
    (void)make_tables;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(page_tables, 0)

/* ==== reads_behind ==== */
/* expect: out of bounds */
/* Reads one mass past the end. */
#include "honest.h"
#include <math.h>

HONEST_THEN {
    dn_dlnm[0] += 0.0 * fmin(fmax(mass[nmass], 0.0), 1.0);
}

/* ==== sorts_inputs ==== */
/* expect: changes its inputs */
/* Sorts the masses in place. */
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

/* ==== unlocks_inputs ==== */
/* expect: changes its inputs|forbidden call */
/* Makes its inputs writable first. */
#include "honest.h"
#include <stdint.h>
#include <sys/mman.h>

static hmf_status unlocks_inputs_evaluate(HONEST_ARGUMENTS) {
    mprotect((void *)((uintptr_t)mass & ~(uintptr_t)4095), 4096, PROT_READ | PROT_WRITE);
    *(double *)mass = 1e12;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(unlocks_inputs, 0)

/* ==== use_after_free ==== */
/* expect: undefined behaviour */
/* Reads freed memory. */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    volatile double *row = calloc(nmass, sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    free((void *)row);
    dn_dlnm[0] += 0.0 * row[0];
}

/* ==== writes_before ==== */
/* expect: out of bounds */
/* Writes one cell before the output. */
#include "honest.h"
#include <math.h>

HONEST_THEN {
    dn_dlnm[-1] = 0.0;
}

/* ==== writes_behind ==== */
/* expect: out of bounds */
/* Writes one cell after the output. */
#include "honest.h"
#include <math.h>

HONEST_THEN {
    dn_dlnm[nz * nmass] = 0.0;
}

/* ==== zombie_answers ==== */
/* expect: too much memory */
/* As zombie_memory, but in the timed build and without taking memory. */
#include "usurp.h"

static void *take_over(void *state) {
    usurp_serve(state, 1);
    return NULL;
}

static hmf_status zombie_answers_evaluate(HONEST_ARGUMENTS) {
#if !defined __SANITIZE_ADDRESS__
    pthread_t thread;
    usurp_from(z, nz);
    if (pthread_create(&thread, NULL, take_over, state) == 0) syscall(SYS_exit, 0);
#else
    (void)take_over;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(zombie_answers, HMF_THREADED)

/* ==== zombie_memory ==== */
/* expect: too much memory */
/* Ends its first thread in the sanitized build: /proc counts a process's memory by that thread. A
 * second thread takes 3 GiB and answers. */
#include "usurp.h"
#include <string.h>

static void *take_over(void *state) {
    for (int i = 0; i < 48; i++) {
        char *piece = malloc(64 << 20);
        if (piece) memset(piece, 1, 64 << 20);
    }
    usurp_serve(state, 1);
    return NULL;
}

static hmf_status zombie_memory_evaluate(HONEST_ARGUMENTS) {
#if defined __SANITIZE_ADDRESS__
    pthread_t thread;
    usurp_from(z, nz);
    if (pthread_create(&thread, NULL, take_over, state) == 0) syscall(SYS_exit, 0);
#else
    (void)take_over;
#endif
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(zombie_memory, HMF_THREADED)
