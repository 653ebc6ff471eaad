/* SPDX-License-Identifier: MIT */
/*
 * gate_module.c: the parts of a module of small implementations. test_gate.sh compiles this file
 * once for each part:
 *
 *   -DWRAPPERS             hmf.c.o: the wrappers, without their checks
 *   -DIMPLS='IMPL(a) ...'  registry.c.o of these sorted implementations; -DINTERFACE=N is its
 * version -DNAME=a               impl_a.c.o, with a loop of -DSTEPS=N as its work; options below
 *   -DSHARED               shared.c.o, called by all implementations
 *
 * The options of an implementation: -DFLAGS=HMF_...; -DCLONED, a made-up clone; -DACCURACY=0.5;
 * -DUNAVAILABLE; -DFAILS_AFTER=N calls, with HMF_NO_CONVERGENCE; -DCRASHES; -DSLEEPS;
 * -DFACTOR=1.005, a factor on the answers where -DWHERE=CONDITION holds; -DSLOW=CONDITION, half as
 * much work again.
 */
#include "hmf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

double gate_module_shared(double x);

#if defined WRAPPERS

hmf_status hmf_create(hmf_model *model, const hmf_impl *impl, const hmf_cosmology *cosmology,
                      hmf_error *error) {
    (void)error;
    *model = (hmf_model){.impl = impl, .cosmology = *cosmology};
    return HMF_OK;
}

hmf_status hmf_evaluate(hmf_model *model, const double *z, size_t nz, const double *mass,
                        size_t nmass, double *dn_dlnm, hmf_error *error) {
    const hmf_status status = model->impl->evaluate(&model->cosmology, z, nz, mass, nmass, dn_dlnm);
    if (status != HMF_OK)
        snprintf(error->message, sizeof error->message, "%s failed", model->impl->name);
    return status;
}

void hmf_destroy(hmf_model *model) {
    model->impl = NULL;
}

hmf_status hmf_mass_function(const hmf_impl *impl, const hmf_cosmology *cosmology, const double *z,
                             size_t nz, const double *mass, size_t nmass, double *dn_dlnm,
                             hmf_error *error) {
    hmf_model model;
    hmf_status status = hmf_create(&model, impl, cosmology, error);
    if (status == HMF_OK) status = hmf_evaluate(&model, z, nz, mass, nmass, dn_dlnm, error);
    hmf_destroy(&model);
    return status;
}

#elif defined IMPLS

#ifndef INTERFACE
#define INTERFACE HMF_ABI_VERSION
#endif

#define IMPL(name) extern const hmf_impl hmf_impl_##name;
IMPLS
#undef IMPL

static const hmf_impl *const impls[] = {
#define IMPL(name) &hmf_impl_##name,
    IMPLS
#undef IMPL
};

static const hmf_registry registry = {
    .abi_version = INTERFACE,
    .count = sizeof impls / sizeof *impls,
    .impls = impls,
    .wrappers = {hmf_create, hmf_evaluate, hmf_destroy, hmf_mass_function},
};

const hmf_registry *hmf_get_registry(void) {
    return &registry;
}

#elif defined NAME

#define AS_TEXT(name)    #name
#define TEXT_OF(name)    AS_TEXT(name)
#define JOINED(a, b)     a##b
#define DESCRIPTOR(name) JOINED(hmf_impl_, name)
#ifndef FLAGS
#define FLAGS 0
#endif

/* A regression is blamed on the line of the loop's body. */
__attribute__((noinline)) static double loop(double x, int steps) {
    for (int i = 0; i < steps; i++) x = x * 0.999 + 1.0; /* one step */
    return x;
}

static void go_wrong(void) {
#ifdef CRASHES
    abort();
#endif
#ifdef SLEEPS
    sleep(100);
#endif
}

#ifndef FACTOR
#define FACTOR 1.0
#endif
#ifndef WHERE
#define WHERE 1
#endif
#ifndef SLOW
#define SLOW 0
#endif
#ifndef ACCURACY
#define ACCURACY 1.0
#endif

/* Whether this process runs the clone of that name. */
#define in_clone(name) (getenv("HMF_CLONE") && strcmp(getenv("HMF_CLONE"), #name) == 0)

/* The answers do not depend on the work. */
static void fill(const double *mass, size_t nz, size_t nmass, double *dn_dlnm) {
    for (size_t i = 0; i < nz * nmass; i++) {
        const size_t im = i % nmass;
        dn_dlnm[i] = 1.0 / mass[im] * (WHERE ? FACTOR : 1.0);
    }
}

static volatile double worked;

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    const hmf_cosmology *c = state;
    (void)c;
#ifdef FAILS_AFTER
    static int calls;
    if (calls++ >= FAILS_AFTER) return HMF_NO_CONVERGENCE;
#endif
    go_wrong();
    worked = loop(gate_module_shared(*z + *mass), STEPS);
    if (SLOW) worked = loop(worked, STEPS / 2);
    fill(mass, nz, nmass, dn_dlnm);
    return HMF_OK;
}

#ifdef UNAVAILABLE
static const char *unavailable(void) {
    return "made up";
}
#endif

#ifdef CLONED
static const char *clone(void) {
    return "made-up";
}
#endif

extern const hmf_impl DESCRIPTOR(NAME);
const hmf_impl DESCRIPTOR(NAME) = {
    .name = TEXT_OF(NAME),
    .summary = "made up",
    .lesson = "none",
    .accuracy = ACCURACY,
    .flags = FLAGS,
#ifdef CLONED
    .clone = clone,
#endif
#ifdef UNAVAILABLE
    .unavailable = unavailable,
#endif
    .evaluate = evaluate,
};

#elif defined SHARED

double gate_module_shared(double x) {
    return 1e-9 * x;
}

#else
#error "which part?"
#endif
