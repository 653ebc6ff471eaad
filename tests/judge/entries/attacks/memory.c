/* Attacks on memory: its limits, its bounds and the shared inputs.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== gigantic: crash|refused|undefined behaviour ==== */
/* Allocates 1 TiB and uses it. */
HONEST_THEN {
    volatile char *much = malloc((size_t)1 << 40);
    *much = 1;
}

/* ==== heap_overflow: undefined behaviour ==== */
/* Writes past the end of an allocation. */
HONEST_THEN {
    volatile double *row = malloc(nmass * sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    row[nmass] = 0.0;
    free((void *)row);
}

/* ==== hides_memory: refused ==== */
/* Takes 3 GiB of shared pages in the sanitized build, where the address space is not limited, and
 * releases them with madvise. They keep their memory, but are no longer resident. */
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

THEN_HONEST {
    if (SANITIZED && take() != HMF_OK) return HMF_NO_MEMORY;
}

/* ==== hungry: too much memory|refused|crash|undefined behaviour|timed out ==== */
/* Allocates until there is no memory left. */
THEN_HONEST {
    for (size_t size = (size_t)16 << 20;;) {
        char *more = malloc(size);
        if (!more) return HMF_NO_MEMORY;
        memset(more, 1, size);
    }
}

/* ==== page_tables: too much memory|timed out ==== */
/* Reads zeros across 1 TiB in the sanitized build: 2 GiB of page tables for no page. */
#include <sys/mman.h>

static void make_tables(void) {
    const size_t size = (size_t)1 << 40, reach = (size_t)2 << 20; /* of one table */
    volatile const char *zeros =
        mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zeros == MAP_FAILED) return;
    madvise((void *)zeros, size, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < size; i += reach) (void)zeros[i];
}

THEN_HONEST {
    static int made;
    if (SANITIZED && !made++) make_tables();
}

/* ==== reads_behind: out of bounds ==== */
/* Reads one mass past the end. */
HONEST_THEN {
    dn_dlnm[0] += 0.0 * fmin(fmax(mass[nmass], 0.0), 1.0);
}

/* ==== sorts_inputs: changes its inputs ==== */
/* Sorts the masses in place. */
THEN_HONEST {
    double *masses = (double *)mass;
    for (size_t i = 1; i < nmass; i++)
        if (masses[i] < masses[i - 1]) {
            const double swap = masses[i];
            masses[i] = masses[i - 1], masses[i - 1] = swap;
        }
}

/* ==== unlocks_inputs: changes its inputs|forbidden call ==== */
/* Makes its inputs writable first. */
#include <stdint.h>
#include <sys/mman.h>

THEN_HONEST {
    mprotect((void *)((uintptr_t)mass & ~(uintptr_t)4095), 4096, PROT_READ | PROT_WRITE);
    *(double *)mass = 1e12;
}

/* ==== use_after_free: undefined behaviour ==== */
/* Reads freed memory. */
HONEST_THEN {
    volatile double *row = calloc(nmass, sizeof *row);
    if (!row) return HMF_NO_MEMORY;
    free((void *)row);
    dn_dlnm[0] += 0.0 * row[0];
}

/* ==== writes_before: out of bounds ==== */
/* Writes one cell before the output. */
HONEST_THEN {
    dn_dlnm[-1] = 0.0;
}

/* ==== writes_behind: out of bounds ==== */
/* Writes one cell after the output. */
HONEST_THEN {
    dn_dlnm[nz * nmass] = 0.0;
}

/* ==== zombie_answers: too much memory ==== */
/* As zombie_memory, but in the timed build and without taking memory. */
#include "usurp.h"

static void *take_over(void *state) {
    for (;;) usurp_answer_one(&state, 1);
    return NULL;
}

THEN_HONEST(HMF_THREADED) {
    pthread_t thread;
    usurp_from(z, nz);
    if (!SANITIZED && pthread_create(&thread, NULL, take_over, state) == 0) syscall(SYS_exit, 0);
}

/* ==== zombie_memory: too much memory ==== */
/* Ends its first thread in the sanitized build: /proc counts a process's memory by that thread. A
 * second thread takes 3 GiB and answers. */
#include "usurp.h"

static void *take_over(void *state) {
    for (int i = 0; i < 48; i++) {
        char *piece = malloc(64 << 20);
        if (piece) memset(piece, 1, 64 << 20);
    }
    for (;;) usurp_answer_one(&state, 1);
    return NULL;
}

THEN_HONEST(HMF_THREADED) {
    pthread_t thread;
    usurp_from(z, nz);
    if (SANITIZED && pthread_create(&thread, NULL, take_over, state) == 0) syscall(SYS_exit, 0);
}
