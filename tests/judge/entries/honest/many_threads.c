/* many_threads.c: allocates in more threads than malloc has arenas, so much that free shrinks the
 * heap of a thread; as many threads as there may be, and beside them a large array. */
#include "honest.h"

#include <omp.h>
#include <string.h>

enum { BLOCKS = 60, BLOCK = 60000 }; /* each below the threshold for mmap */

static int fill_and_free(void) {
    char *block[BLOCKS];
    int failed = 0;
    for (int i = 0; i < BLOCKS; i++) {
        block[i] = malloc(BLOCK);
        if (block[i])
            memset(block[i], i, BLOCK);
        else
            failed = 1;
    }
#pragma omp barrier
    for (int i = BLOCKS - 1; i >= 0; i--) free(block[i]);
    return failed;
}

static int allocate_in_threads(void) {
    int failed = 0;
#pragma omp parallel num_threads(12) reduction(| : failed)
    failed |= fill_and_free();
#pragma omp parallel num_threads(64) reduction(| : failed)
    {
        char *buffer = malloc(100000);
        if (!buffer) failed = 1;
#pragma omp barrier
        free(buffer);
    }
    omp_set_dynamic(1); /* OpenMP asks for the load before it starts threads */
#pragma omp parallel
    (void)omp_get_thread_num();
    omp_set_dynamic(0);
    char *large = malloc(100 << 20);
    if (!large) failed = 1;
    free(large);
    return failed;
}

static hmf_status many_threads_evaluate(HONEST_ARGUMENTS) {
    static int calls;
    if (calls++ % 16 == 0 && allocate_in_threads()) return HMF_NO_MEMORY;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(many_threads, HMF_THREADED)
