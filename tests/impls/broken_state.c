/* SPDX-License-Identifier: MIT */
/* broken_state.c: implementations with shared, stale or leaked state. */
#include "broken.h"

#include <fenv.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#if defined __SSE__
#include <xmmintrin.h>
#endif

BROKEN_EVALUATE(unrepeatable, "one unit in the last place more in every second call") {
    static atomic_uint calls;
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    if (atomic_fetch_add(&calls, 1) % 2) dn_dlnm[0] = nextafter(dn_dlnm[0], 1.0);
    return status;
}

/* The cosmology in a global variable: the model created last wins. */
static hmf_cosmology one_for_all;

static hmf_status one_for_all_create(const hmf_cosmology *cosmology, void **state) {
    one_for_all = *cosmology;
    return broken_create(cosmology, state);
}

static hmf_status one_for_all_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                       size_t nmass, double *dn_dlnm) {
    void *wrong;
    (void)state;
    hmf_status status = broken_create(&one_for_all, &wrong);
    if (status != HMF_OK) return status;
    status = broken_evaluate(wrong, z, nz, mass, nmass, dn_dlnm);
    broken_destroy(wrong);
    return status;
}

BROKEN_IMPL(one_for_all, "keeps its cosmology in a global variable", one_for_all_create,
            one_for_all_evaluate, broken_destroy);

/* The masses are in a global variable. The pause imitates the work of real code and makes the
 * failure certain. The variable is atomic so that the check fails, not ThreadSanitizer. */
static const double *_Atomic thread_unsafe_mass;

BROKEN_EVALUATE(thread_unsafe,
                "keeps its arguments in a global variable and claims HMF_CONCURRENT") {
    atomic_store(&thread_unsafe_mass, mass);
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return broken_evaluate(state, z, nz, atomic_load(&thread_unsafe_mass), nmass, dn_dlnm);
}

/* ---- the floating-point environment ---------------------------------------------------------- */

BROKEN_EVALUATE(rounds_upwards, "leaves the rounding mode changed") {
    const hmf_status status = broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    fesetround(FE_UPWARD);
    return status;
}

/* Sets the flags that a link with -ffast-math sets for the whole process. */
BROKEN_CREATE(flushes_to_zero, "switches flush to zero on") {
#if defined __SSE__
    _MM_SET_FLUSH_ZERO_MODE(_MM_FLUSH_ZERO_ON);
#elif defined __aarch64__
    unsigned long control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    __asm__ volatile("msr fpcr, %0" : : "r"(control | 1ul << 24));
#endif
    return broken_create(cosmology, state);
}

/* ---- memory ---------------------------------------------------------------------------------- */

BROKEN_EVALUATE(leaks_in_evaluate, "loses a byte in every call") {
    char *volatile lost = malloc(1);
    if (!lost) return HMF_NO_MEMORY;
    return broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

static void leaks_in_destroy_destroy(void *state) {
    hmf_destroy(state); /* leaks state itself */
}

BROKEN_IMPL(leaks_in_destroy, "frees what its state holds and not the state", broken_create,
            broken_evaluate, leaks_in_destroy_destroy);

BROKEN_EVALUATE(allocates, "allocates and frees in every call") {
    double *volatile scratch = malloc(nz * sizeof *scratch);
    if (!scratch) return HMF_NO_MEMORY;
    free(scratch);
    return broken_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

BROKEN_CREATE(loses_when_starved, "loses one allocation when the next one fails") {
    char *volatile scratch = malloc(64);
    if (!scratch) return HMF_NO_MEMORY;
    const hmf_status status = broken_create(cosmology, state);
    if (status == HMF_OK) free(scratch);
    return status;
}

BROKEN_CREATE(misnames_starvation, "takes any failure for one of the integral") {
    return broken_create(cosmology, state) == HMF_OK ? HMF_OK : HMF_NO_CONVERGENCE;
}
