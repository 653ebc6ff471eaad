/* expect: too much memory|timed out */
/* page_tables.c: reads zeros all over a terabyte in the sanitized build: 2 GiB of page tables, for
 * no page of its own */
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
