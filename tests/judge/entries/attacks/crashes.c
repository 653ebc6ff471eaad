/* Entries that crash, exit, hang or raise signals.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== aborts ==== */
/* expect: aborted */
/* Calls abort(). */
#include "honest.h"

#include <stdlib.h>

static hmf_status aborts_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) abort();
    return status;
}

HONEST_ENTRY(aborts, 0)

/* ==== asserts ==== */
/* expect: aborted */
/* Fails an assertion. */
#include "honest.h"

#include <assert.h>

static hmf_status asserts_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    assert(nmass == 0);
    return status;
}

HONEST_ENTRY(asserts, 0)

/* ==== catches ==== */
/* expect: forbidden call */
/* advice: Entries catch no signals */
/* Ignores its own crash. */
#include "honest.h"

#include <signal.h>

static hmf_status catches_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    signal(SIGSEGV, SIG_IGN);
    return status;
}

HONEST_ENTRY(catches, 0)

/* ==== constructor_exits ==== */
/* expect: exited */
/* Ends the process in a constructor. */
#include "honest.h"

#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(0);
}

static hmf_status constructor_exits_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(constructor_exits, 0)

/* ==== constructor_hangs ==== */
/* expect: timed out */
/* Loops forever in a constructor. */
#include "honest.h"

__attribute__((constructor)) static void begin(void) {
    for (volatile int i = 0;; i++) continue;
}

static hmf_status constructor_hangs_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(constructor_hangs, 0)

/* ==== divides ==== */
/* expect: crash|undefined behaviour */
/* Divides an integer by zero. */
#include "honest.h"

#include <stdlib.h>

static hmf_status divides_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    volatile int none = 0;
    dn_dlnm[0] += 0.0 * ((int)nz / none);
    return status;
}

HONEST_ENTRY(divides, 0)

/* ==== endless ==== */
/* expect: timed out */
/* Loops forever in evaluate. */
#include "honest.h"

#include <stdlib.h>

static hmf_status endless_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    for (volatile size_t i = 0; nmass > 0; i++) continue;
    return status;
}

HONEST_ENTRY(endless, 0)

/* ==== exits ==== */
/* expect: exited */
/* Calls exit(0). */
#include "honest.h"

#include <stdlib.h>

static hmf_status exits_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) exit(0);
    return status;
}

HONEST_ENTRY(exits, 0)

/* ==== exits_as_jail ==== */
/* expect: exited */
/* Exits with the status of a failed jail, to stop the judge. */
#include "honest.h"

#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(120);
}

static hmf_status exits_as_jail_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(exits_as_jail, 0)

/* ==== exits_quickly ==== */
/* expect: exited */
/* Calls _exit(0), the status of success. */
#include "honest.h"

#include <unistd.h>

static hmf_status exits_quickly_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) _exit(0);
    return status;
}

HONEST_ENTRY(exits_quickly, 0)

/* ==== illegal ==== */
/* expect: crash|undefined behaviour */
/* Executes an illegal instruction. */
#include "honest.h"

#include <stdlib.h>

static hmf_status illegal_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (nmass > 0) __builtin_trap();
    return status;
}

HONEST_ENTRY(illegal, 0)

/* ==== jumps ==== */
/* expect: crash|untouched output|undefined behaviour|aborted|not done|out of bounds|.*overflow */
/* Jumps back into create, which has returned. */
#include "honest.h"

#include <setjmp.h>

static jmp_buf back;

static hmf_status jumps_create(const hmf_cosmology *cosmology, void **state) {
    if (setjmp(back)) return HMF_OK;
    return honest_create(cosmology, state);
}

static hmf_status jumps_evaluate(HONEST_ARGUMENTS) {
    honest_evaluate(state, z, nz, mass, nmass / 2, dn_dlnm);
    longjmp(back, 1);
}

const hmf_impl hmf_impl_jumps = {.name = "jumps",
                                 .accuracy = 1e-12,
                                 .create = jumps_create,
                                 .evaluate = jumps_evaluate,
                                 .destroy = honest_destroy};

/* ==== kills_itself ==== */
/* expect: forbidden call */
/* Calls raise(SIGKILL). */
#include "honest.h"

#include <signal.h>

static hmf_status kills_itself_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    raise(SIGKILL);
    return status;
}

HONEST_ENTRY(kills_itself, 0)

/* ==== null_pointer ==== */
/* expect: crash|undefined behaviour */
/* Writes to NULL. */
#include "honest.h"

#include <stdlib.h>

static hmf_status null_pointer_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    *(volatile double *)(nz ? NULL : dn_dlnm) = 0.0;
    return status;
}

HONEST_ENTRY(null_pointer, 0)

/* ==== overflow_int ==== */
/* expect: undefined behaviour */
/* Overflows a signed integer. */
#include "honest.h"

#include <limits.h>

static hmf_status overflow_int_evaluate(HONEST_ARGUMENTS) {
    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    volatile int most = INT_MAX;
    if (most + (int)nz < 0) dn_dlnm[0] = 0.0;
    return status;
}

HONEST_ENTRY(overflow_int, 0)

/* ==== recursion ==== */
/* expect: stack overflow */
/* Recurses forever. */
#include "honest.h"

#pragma GCC optimize("O0")
static double deeper(volatile double *at) {
    volatile double more[64];
    more[0] = *at + 1.0;
    return deeper(more) + more[0];
}

static hmf_status recursion_evaluate(HONEST_ARGUMENTS) {
    volatile double start = mass[0];
    dn_dlnm[0] = deeper(&start);
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(recursion, 0)
