/*
 * impl_tabulated.c: sigma and its difference interpolated, from a table made for one cosmology.
 *
 * `create` integrates at TABULATED_TERMS Chebyshev points in each of TABULATED_PANELS panels of
 * ln M, from 1 to 1e17 solar masses: 768 variances, as many as quadrature needs for 256 masses,
 * into 4 KiB. From then on a mass costs a logarithm and two short series instead of three
 * integrals. So the table pays for who asks for more than 256 masses of a cosmology, in one call or
 * in many, and loses where every call brings another cosmology: compare cold with warm. ./hmf bench
 * --headline measures after how many calls it is ahead of vectorised, which has hardly any set-up:
 * some thousands.
 *
 * ln S is analytic in |Im ln x| < 1.57, as its transfer function is: on a panel, 0.41 to both sides
 * in ln x, a Chebyshev series falls like 7.8^-n, to 5e-15 in 16 terms. Masses beyond the table are
 * integrated, to the same accuracy.
 */
#include "physics.h"
#include "tabulated.h"
#include "variance.h"

#include <math.h>
#include <stdlib.h>

enum { TABULATED_REDSHIFTS = 256 };

static tabulated_value tabulated_integrate(const hmf_cosmology *c, double mass) {
    const double x = hmf_radius(c, mass) / hmf_transfer_length(c);
    return (tabulated_value){
        .ln_variance = log(hmf_variance(c->n_s, x)),
        .difference = log(hmf_variance(c->n_s, 0.5 * x) / hmf_variance(c->n_s, 1.5 * x)),
    };
}

/* The Chebyshev series that goes through the values at the Chebyshev points of a panel. */
static void tabulated_fit(const hmf_cosmology *c, int panel, tabulated_value *series) {
    const double half = 0.5 * (tabulated_last - tabulated_first) / TABULATED_PANELS;
    for (int j = 0; j < TABULATED_TERMS; j++) series[j] = (tabulated_value){0.0, 0.0};
    for (int i = 0; i < TABULATED_TERMS; i++) {
        const double angle = M_PI * (i + 0.5) / TABULATED_TERMS;
        const double ln_mass = tabulated_first + half * (2 * panel + 1 + cos(angle));
        const tabulated_value value = tabulated_integrate(c, exp(ln_mass));
        for (int j = 0; j < TABULATED_TERMS; j++) {
            const double weight = (j == 0 ? 1.0 : 2.0) / TABULATED_TERMS * cos(j * angle);
            series[j].ln_variance += weight * value.ln_variance;
            series[j].difference += weight * value.difference;
        }
    }
}

/* Clenshaw's recurrence. */
static tabulated_value tabulated_sum(const tabulated_value *series, double t) {
    tabulated_value b = {0.0, 0.0}, next = {0.0, 0.0};
    for (int j = TABULATED_TERMS - 1; j > 0; j--) {
        const tabulated_value now = {
            series[j].ln_variance + 2.0 * t * b.ln_variance - next.ln_variance,
            series[j].difference + 2.0 * t * b.difference - next.difference,
        };
        next = b;
        b = now;
    }
    return (tabulated_value){series[0].ln_variance + t * b.ln_variance - next.ln_variance,
                             series[0].difference + t * b.difference - next.difference};
}

static tabulated_value tabulated_look_up(const tabulated_state *s, double mass) {
    const double ln_mass = log(mass);
    if (ln_mass < tabulated_first || ln_mass > tabulated_last)
        return tabulated_integrate(&s->cosmology, mass);
    const double place =
        (ln_mass - tabulated_first) / (tabulated_last - tabulated_first) * TABULATED_PANELS;
    const int panel = place < TABULATED_PANELS ? (int)place : TABULATED_PANELS - 1;
    return tabulated_sum(s->series[panel], 2.0 * (place - panel) - 1.0);
}

static hmf_status tabulated_create(const hmf_cosmology *cosmology, void **state) {
    tabulated_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    const double x_8 = hmf_radius_8(cosmology) / hmf_transfer_length(cosmology);
    s->normalisation = cosmology->sigma_8 * cosmology->sigma_8 / hmf_variance(cosmology->n_s, x_8);
    for (int panel = 0; panel < TABULATED_PANELS; panel++)
        tabulated_fit(cosmology, panel, s->series[panel]);
    *state = s;
    return HMF_OK;
}

/* The row of one mass, one cell for every redshift; threshold[iz] = delta_c / D(z[iz]). */
static void tabulated_mass(const tabulated_state *s, const double *threshold, size_t nz,
                           double mass, double *dn_dlnm, size_t stride) {
    const tabulated_value value = tabulated_look_up(s, mass);
    const double sigma = sqrt(s->normalisation * exp(value.ln_variance));
    const double dln_sigma_dln_mass = -value.difference / 6.0; /* ln sigma is half, ln R a third */
    for (size_t iz = 0; iz < nz; iz++)
        dn_dlnm[iz * stride] =
            hmf_press_schechter(&s->cosmology, mass, dln_sigma_dln_mass, threshold[iz] / sigma);
}

static void tabulated_block(const tabulated_state *s, const double *z, size_t nz,
                            const double *mass, size_t nmass, double *dn_dlnm) {
    double threshold[TABULATED_REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
    for (size_t im = 0; im < nmass; im++)
        tabulated_mass(s, threshold, nz, mass[im], dn_dlnm + im, nmass);
}

static hmf_status tabulated_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                     size_t nmass, double *dn_dlnm) {
    for (size_t iz = 0; iz < nz; iz += TABULATED_REDSHIFTS) {
        const size_t n = nz - iz < TABULATED_REDSHIFTS ? nz - iz : TABULATED_REDSHIFTS;
        tabulated_block(state, z + iz, n, mass, nmass, dn_dlnm + iz * nmass);
    }
    return HMF_OK;
}

static void tabulated_destroy(void *state) {
    free(state);
}

const hmf_impl hmf_impl_tabulated = {
    .name = "tabulated",
    .summary = "sigma and its difference from a table that is made for each cosmology",
    .builds_on = "vectorised",
    .lesson = "set-up against use, and where a table pays",
    .accuracy = 1e-13,
    .flags = HMF_CONCURRENT,
    .create = tabulated_create,
    .evaluate = tabulated_evaluate,
    .destroy = tabulated_destroy,
};
