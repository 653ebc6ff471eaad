/* SPDX-License-Identifier: MIT */
/* test_universal.c: universal, openmp and tabulated at the ends of their tables and outside:
 * masses, n_s, densities and redshifts over all of hmf_domain_accepted, with and without masses
 * inside the tables. */
#include "truth.h"
#include "unit_test.h"

#include <math.h>

/* The reference has errors of 1e-13 outside the promised domain (impl_quadrature.c), and so have
 * these, which integrate there with the same sums. Measured: 5.4e-14. */
static const double beyond = 2e-13;

static const double z[] = {-0.99, 0.0, 30.0, 1e4};
enum { REDSHIFTS = COUNT(z) };

static const char *const names[] = {"universal", "openmp", "tabulated"};

static void compare(const hmf_cosmology *cosmology, const double *mass, size_t nmass) {
    hmf_truth_grid grid;
    hmf_error error;
    if (hmf_truth_refer(cosmology, z, REDSHIFTS, mass, nmass, &grid, &error) != HMF_OK)
        fail_msg("the reference: %s", error.message);
    for (size_t i = 0; i < COUNT(names); i++) {
        const hmf_impl *impl = hmf_find(hmf_get_registry(), names[i]);
        if (impl->unavailable && impl->unavailable()) continue; /* its contract test reports this */
        hmf_truth_worst worst;
        assert_int_equal(hmf_truth_check_grid(&grid, impl, &worst, &error), HMF_OK);
        if (!(worst.error <= beyond)) {
            hmf_truth_print(stderr, &worst);
            fail_msg("%s: conditioned error %g, allowed %g", names[i], worst.error, beyond);
        }
    }
    hmf_truth_free_grid(&grid);
}

/* Counts up to two of the longest vectors put masses outside the table in every lane. With a high
 * sigma_8 and a low delta_c no cell of a large mass vanishes, so that errors show. */
static void masses_beyond_the_tables(void **unused) {
    (void)unused;
    hmf_cosmology visible = hmf_cosmology_default;
    visible.sigma_8 = 5.0;
    visible.delta_c = 0.1;
    const double masses[] = {1e-6, 1.0,  1e20, 1e12, 1e-3, 1e17, 0.999, 1e19,
                             1e10, 1e20, 1e-6, 1e18, 1e15, 1e20, 1e2,   1e-6};
    for (size_t n = 1; n <= COUNT(masses); n++) {
        compare(&hmf_cosmology_default, masses + 16 - n, n);
        compare(&visible, masses + 16 - n, n);
    }
}

static void n_s_beyond_the_tables(void **unused) {
    (void)unused;
    const double masses[] = {1e2, 1e8, 1e15, 1e20, 1e-6};
    const double n_s[] = {
        0.5, nextafter(0.8, 0.0), 0.8, 0.9, nextafter(0.9, 1.0), 1.0 - 1e-9, 1.0, 1.1,
        1.2, nextafter(1.2, 2.0), 1.5};
    for (size_t i = 0; i < COUNT(n_s); i++) {
        hmf_cosmology c = hmf_cosmology_default;
        c.n_s = n_s[i];
        compare(&c, masses, 5);
    }
}

static void densities_beyond_the_tables(void **unused) {
    (void)unused;
    const double masses[] = {1e2, 1e8, 1e15};
    for (int corner = 0; corner < 8; corner++) {
        hmf_cosmology c = hmf_cosmology_default;
        c.omega_m = corner & 1 ? hmf_domain_accepted.omega_m.max : hmf_domain_accepted.omega_m.min;
        c.omega_lambda = corner & 2 ? hmf_domain_accepted.omega_lambda.max : 0.0;
        c.h0 = corner & 4 ? hmf_domain_accepted.h0.max : hmf_domain_accepted.h0.min;
        compare(&c, masses, 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masses_beyond_the_tables),
        cmocka_unit_test(n_s_beyond_the_tables),
        cmocka_unit_test(densities_beyond_the_tables),
    };
    return cmocka_run_group_tests_name("universal", tests, NULL, NULL);
}
