/* Entries that crash, exit, hang or raise signals.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== aborts ==== */
/* expect: aborted */
/* Calls abort(). */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    if (nmass > 0) abort();
}

/* ==== asserts ==== */
/* expect: aborted */
/* Fails an assertion. */
#include "honest.h"
#include <assert.h>

HONEST_THEN {
    assert(nmass == 0);
}

/* ==== catches ==== */
/* expect: forbidden call */
/* advice: Entries catch no signals */
/* Ignores its own crash. */
#include "honest.h"
#include <signal.h>

HONEST_THEN {
    signal(SIGSEGV, SIG_IGN);
}

/* ==== constructor_exits ==== */
/* expect: exited */
/* Ends the process in a constructor. */
#include "honest.h"
#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(0);
}

HONEST_EVALUATE(0)

/* ==== constructor_hangs ==== */
/* expect: timed out */
/* Loops forever in a constructor. */
#include "honest.h"

__attribute__((constructor)) static void begin(void) {
    for (volatile int i = 0;; i++) continue;
}

HONEST_EVALUATE(0)

/* ==== divides ==== */
/* expect: crash|undefined behaviour */
/* Divides an integer by zero. */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    volatile int none = 0;
    dn_dlnm[0] += 0.0 * ((int)nz / none);
}

/* ==== endless ==== */
/* expect: timed out */
/* Loops forever in evaluate. */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    for (volatile size_t i = 0; nmass > 0; i++) continue;
}

/* ==== exits ==== */
/* expect: exited */
/* Calls exit(0). */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    if (nmass > 0) exit(0);
}

/* ==== exits_as_jail ==== */
/* expect: exited */
/* Exits with the status of a failed jail, to stop the judge. */
#include "honest.h"
#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(120);
}

HONEST_EVALUATE(0)

/* ==== exits_quickly ==== */
/* expect: exited */
/* Calls _exit(0), the status of success. */
#include "honest.h"
#include <unistd.h>

HONEST_THEN {
    if (nmass > 0) _exit(0);
}

/* ==== illegal ==== */
/* expect: crash|undefined behaviour */
/* Executes an illegal instruction. */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    if (nmass > 0) __builtin_trap();
}

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

HONEST_THEN {
    raise(SIGKILL);
}

/* ==== null_pointer ==== */
/* expect: crash|undefined behaviour */
/* Writes to NULL. */
#include "honest.h"
#include <stdlib.h>

HONEST_THEN {
    *(volatile double *)(nz ? NULL : dn_dlnm) = 0.0;
}

/* ==== overflow_int ==== */
/* expect: undefined behaviour */
/* Overflows a signed integer. */
#include "honest.h"
#include <limits.h>

HONEST_THEN {
    volatile int most = INT_MAX;
    if (most + (int)nz < 0) dn_dlnm[0] = 0.0;
}

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
