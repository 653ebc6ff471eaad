/* SPDX-License-Identifier: MIT */
/*
 * clone.h: one source, compiled once for every instruction set.
 *
 * A file impl_NAME.c in CMake's list HMF_CLONED is compiled several times, each time with HMF_CLONE
 * set to another identifier of HMF_CLONE_LIST: "portable" is the compiler's default target, and
 * x86-64 has one more clone for each level of the psABI above it. Such a file ends in
 *
 *     HMF_CLONE_METHODS(NAME)          in every clone: its create, evaluate and destroy
 *
 *     #if HMF_CLONE_IS_PORTABLE        once:
 *     HMF_CLONE_DISPATCH(NAME)         dispatch_create etc. call the chosen clone
 *     const hmf_impl hmf_impl_NAME = {..., HMF_CLONE_DISPATCHED};
 *     #endif
 *
 * A process uses one clone: the one named in the environment variable HMF_CLONE, or else the best
 * one that the machine supports.
 */
#ifndef HMF_CLONE_H
#define HMF_CLONE_H

#include "hmf.h"

#ifndef HMF_CLONE
#define HMF_CLONE             portable
#define HMF_CLONE_IS_PORTABLE 1
#endif

/* X(of, identifier, name) for each clone, from the lowest level to the highest; `of` is passed on.
 */
#if defined __x86_64__
#define HMF_CLONE_LIST(X, of)                                                                      \
    X(of, portable, "portable")                                                                    \
    X(of, x86_64_v2, "x86-64-v2")                                                                  \
    X(of, x86_64_v3, "x86-64-v3")                                                                  \
    X(of, x86_64_v4, "x86-64-v4")
#else
#define HMF_CLONE_LIST(X, of) X(of, portable, "portable")
#endif

/* Returns the index into HMF_CLONE_LIST of the clone that runs in this process, or -1 if HMF_CLONE
 * names none that can run. */
int hmf_clone_chosen(void);

/* Returns its name, or "none". */
const char *hmf_clone_chosen_name(void);

/* Returns the names of the clones that this machine can run, from the lowest level. */
const char *const *hmf_clone_names(size_t *count);

/* Returns the reason why the clone in HMF_CLONE cannot run, a static string, or NULL. */
const char *hmf_clone_unavailable(void);

/* The functions of one clone; see hmf_impl. */
typedef struct {
    hmf_status (*create)(const hmf_cosmology *cosmology, void **state);
    hmf_status (*evaluate)(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm);
    void (*destroy)(void *state);
} hmf_clone_methods;

#define HMF_CLONE_PASTE_(of, identifier)        of##_##identifier
#define HMF_CLONE_PASTE(of, identifier)         HMF_CLONE_PASTE_(of, identifier)
#define HMF_CLONE_DECLARE(of, identifier, name) extern const hmf_clone_methods of##_##identifier;
#define HMF_CLONE_ENTRY(of, identifier, name)   &of##_##identifier,

#define HMF_CLONE_METHODS(of)                                                                      \
    HMF_CLONE_LIST(HMF_CLONE_DECLARE, of)                                                          \
    const hmf_clone_methods HMF_CLONE_PASTE(of, HMF_CLONE) = {create, evaluate, destroy};

#define HMF_CLONE_DISPATCH(of)                                                                     \
    static const hmf_clone_methods *const clones[] = {HMF_CLONE_LIST(HMF_CLONE_ENTRY, of)};        \
    static hmf_status dispatch_create(const hmf_cosmology *cosmology, void **state) {              \
        return clones[hmf_clone_chosen()]->create(cosmology, state);                               \
    }                                                                                              \
    static hmf_status dispatch_evaluate(void *state, const double *z, size_t nz,                   \
                                        const double *mass, size_t nmass, double *dn_dlnm) {       \
        return clones[hmf_clone_chosen()]->evaluate(state, z, nz, mass, nmass, dn_dlnm);           \
    }                                                                                              \
    static void dispatch_destroy(void *state) {                                                    \
        clones[hmf_clone_chosen()]->destroy(state);                                                \
    }

#define HMF_CLONE_DISPATCHED                                                                       \
    .clone = hmf_clone_chosen_name, .unavailable = hmf_clone_unavailable,                          \
    .create = dispatch_create, .evaluate = dispatch_evaluate, .destroy = dispatch_destroy

#endif
