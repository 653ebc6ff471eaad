/* SPDX-License-Identifier: MIT */
/*
 * impl_tabulated.c: quadrature's variances, interpolated in a table that `create` makes.
 *
 * The table holds Chebyshev series of TABULATED_TERMS terms in TABULATED_PANELS panels of ln M,
 * from 1 to 1e17 solar masses. It takes 768 variances, as many as quadrature needs for 256 masses,
 * and 4 KiB. A mass then costs a logarithm and two short series instead of three integrals. So the
 * table pays off after 256 masses per cosmology and loses when every call has a new cosmology:
 * compare cold with warm.
 *
 * ln S is analytic in |Im ln x| < 1.57, as the transfer function is. On a panel of +-0.41 in ln x
 * the terms fall like 7.8^-n, to 5e-15 at n = 16. Masses outside the table are integrated, with the
 * same accuracy. The conditioned error is 1.6e-14 over impls/truth/truth.csv.
 */
#include "physics.h"
#include "tabulated.h"

#include <math.h>
#include <stdlib.h>

enum { REDSHIFTS = 256 }; /* in a block; each block looks the masses up again */

static tabulated_value integrate(const hmf_cosmology *c, double mass) {
    const double x = hmf_radius(c, mass) / hmf_transfer_length(c);
    return (tabulated_value){
        .ln_variance = log(hmf_variance(c->n_s, x)),
        .difference = log(hmf_variance(c->n_s, 0.5 * x) / hmf_variance(c->n_s, 1.5 * x)),
    };
}

/* Computes the Chebyshev series through the values at the Chebyshev points of a panel. */
static void fit_panel(const hmf_cosmology *c, int panel, tabulated_value *series) {
    const double half = 0.5 * (tabulated_last - tabulated_first) / TABULATED_PANELS;
    for (int j = 0; j < TABULATED_TERMS; j++) series[j] = (tabulated_value){0.0, 0.0};
    for (int i = 0; i < TABULATED_TERMS; i++) {
        const double angle = M_PI * (i + 0.5) / TABULATED_TERMS;
        const double ln_mass = tabulated_first + half * (2 * panel + 1 + cos(angle));
        const tabulated_value value = integrate(c, exp(ln_mass));
        for (int j = 0; j < TABULATED_TERMS; j++) {
            const double weight = (j == 0 ? 1.0 : 2.0) / TABULATED_TERMS * cos(j * angle);
            series[j].ln_variance += weight * value.ln_variance;
            series[j].difference += weight * value.difference;
        }
    }
}

/* Sums a series at t, from -1 to 1, by Clenshaw's recurrence. */
static tabulated_value sum_series(const tabulated_value *series, double t) {
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

static tabulated_value look_up(const tabulated_state *s, double mass) {
    const double ln_mass = log(mass);
    if (ln_mass < tabulated_first || ln_mass > tabulated_last)
        return integrate(&s->cosmology, mass);
    const double place =
        (ln_mass - tabulated_first) / (tabulated_last - tabulated_first) * TABULATED_PANELS;
    const int panel = place < TABULATED_PANELS ? (int)place : TABULATED_PANELS - 1;
    return sum_series(s->series[panel], 2.0 * (place - panel) - 1.0);
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    tabulated_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *cosmology;
    const double x_8 = hmf_radius_8(cosmology) / hmf_transfer_length(cosmology);
    s->normalisation = cosmology->sigma_8 * cosmology->sigma_8 / hmf_variance(cosmology->n_s, x_8);
    for (int panel = 0; panel < TABULATED_PANELS; panel++)
        fit_panel(cosmology, panel, s->series[panel]);
    *state = s;
    return HMF_OK;
}

/* Fills the cells of one mass at every redshift; threshold[iz] = delta_c / D(z[iz]). */
static void fill_mass(const tabulated_state *s, const double *threshold, size_t nz, double mass,
                      double *dn_dlnm, size_t stride) {
    const tabulated_value value = look_up(s, mass);
    const double sigma = sqrt(s->normalisation * exp(value.ln_variance));
    const double dln_sigma_dln_mass = -value.difference / 6.0; /* ln sigma is 1/2, ln R 1/3 of it */
    for (size_t iz = 0; iz < nz; iz++)
        dn_dlnm[iz * stride] =
            hmf_press_schechter(&s->cosmology, mass, dln_sigma_dln_mass, threshold[iz] / sigma);
}

static void fill_block(const tabulated_state *s, const double *z, size_t nz, const double *mass,
                       size_t nmass, double *dn_dlnm) {
    double threshold[REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
    for (size_t im = 0; im < nmass; im++)
        fill_mass(s, threshold, nz, mass[im], dn_dlnm + im, nmass);
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    for (size_t iz = 0; iz < nz; iz += REDSHIFTS) {
        const size_t n = nz - iz < REDSHIFTS ? nz - iz : REDSHIFTS;
        fill_block(state, z + iz, n, mass, nmass, dn_dlnm + iz * nmass);
    }
    return HMF_OK;
}

static void destroy(void *state) {
    free(state);
}

const hmf_impl hmf_impl_tabulated = {
    .name = "tabulated",
    .summary = "sigma and its difference from a table that is made for each cosmology",
    .builds_on = "quadrature",
    .lesson = "set-up against use: a table pays after 256 masses of one cosmology",
    .accuracy = 1e-13,
    .flags = HMF_CONCURRENT,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
