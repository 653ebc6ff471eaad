/* good_tests.c: the final tests.c of a careful student: one grid and two models. */
#include "hmf.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

enum { NZ = 3, NMASS = 70, CELLS = NZ * NMASS };

/* No parameter has its default value, and space is curved. */
static const hmf_cosmology curved = {0.25, 0.9, 60.0, 0.8, 0.95, 1.65};

static const double redshifts[NZ] = {7.0, 0.0, 30.0}; /* not 0 first */

static char complaint[200];

static void fill_masses(double *mass) {
    for (int i = 0; i < NMASS; i++)
        mass[i] = pow(10.0, 16.0 - 15.0 * i / (NMASS - 1)); /* falling */
}

/* Correct implementations agree to 5e-14 (1 + nu^2). nu is about 9 where dn/dlnM is 1e-20, and at
 * most 40 where it is a normal number. */
static int agree(double got, double want) {
    if (want < DBL_MIN) return got >= 0.0 && got <= DBL_MIN;
    return fabs(log(got / want)) <= (want > 1e-20 ? 1e-11 : 1e-9); /* false for NaN */
}

static const char *compare(const double *got, const double *want) {
    for (int i = 0; i < CELLS; i++)
        if (!agree(got[i], want[i])) {
            snprintf(complaint, sizeof complaint, "cell %d: got %g, want %g", i, got[i], want[i]);
            return complaint;
        }
    return NULL;
}

static const char *test_calls(hmf_model *model, const hmf_impl *reference, const double *mass) {
    static const double other_redshifts[NZ] = {1.0, 2.0, 3.0};
    double got[CELLS], want[CELLS];
    if (hmf_evaluate(model, redshifts, NZ, mass, NMASS, got, NULL) != HMF_OK ||
        hmf_mass_function(reference, &curved, redshifts, NZ, mass, NMASS, want, NULL) != HMF_OK)
        return "the first call fails";
    if (compare(got, want)) return complaint;
    if (hmf_evaluate(model, other_redshifts, NZ, mass, NMASS, got, NULL) != HMF_OK ||
        hmf_mass_function(reference, &curved, other_redshifts, NZ, mass, NMASS, want, NULL) !=
            HMF_OK)
        return "the second call fails";
    return compare(got, want);
}

const char *test_mass_function(const hmf_impl *impl) {
    const hmf_impl *reference = hmf_find(hmf_get_registry(), "quadrature");
    double mass[NMASS];
    hmf_model model, other;
    if (!reference) return "no reference";
    fill_masses(mass);
    if (hmf_create(&model, impl, &curved, NULL) != HMF_OK) return "the cosmology is refused";
    if (hmf_create(&other, impl, &hmf_cosmology_default, NULL) != HMF_OK)
        return "a second is refused";
    const char *wrong = test_calls(&model, reference, mass);
    hmf_destroy(&other);
    hmf_destroy(&model);
    return wrong;
}
