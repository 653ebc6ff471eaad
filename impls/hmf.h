/**
 * @file
 * hmf.h: the interface to every implementation of the Press-Schechter halo mass function.
 *
 * This header is all that the other folders see of an implementation. An implementation is one
 * file, impl_NAME.c, ending in a descriptor `const hmf_impl hmf_impl_NAME`. Callers go through
 * the checked wrappers below, which test the arguments once for everybody.
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
 * Curvature is left out: under the root of H(a), the term (1 - Om - OL) a^-2 is missing whatever Om
 * and OL are, as in the workshop's code that the first implementation repeats. Answers for
 * Om + OL = 1 are not affected, nor those for z = 0. At Om = 0.3, OL = 0, z = 3 and 1e14 solar
 * masses, the other parameters at their defaults, dn/dlnM is 3.6e-16 Mpc^-3 and would be 1.2e-8
 * with the term.
 */
#ifndef HMF_H
#define HMF_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is declared here is what the shared library exports; the rest of it is hidden. */
#if defined __GNUC__
#pragma GCC visibility push(default)
#endif

/** Raised whenever a type below changes. A module of another version must not be called. */
#define HMF_ABI_VERSION 3u

/* ---- the inputs ------------------------------------------------------------------------------ */

/** The parameters of the function. omega_m + omega_lambda may differ from 1, but the growth factor
 * is then not that of a curved universe: H(a) = H0 sqrt(Om a^-3 + OL) leaves out the curvature term
 * (1 - Om - OL) a^-2. Nothing warns of it here. */
typedef struct {
    double omega_m;      /**< matter density over critical, today               */
    double omega_lambda; /**< cosmological constant over critical               */
    double h0;           /**< Hubble constant, km/s/Mpc                         */
    double sigma_8;      /**< sigma(8 h^-1 Mpc) today, the normalisation        */
    double n_s;          /**< spectral index of the primordial power spectrum   */
    double delta_c;      /**< critical linear overdensity for collapse          */
} hmf_cosmology;

/** In the order of the members 0.3089, 0.6911, 67.74, 0.72, 1, 1.69. */
extern const hmf_cosmology hmf_cosmology_default;

/** An interval. Both ends belong to it. */
typedef struct {
    double min; /**< the lower end */
    double max; /**< the upper end */
} hmf_bounds;

/** Which arguments there may be. */
typedef struct {
    hmf_bounds omega_m;      /**< as in hmf_cosmology */
    hmf_bounds omega_lambda; /**< likewise            */
    hmf_bounds h0;           /**< likewise, km/s/Mpc  */
    hmf_bounds sigma_8;      /**< likewise            */
    hmf_bounds n_s;          /**< likewise            */
    hmf_bounds delta_c;      /**< likewise            */
    hmf_bounds z;            /**< redshifts           */
    hmf_bounds mass;         /**< solar masses        */
} hmf_domain;

/** What the wrappers let through: wide, to keep out what is surely a mistake (a density in percent,
 * H0 as 0.7) and not what is merely unlikely. */
extern const hmf_domain hmf_domain_accepted;

/** Where implementations are held to their promise of accuracy. Outside they answer as well as they
 * can; their files say how well that is. */
extern const hmf_domain hmf_domain_promised;

/* ---- what can go wrong ----------------------------------------------------------------------- */

/** How a call ended. */
typedef enum {
    HMF_OK = 0,         /**< the answer is there                                             */
    HMF_BAD_POINTER,    /**< a required pointer is NULL                                      */
    HMF_BAD_COSMOLOGY,  /**< a parameter is not finite or outside hmf_domain_accepted        */
    HMF_BAD_REDSHIFT,   /**< likewise                                                        */
    HMF_BAD_MASS,       /**< likewise                                                        */
    HMF_BAD_SIZE,       /**< nz * nmass doubles do not fit into memory                       */
    HMF_NO_MEMORY,      /**< an allocation failed                                            */
    HMF_NO_CONVERGENCE, /**< the implementation could not compute its answer                 */
    HMF_UNAVAILABLE,    /**< the implementation cannot run on this machine                   */
    HMF_STATUS_COUNT    /**< how many there are                                              */
} hmf_status;

/** "bad mass" and the like; a static string, never NULL, for any value of status. */
const char *hmf_status_text(hmf_status status);

/** Filled by the wrappers, which all take NULL in its place as well. */
typedef struct {
    hmf_status status; /**< what the call returned                             */
    char message[192]; /**< names the argument, its value and the bound it broke */
} hmf_error;

/* ---- an implementation ----------------------------------------------------------------------- */

/** The flags of an implementation. */
enum {
    HMF_THREADED = 1u << 0,   /**< evaluate starts threads, or processes, of its own: in a child
                               * that was forked after a call it may wait for ever            */
    HMF_CONCURRENT = 1u << 1, /**< evaluate may run on one state from several threads at once,
                               * each with the answer of one alone to the bit                 */
    HMF_DETOUR = 1u << 2,     /**< kept for what it shows, not for use: beside the ladder, and timed
                               * by the gate only when named                                  */
    HMF_FILES = 1u << 3,      /**< create reads and writes files that outlive the process       */
};

/** The descriptor in which every impl_NAME.c ends, hmf_impl_NAME. */
typedef struct hmf_impl {
    const char *name;      /**< also the file's: impl_NAME.c                                    */
    const char *summary;   /**< one line: what it does                                          */
    const char *builds_on; /**< name of the rung before it on the ladder; NULL: the first       */
    const char *lesson;    /**< one line: what this rung teaches                                */
    double accuracy;       /**< promise: an upper bound of |ln(got/truth)| / (1 + nu^2)           */
    unsigned flags;        /**< of those above                                                  */

    /** Name of the instruction-set clone that runs in this process, "x86-64-v3", a static string. A
     * NULL pointer means that there is one code for all machines. */
    const char *(*clone)(void);

    /** Why it cannot run on this machine, a static string; NULL if it can. A NULL pointer means
     * that it always can. */
    const char *(*unavailable)(void);

    /** Prepares for one cosmology; `*state` is owned by the caller until destroy. A NULL pointer
     * means that there is nothing to prepare: evaluate then gets a const hmf_cosmology * as its
     * state. */
    hmf_status (*create)(const hmf_cosmology *cosmology, void **state);

    /** dn_dlnm[iz * nmass + im] = dn/dlnM at z[iz] and mass[im], in Mpc^-3. The arguments have been
     * checked; nz and nmass are at least 1; redshifts and masses come in any order, and arrays at
     * any double. Where the true value is below DBL_MIN anything in [0, DBL_MIN] will do. The same
     * call gives the same answer to the bit; a cell's answer may depend on the cells beside it, but
     * only within the promise. */
    hmf_status (*evaluate)(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm);

    /** Frees what create made. NULL if and only if create is NULL. */
    void (*destroy)(void *state);
} hmf_impl;

/** The name of its clone, or "portable" for one without clones; never NULL. */
const char *hmf_clone_name(const hmf_impl *impl);

/* ---- the checked wrappers -------------------------------------------------------------------- */

/** An implementation made ready for one cosmology. Lives where the caller puts it, and must not be
 * copied or moved between hmf_create and hmf_destroy. */
typedef struct {
    const hmf_impl *impl;    /**< borrowed; NULL: hmf_create refused it           */
    hmf_cosmology cosmology; /**< a copy                                          */
    void *state;             /**< what impl->create made; without it the cosmology */
} hmf_model;

/** Makes impl ready for a cosmology. On success `*model` must be given to hmf_destroy; on failure
 * it may be, and nothing stays allocated. */
hmf_status hmf_create(hmf_model *model, const hmf_impl *impl, const hmf_cosmology *cosmology,
                      hmf_error *error);

/**
 * Fills dn_dlnm[iz * nmass + im], in Mpc^-3, for nz redshifts (dimensionless) and nmass masses
 * (solar masses, in any order). The growth factor leaves out curvature (hmf_cosmology). With nz = 0
 * or nmass = 0 nothing is done and the arrays may be NULL. On any error dn_dlnm is full of NaN,
 * unless it is NULL or its size is not representable. The output must not overlap the inputs.
 */
hmf_status hmf_evaluate(hmf_model *model, const double *z, size_t nz, const double *mass,
                        size_t nmass, double *dn_dlnm, hmf_error *error);

/** Frees what hmf_create made. Does nothing for NULL, for a model that hmf_create refused, and when
 * called twice. */
void hmf_destroy(hmf_model *model);

/** hmf_create, hmf_evaluate and hmf_destroy in one call. */
hmf_status hmf_mass_function(const hmf_impl *impl, const hmf_cosmology *cosmology, const double *z,
                             size_t nz, const double *mass, size_t nmass, double *dn_dlnm,
                             hmf_error *error);

/* ---- all implementations --------------------------------------------------------------------- */

/** The checked wrappers of one build, for those who have loaded it as a module. */
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
    unsigned abi_version; /**< HMF_ABI_VERSION of the build it comes from; look at it first */
    size_t count;         /**< how many there are                                           */
    const hmf_impl *const *impls; /**< sorted by name                     */
    hmf_wrappers wrappers;        /**< of the build that these belong to */
} hmf_registry;

/** The registry of this build. The one symbol that the module hmf_module.so exports. */
const hmf_registry *hmf_get_registry(void);

/** Its name, for dlsym. */
#define HMF_GET_REGISTRY_SYMBOL "hmf_get_registry"

/** The implementation of that name in the registry, or NULL. */
const hmf_impl *hmf_find(const hmf_registry *registry, const char *name);

#if defined __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
