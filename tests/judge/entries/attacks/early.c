/* expect: not done */
/* early.c: tells the judge that it is done, and computes then */
#include "honest.h"

#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The page of the answer lies before the cells, behind 16 pages that cannot be touched. */
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
