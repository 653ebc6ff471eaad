/* Entries that crash, exit, hang or raise signals.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== aborts: aborted ==== */
/* Calls abort(). */
HONEST_THEN {
    if (nmass > 0) abort();
}

/* ==== asserts: aborted ==== */
/* Fails an assertion. */
#include <assert.h>

HONEST_THEN {
    assert(nmass == 0);
}

/* ==== catches: forbidden call ==== */
/* advice: Entries catch no signals */
/* Ignores its own crash. */
#include <signal.h>

HONEST_THEN {
    signal(SIGSEGV, SIG_IGN);
}

/* ==== constructor_exits: exited ==== */
/* Ends the process in a constructor. */
#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(0);
}

HONEST_EVALUATE(0)

/* ==== constructor_hangs: timed out ==== */
/* Loops forever in a constructor. */
__attribute__((constructor)) static void begin(void) {
    for (volatile int i = 0;; i++) continue;
}

HONEST_EVALUATE(0)

/* ==== divides: crash|undefined behaviour ==== */
/* Divides an integer by zero. */
HONEST_THEN {
    volatile int none = 0;
    dn_dlnm[0] += 0.0 * ((int)nz / none);
}

/* ==== endless: timed out ==== */
/* Loops forever in evaluate. */
HONEST_THEN {
    for (volatile size_t i = 0; nmass > 0; i++) continue;
}

/* ==== exits: exited ==== */
/* Calls exit(0). */
HONEST_THEN {
    if (nmass > 0) exit(0);
}

/* ==== exits_as_jail: exited ==== */
/* Exits with the status of a failed jail, to stop the judge. */
#include <unistd.h>

__attribute__((constructor)) static void begin(void) {
    _exit(120);
}

HONEST_EVALUATE(0)

/* ==== exits_quickly: exited ==== */
/* Calls _exit(0), the status of success. */
#include <unistd.h>

HONEST_THEN {
    if (nmass > 0) _exit(0);
}

/* ==== illegal: crash|undefined behaviour ==== */
/* Executes an illegal instruction. */
HONEST_THEN {
    if (nmass > 0) __builtin_trap();
}

/* ==== jumps: crash|un(touched|defined).*|aborted|not done|out of bounds|.*overflow ==== */
/* Jumps back into create, which has returned. */
#include <setjmp.h>

static jmp_buf back;

static hmf_status jumps_create(const hmf_cosmology *cosmology, void **state) {
    if (setjmp(back)) return HMF_OK;
    return honest_create(cosmology, state);
}

EVALUATE {
    honest_evaluate(state, z, nz, mass, nmass / 2, dn_dlnm);
    longjmp(back, 1);
}

/* ==== kills_itself: forbidden call ==== */
/* Calls raise(SIGKILL). */
#include <signal.h>

HONEST_THEN {
    raise(SIGKILL);
}

/* ==== null_pointer: crash|undefined behaviour ==== */
/* Writes to NULL. */
HONEST_THEN {
    *(volatile double *)(nz ? NULL : dn_dlnm) = 0.0;
}

/* ==== overflow_int: undefined behaviour ==== */
/* Overflows a signed integer. */
#include <limits.h>

HONEST_THEN {
    volatile int most = INT_MAX;
    if (most + (int)nz < 0) dn_dlnm[0] = 0.0;
}

/* ==== recursion: stack overflow ==== */
/* Recurses forever. */
#pragma GCC optimize("O0")
static double deeper(volatile double *at) {
    volatile double more[64];
    more[0] = *at + 1.0;
    return deeper(more) + more[0];
}

THEN_HONEST {
    volatile double start = mass[0];
    dn_dlnm[0] = deeper(&start);
}
