/* SPDX-License-Identifier: MIT */
/* mutants.c: one simple implementation, and the mistakes that `create` can put into it. */
#include "mutants.h"

#include "physics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* X(NAME, kind, mistake). The first has none. */
#define MUTANTS(X)                                                                                 \
    X(RIGHT, "none", "no mistake at all")                                                          \
    X(EXACT_SLOPE, "the formula", "uses the exact slope, but the definition is a difference")      \
    X(ROUNDED_CONSTANT, "the formula", "has 0.8 for sqrt(2/pi)")                                   \
    X(EIGHT_MPC, "the formula", "normalises at 8 Mpc instead of 8 Mpc/h")                          \
    X(NO_LAMBDA, "redshifts", "ignores the cosmological constant in the growth")                   \
    X(FIRST_REDSHIFT, "redshifts", "normalises the growth at the first redshift instead of 0")     \
    X(FLAT, "a parameter", "assumes flat space")                                                   \
    X(FIXED_TILT, "a parameter", "has n_s = 1 built in")                                           \
    X(FIXED_THRESHOLD, "a parameter", "has delta_c = 1.69 built in")                               \
    X(FIXED_SIGMA_8, "a parameter", "has sigma_8 = 0.72 built in")                                 \
    X(FIXED_H0, "a parameter", "has H0 = 67.74 built in")                                          \
    X(SINGLE, "precision", "rounds its answer to single precision")                                \
    X(TENTH_DIGIT, "precision", "is wrong in the tenth digit")                                     \
    X(NAN_FAR, "rare haloes", "returns NaN for nu above 30")                                       \
    X(CUT_OFF, "rare haloes", "returns 0 below 1e-30")                                             \
    X(CLAMPED_LOW, "the ends of the mass range", "treats masses below 100 as 100")                 \
    X(CLAMPED_HIGH, "the ends of the mass range", "treats masses above 1e14 as 1e14")              \
    X(TRANSPOSED, "the shape of the call", "returns the grid with z and mass exchanged")           \
    X(LAST_MASS, "the shape of the call", "omits the last of several masses")                      \
    X(RISING, "the shape of the call", "assumes rising masses")                                    \
    X(BLOCK, "the shape of the call", "forgets the masses after the first 64")                     \
    X(STALE, "several calls", "uses the redshifts of the first call in later calls")               \
    X(SHARED, "several calls", "shares one cosmology among all models")

#define MUTANT_NUMBER(name, kind, what) name,
typedef enum { MUTANTS(MUTANT_NUMBER) MUTANT_COUNT } mutant;

enum { REMEMBERED = 64 };

typedef struct {
    mutant mistake;
    hmf_cosmology cosmology;
    double normalisation; /* sigma_8^2 / S(x_8) */
    size_t remembered;    /* redshifts of the first call, for STALE */
    double threshold[REMEMBERED];
} mutant_state;

/* The mistake of SHARED: mutable and global. */
static hmf_cosmology shared_cosmology;

/* ---- one cell -------------------------------------------------------------------------------- */

static hmf_cosmology changed_cosmology(mutant mistake, const hmf_cosmology *cosmology) {
    hmf_cosmology c = *cosmology;
    if (mistake == FLAT) c.omega_lambda = fmax(0.0, 1.0 - c.omega_m);
    if (mistake == FIXED_TILT) c.n_s = 1.0;
    if (mistake == FIXED_THRESHOLD) c.delta_c = 1.69;
    if (mistake == FIXED_SIGMA_8) c.sigma_8 = 0.72;
    if (mistake == FIXED_H0) c.h0 = 67.74;
    return c;
}

static double variance(const mutant_state *s, double radius) {
    return hmf_variance(s->cosmology.n_s, radius / hmf_transfer_length(&s->cosmology));
}

static double normalise(const mutant_state *s) {
    const hmf_cosmology *c = &s->cosmology;
    const double radius = s->mistake == EIGHT_MPC ? 8.0 : hmf_radius_8(c);
    return c->sigma_8 * c->sigma_8 / variance(s, radius);
}

static double threshold_at(const mutant_state *s, const double *z, size_t iz) {
    hmf_cosmology c = s->cosmology;
    if (s->mistake == NO_LAMBDA) c.omega_lambda = 0.0;
    double growth = hmf_growth_factor(&c, z[iz]);
    if (s->mistake == FIRST_REDSHIFT) growth /= hmf_growth_factor(&c, z[0]);
    return c.delta_c / growth;
}

static double dln_sigma_dln_mass(const mutant_state *s, double radius) {
    const double half = s->mistake == EXACT_SLOPE ? 1e-3 : 0.5;
    const double above = variance(s, (1.0 + half) * radius);
    const double below = variance(s, (1.0 - half) * radius);
    return log(above / below) / (4.0 * half) / 3.0; /* ln sigma is half of ln S, ln R a third */
}

static double clamp_mass(const mutant_state *s, double mass) {
    if (s->mistake == CLAMPED_LOW) return fmax(mass, 100.0);
    if (s->mistake == CLAMPED_HIGH) return fmin(mass, 1e14);
    return mass;
}

static double spoil(const mutant_state *s, double nu, double dn_dlnm) {
    switch (s->mistake) {
    case ROUNDED_CONSTANT: return dn_dlnm * 0.8 / sqrt(M_2_PI);
    case SINGLE: return (double)(float)dn_dlnm;
    case TENTH_DIGIT: return dn_dlnm * (1.0 + 1e-10);
    case NAN_FAR: return nu > 30.0 ? (double)NAN : dn_dlnm;
    case CUT_OFF: return dn_dlnm < 1e-30 ? 0.0 : dn_dlnm;
    default: return dn_dlnm;
    }
}

/* ---- the grid -------------------------------------------------------------------------------- */

/* Returns the mass that the mutant uses at position im. */
static double mass_at(const mutant_state *s, const double *mass, size_t nmass, size_t im) {
    double found = mass[im];
    if (s->mistake == LAST_MASS && nmass > 1 && im == nmass - 1) found = mass[im - 1];
    if (s->mistake == BLOCK && im >= 64) found = mass[63];
    for (size_t i = 0; s->mistake == RISING && i < im; i++) found = fmax(found, mass[i]);
    return clamp_mass(s, found);
}

static void fill_column(const mutant_state *s, const double *threshold, size_t nz, double mass,
                        double *dn_dlnm, size_t stride) {
    const hmf_cosmology *c = &s->cosmology;
    const double radius = hmf_radius(c, mass);
    const double sigma = sqrt(s->normalisation * variance(s, radius));
    const double slope = dln_sigma_dln_mass(s, radius);
    for (size_t iz = 0; iz < nz; iz++) {
        const double nu = threshold[iz] / sigma;
        dn_dlnm[iz * stride] = spoil(s, nu, hmf_press_schechter(c, mass, slope, nu));
    }
}

static void recall_thresholds(mutant_state *s, double *threshold, size_t nz) {
    const size_t n = nz < REMEMBERED ? nz : REMEMBERED;
    for (size_t i = 0; i < n && i < s->remembered; i++) threshold[i] = s->threshold[i];
    for (size_t i = s->remembered; i < n; i++) s->threshold[i] = threshold[i];
    if (n > s->remembered) s->remembered = n;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    mutant_state *s = state;
    double *threshold = malloc(nz * sizeof *threshold);
    if (!threshold) return HMF_NO_MEMORY;
    if (s->mistake == SHARED) {
        s->cosmology = shared_cosmology;
        s->normalisation = normalise(s);
    }
    for (size_t iz = 0; iz < nz; iz++) threshold[iz] = threshold_at(s, z, iz);
    if (s->mistake == STALE) recall_thresholds(s, threshold, nz);
    const bool transposed = s->mistake == TRANSPOSED;
    for (size_t im = 0; im < nmass; im++)
        fill_column(s, threshold, nz, mass_at(s, mass, nmass, im),
                    dn_dlnm + (transposed ? im * nz : im), transposed ? 1 : nmass);
    free(threshold);
    return HMF_OK;
}

static hmf_status create(mutant mistake, const hmf_cosmology *cosmology, void **state) {
    mutant_state *s = calloc(1, sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->mistake = mistake;
    s->cosmology = changed_cosmology(mistake, cosmology);
    s->normalisation = normalise(s);
    if (mistake == SHARED) shared_cosmology = *cosmology;
    *state = s;
    return HMF_OK;
}

static void destroy(void *state) {
    free(state);
}

/* ---- the table ------------------------------------------------------------------------------- */

#define MUTANT_CREATE(name, kind, what)                                                            \
    static hmf_status name##_create(const hmf_cosmology *cosmology, void **state) {                \
        return create(name, cosmology, state);                                                     \
    }
MUTANTS(MUTANT_CREATE)

#define MUTANT_IMPL(NAME, kind, what)                                                              \
    [NAME] = {.name = "under_test",                                                                \
              .summary = "an implementation to test",                                              \
              .lesson = "tests find mistakes",                                                     \
              .accuracy = 5e-14,                                                                   \
              .create = NAME##_create,                                                             \
              .evaluate = evaluate,                                                                \
              .destroy = destroy},
static const hmf_impl mutant_impls[MUTANT_COUNT] = {MUTANTS(MUTANT_IMPL)};

#define MUTANT_ENTRY(name, its_kind, its_mistake)                                                  \
    [name] = {.kind = its_kind, .what = its_mistake, .impl = &mutant_impls[name]},
static const lesson_mutant mutants[MUTANT_COUNT] = {MUTANTS(MUTANT_ENTRY)};

const lesson_mutant *lesson_mutants(size_t *count) {
    *count = MUTANT_COUNT;
    return mutants;
}

/* ---- drawing --------------------------------------------------------------------------------- */

/* Takes each number with the probability that fills the draw. The state is that of srand48(seed).
 */
void lesson_draw_mutants(uint64_t seed, size_t wanted, size_t *numbers) {
    unsigned short state[3] = {0x330E, (unsigned short)seed, (unsigned short)(seed >> 16)};
    size_t drawn = 0;
    for (size_t i = 1; i < MUTANT_COUNT; i++)
        if (erand48(state) * (double)(MUTANT_COUNT - i) < (double)(wanted - drawn))
            numbers[drawn++] = i;
}
