/* SPDX-License-Identifier: MIT */
/**
 * @file
 * hmf.h: the interface to all implementations of the Press-Schechter halo mass function.
 *
 * An implementation is one file, impl_NAME.c, which ends in a descriptor `const hmf_impl
 * hmf_impl_NAME`. Callers use the checked wrappers below, which check the arguments for all
 * implementations.
 *
 * The function: with W the Fourier transform of a spherical top hat, T the BBKS transfer function
 * (Bardeen, Bond, Kaiser & Szalay 1986, ApJ 304, 15, equation G3) and P(k) = k^n_s T(k)^2,
 *
 *     R(M)         = (2 M G / (H0^2 Om))^(1/3)                                           [Mpc]
 *     sigma(R)     = A sqrt(integral over k > 0 of k^2 P(k) W(kR)^2), sigma(8 h^-1 Mpc) = sigma_8
 *     dln sigma/dR = [ln sigma(3R/2) - ln sigma(R/2)] / R     (a central difference by definition)
 *     H(a)         = H0 sqrt(Om a^-3 + OL)
 *     D(z)         = g(1/(1+z)) / g(1),  g(a) = H(a) integral from 0 to a of da'/(a' H(a'))^3
 *     nu           = delta_c / (D(z) sigma(R))
 *     dn/dlnM      = sqrt(2/pi) (rho/M) |dln sigma/dlnM| nu exp(-nu^2/2)               [Mpc^-3]
 *
 * (Press & Schechter 1974, ApJ 187, 425). The central difference is part of the model: it differs
 * from the exact slope by several percent. Lengths are in Mpc, not Mpc/h.
 *
 * H(a) has no curvature term (1 - Om - OL) a^-2 under the root, whatever Om and OL are, as in the
 * workshop code that `naive` follows. Answers for Om + OL = 1 and for z = 0 are not affected. At Om
 * = 0.3, OL = 0, z = 3, 1e14 solar masses and otherwise default parameters, dn/dlnM is 3.6e-16
 * Mpc^-3; with the term it would be 1.2e-8.
 */
#ifndef HMF_H
#define HMF_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The shared library exports these declarations only. */
#if defined __GNUC__
#pragma GCC visibility push(default)
#endif

/** Increases whenever a type below changes. Do not call a module of another version. */
#define HMF_ABI_VERSION 3u

/* ---- the inputs ------------------------------------------------------------------------------ */

/** The parameters of the function. omega_m + omega_lambda may differ from 1, but then the growth
 * factor is not that of a curved universe, because H(a) = H0 sqrt(Om a^-3 + OL) has no curvature
 * term (1 - Om - OL) a^-2. The library does not warn. */
typedef struct {
    double omega_m;      /**< matter density over critical, today               */
    double omega_lambda; /**< cosmological constant over critical               */
    double h0;           /**< Hubble constant, km/s/Mpc                         */
    double sigma_8;      /**< sigma(8 h^-1 Mpc) today, the normalisation        */
    double n_s;          /**< spectral index of the primordial power spectrum   */
    double delta_c;      /**< critical linear overdensity for collapse          */
} hmf_cosmology;

/** The default cosmology: 0.3089, 0.6911, 67.74, 0.72, 1, 1.69 in the order of the members. */
extern const hmf_cosmology hmf_cosmology_default;

/** A closed interval. */
typedef struct {
    double min; /**< the lower end */
    double max; /**< the upper end */
} hmf_bounds;

/** Bounds of the arguments. */
typedef struct {
    hmf_bounds omega_m;      /**< as in hmf_cosmology */
    hmf_bounds omega_lambda; /**< as in hmf_cosmology */
    hmf_bounds h0;           /**< km/s/Mpc            */
    hmf_bounds sigma_8;      /**< as in hmf_cosmology */
    hmf_bounds n_s;          /**< as in hmf_cosmology */
    hmf_bounds delta_c;      /**< as in hmf_cosmology */
    hmf_bounds z;            /**< redshifts           */
    hmf_bounds mass;         /**< solar masses        */
} hmf_domain;

/** The arguments that the wrappers accept. The domain is wide: it rejects obvious mistakes (a
 * density in percent, H0 = 0.7) but not unlikely values. */
extern const hmf_domain hmf_domain_accepted;

/** The domain of the promised accuracy. Outside it, the accuracy is stated in each impl_NAME.c. */
extern const hmf_domain hmf_domain_promised;

/* ---- errors ---------------------------------------------------------------------------------- */

/** How a call ended. */
typedef enum {
    HMF_OK = 0,         /**< success                                                         */
    HMF_BAD_POINTER,    /**< a required pointer is NULL                                      */
    HMF_BAD_COSMOLOGY,  /**< a parameter is not finite or outside hmf_domain_accepted        */
    HMF_BAD_REDSHIFT,   /**< as HMF_BAD_COSMOLOGY, for a redshift                            */
    HMF_BAD_MASS,       /**< as HMF_BAD_COSMOLOGY, for a mass                                */
    HMF_BAD_SIZE,       /**< nz * nmass doubles do not fit into memory                       */
    HMF_NO_MEMORY,      /**< an allocation failed                                            */
    HMF_NO_CONVERGENCE, /**< the implementation could not compute its answer                 */
    HMF_UNAVAILABLE,    /**< the implementation cannot run on this machine                   */
    HMF_STATUS_COUNT    /**< number of statuses                                              */
} hmf_status;

/** Returns the name of a status, such as "bad mass": a static string, never NULL, for any value. */
const char *hmf_status_text(hmf_status status);

/** Set by the wrappers, which also accept NULL instead. */
typedef struct {
    hmf_status status; /**< the return value of the call             */
    char message[192]; /**< names the argument, its value and its bounds */
} hmf_error;

/* ---- an implementation ----------------------------------------------------------------------- */

/** The flags of an implementation. */
enum {
    HMF_THREADED = 1u << 0,   /**< evaluate starts threads or processes; in a child that was
                               * forked after a call it may wait forever */
    HMF_CONCURRENT = 1u << 1, /**< evaluate is thread-safe on a shared state, with results
                               * identical to those of a single-threaded call */
    HMF_DETOUR = 1u << 2,     /**< a demonstration: not on the ladder; the gate skips it unless it
                               * is named */
    HMF_FILES = 1u << 3,      /**< create reads and writes files that outlive the process       */
};

/** The descriptor of an implementation, hmf_impl_NAME. */
typedef struct hmf_impl {
    const char *name;      /**< NAME of impl_NAME.c                                             */
    const char *summary;   /**< description in one line                                         */
    const char *builds_on; /**< name of its predecessor on the ladder; NULL for the first       */
    const char *lesson;    /**< lesson of this rung in one line                                 */
    double accuracy;       /**< promised upper bound of |ln(got/truth)| / (1 + nu^2)            */
    unsigned flags;        /**< flags from the list above                                       */

    /** Returns the name of the instruction-set clone that runs in this process, such as
     * "x86-64-v3", a static string. NULL if there are no clones. */
    const char *(*clone)(void);

    /** Returns the reason why it cannot run on this machine, a static string, or NULL if it can.
     * NULL if it always can. */
    const char *(*unavailable)(void);

    /** Prepares for one cosmology. The caller owns `*state` until destroy. NULL if there is nothing
     * to prepare; the state of evaluate is then a const hmf_cosmology *. */
    hmf_status (*create)(const hmf_cosmology *cosmology, void **state);

    /** Sets dn_dlnm[iz * nmass + im] to dn/dlnM at z[iz] and mass[im], in Mpc^-3. The arguments
     * have been checked, and nz and nmass are at least 1. Redshifts and masses are in any order,
     * and arrays have any alignment of a double. Where the true value is below DBL_MIN, any value
     * in [0, DBL_MIN] is right. Equal calls give identical results. A result may depend on the
     * other cells of the call, but only within the promised accuracy. */
    hmf_status (*evaluate)(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm);

    /** Frees a state. NULL if and only if create is NULL. */
    void (*destroy)(void *state);
} hmf_impl;

/** Returns the name of its clone, or "portable" without clones; never NULL. */
const char *hmf_clone_name(const hmf_impl *impl);

/* ---- the checked wrappers -------------------------------------------------------------------- */

/** An implementation prepared for one cosmology. The caller provides the memory, and must not copy
 * or move it between hmf_create and hmf_destroy. */
typedef struct {
    const hmf_impl *impl;    /**< borrowed; NULL if hmf_create failed             */
    hmf_cosmology cosmology; /**< a copy                                          */
    void *state;             /**< the result of impl->create; without it &cosmology */
} hmf_model;

/** Prepares impl for a cosmology. After success the caller must pass `*model` to hmf_destroy. After
 * failure nothing is allocated, and it may do so. */
hmf_status hmf_create(hmf_model *model, const hmf_impl *impl, const hmf_cosmology *cosmology,
                      hmf_error *error);

/**
 * Fills dn_dlnm[iz * nmass + im], in Mpc^-3, for nz redshifts (dimensionless) and nmass masses
 * (solar masses), both in any order. The growth factor has no curvature term (hmf_cosmology). Does
 * nothing for nz = 0 or nmass = 0, where the arrays may be NULL. After any error dn_dlnm is filled
 * with NaN, unless it is NULL or its size is not representable. The output must not overlap the
 * inputs.
 */
hmf_status hmf_evaluate(hmf_model *model, const double *z, size_t nz, const double *mass,
                        size_t nmass, double *dn_dlnm, hmf_error *error);

/** Frees a model. Does nothing for NULL, for a model that hmf_create failed to prepare, and when
 * called again. */
void hmf_destroy(hmf_model *model);

/** Calls hmf_create, hmf_evaluate and hmf_destroy. */
hmf_status hmf_mass_function(const hmf_impl *impl, const hmf_cosmology *cosmology, const double *z,
                             size_t nz, const double *mass, size_t nmass, double *dn_dlnm,
                             hmf_error *error);

/* ---- all implementations --------------------------------------------------------------------- */

/** The checked wrappers of one build, for callers that have loaded it as a module. */
typedef struct {
    /** hmf_create */
    hmf_status (*create)(hmf_model *model, const hmf_impl *impl, const hmf_cosmology *cosmology,
                         hmf_error *error);
    /** hmf_evaluate */
    hmf_status (*evaluate)(hmf_model *model, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm, hmf_error *error);
    /** hmf_destroy */
    void (*destroy)(hmf_model *model);
    /** hmf_mass_function */
    hmf_status (*mass_function)(const hmf_impl *impl, const hmf_cosmology *cosmology,
                                const double *z, size_t nz, const double *mass, size_t nmass,
                                double *dn_dlnm, hmf_error *error);
} hmf_wrappers;

/** All implementations of one build. */
typedef struct {
    unsigned abi_version;         /**< HMF_ABI_VERSION of its build; check it first */
    size_t count;                 /**< number of implementations                    */
    const hmf_impl *const *impls; /**< sorted by name                     */
    hmf_wrappers wrappers;        /**< of the same build */
} hmf_registry;

/** Returns the registry of this build. The only symbol that the module hmf_module.so exports. */
const hmf_registry *hmf_get_registry(void);

/** The name of hmf_get_registry, for dlsym. */
#define HMF_GET_REGISTRY_SYMBOL "hmf_get_registry"

/** Returns the implementation of that name in the registry, or NULL. */
const hmf_impl *hmf_find(const hmf_registry *registry, const char *name);

#if defined __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
