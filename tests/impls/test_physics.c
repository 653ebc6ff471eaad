/* SPDX-License-Identifier: MIT */
/* test_physics.c: the functions of physics.h against closed forms, integrals and long doubles, and
 * the nodes of variance.c. */
#include "physics.h"
#include "unit_test.h"

#include "variance.c"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>

/* "A few units in the last place", the accuracy in physics.h. */
static const double few_units = 4.0 * DBL_EPSILON;

static void assert_near(double got, double expected, double relative) {
    if (fabs(got - expected) <= relative * fabs(expected)) return;
    fail_msg("expected %.17g, got %.17g: off by %.3g, allowed %.3g", expected, got,
             (got - expected) / expected, relative);
}

static hmf_cosmology with_densities(double omega_m, double omega_lambda) {
    hmf_cosmology cosmology = hmf_cosmology_default;
    cosmology.omega_m = omega_m;
    cosmology.omega_lambda = omega_lambda;
    return cosmology;
}

/* ---- window ---------------------------------------------------------------------------------- */

/* In long double the closed form has an error of 3/y^2 * 2^-64, 1e-15 at y = 0.01. */
static double window_closed_form(double y) {
    const long double x = y;
    return (double)(3.0L * (sinl(x) - x * cosl(x)) / (x * x * x));
}

/* Errors are relative to the envelope 3 (1 + y)/y^3, because the window has zeros. */
static void window_is_the_closed_form(void **unused) {
    (void)unused;
    assert_true(hmf_window_top_hat(0.0) == 1.0);
    assert_near(hmf_window_top_hat(1e-3), 1.0 - 1e-6 / 10.0, 1e-13); /* next term: y^4/280 */
    const double at = 1.5;
    assert_near(hmf_window_top_hat(nextafter(at, 0.0)), window_closed_form(at), few_units);
    assert_near(hmf_window_top_hat(at), window_closed_form(at), few_units);
    for (double y = 0.05; y < 200.0; y *= 1.01) {
        const double envelope = fmin(1.0, 3.0 * (1.0 + y) / (y * y * y));
        const double off = hmf_window_top_hat(y) - window_closed_form(y);
        if (fabs(off) > few_units * envelope) fail_msg("y = %.17g: off by %.3g", y, off / envelope);
    }
}

/* ---- growth ---------------------------------------------------------------------------------- */

/* Without a cosmological constant H^2 is proportional to a^-3, and D = a. */
static void growth_is_a_without_lambda(void **unused) {
    (void)unused;
    const double omegas[] = {0.01, 0.3, 1.0, 2.0}, redshifts[] = {-0.99, -0.5, 0.0, 1.0, 30.0, 1e4};
    for (size_t i = 0; i < COUNT(omegas); i++)
        for (size_t j = 0; j < COUNT(redshifts); j++) {
            const hmf_cosmology cosmology = with_densities(omegas[i], 0.0);
            assert_near(hmf_growth_factor(&cosmology, redshifts[j]), 1.0 / (1.0 + redshifts[j]),
                        few_units);
        }
}

static double growth_integrand(double a, void *context) {
    const hmf_cosmology *c = context;
    /* (a H/H0)^-3, written so that nothing overflows at a = 0 */
    return pow(a / (c->omega_m + c->omega_lambda * a * a * a), 1.5);
}

/* Returns H(a) times the integral, not normalised. */
static double growth_integrated(hmf_cosmology *c, double a, gsl_integration_workspace *workspace) {
    gsl_function f = {growth_integrand, c};
    double result, error;
    const int status = gsl_integration_qag(&f, 0.0, a, 0.0, 1e-13, 1000, GSL_INTEG_GAUSS61,
                                           workspace, &result, &error);
    if (status != GSL_SUCCESS) fail_msg("the integral to a = %g: %s", a, gsl_strerror(status));
    return sqrt(c->omega_m / (a * a * a) + c->omega_lambda) * result;
}

/* Covers both series and their boundary, OL a^3 = Om. The tolerance of each integral is 1e-13, and
 * a ratio of two is compared. */
static void growth_is_the_integral(void **unused) {
    (void)unused;
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(1000);
    assert_non_null(workspace);
    const double lambdas[] = {0.05, 0.3, 0.6911, 1.0, 2.0}, omegas[] = {0.01, 0.1, 0.3089, 1.0};
    const double redshifts[] = {-0.9, -0.3, 0.0, 0.1, 0.3077, 1.0, 5.0, 30.0, 100.0};
    for (size_t i = 0; i < 20; i++) {
        hmf_cosmology cosmology = with_densities(omegas[i % 4], lambdas[i / 4]);
        const double today = growth_integrated(&cosmology, 1.0, workspace);
        for (size_t j = 0; j < COUNT(redshifts); j++) {
            const double then =
                growth_integrated(&cosmology, 1.0 / (1.0 + redshifts[j]), workspace);
            assert_near(hmf_growth_factor(&cosmology, redshifts[j]), then / today, 4e-13);
        }
    }
    gsl_integration_workspace_free(workspace);
    gsl_set_error_handler(handler);
}

/* ---- transfer, power, radii ------------------------------------------------------------------ */

/* The published form; pow adds some units in the last place. For small q,
 * T = 1 - (2.34/2 + 3.89/4) q + O(q^2). */
static void transfer_is_the_formula(void **unused) {
    (void)unused;
    assert_near(hmf_transfer_bbks(1e-300), 1.0, few_units);
    assert_near((1.0 - hmf_transfer_bbks(1e-8)) / 1e-8, 2.34 / 2.0 + 3.89 / 4.0, 1e-6);
    for (double q = 1e-4; q < 1e6; q *= 1.7) {
        const double quartic =
            1.0 + 3.89 * q + pow(16.1 * q, 2.0) + pow(5.46 * q, 3.0) + pow(6.71 * q, 4.0);
        const double expected = log1p(2.34 * q) / (2.34 * q) * pow(quartic, -0.25);
        assert_near(hmf_transfer_bbks(q), expected, 2.0 * few_units);
    }
}

static void power_is_a_power_on_large_scales(void **unused) {
    (void)unused;
    hmf_cosmology cosmology = hmf_cosmology_default;
    cosmology.n_s = 0.9;
    assert_near(hmf_power_spectrum(&cosmology, 1e-12), pow(1e-12, 0.9), 1e-10);
    const double k = 0.3, transfer = hmf_transfer_bbks(k * hmf_transfer_length(&cosmology));
    assert_near(hmf_power_spectrum(&cosmology, k), pow(k, 0.9) * transfer * transfer, few_units);
    assert_near(hmf_transfer_length(&cosmology),
                100.0 / 67.74 * (100.0 / 67.74) / cosmology.omega_m, few_units);
}

/* mass = 4/3 pi R^3 rho. */
static void sphere_of_mean_density_holds_its_mass(void **unused) {
    (void)unused;
    for (double mass = 1e-6; mass <= 1e20; mass *= 10.0) {
        const double radius = hmf_radius(&hmf_cosmology_default, mass);
        assert_near(4.0 / 3.0 * M_PI * radius * radius * radius *
                        hmf_mean_density(&hmf_cosmology_default),
                    mass, 2.0 * few_units); /* R^3 triples the error of R */
    }
    assert_near(hmf_radius_8(&hmf_cosmology_default), 8.0 / 0.6774, few_units);
}

/* Up to nu where e^(-nu^2/2) alone is subnormal. */
static void press_schechter_is_the_formula(void **unused) {
    (void)unused;
    const hmf_cosmology *c = &hmf_cosmology_default;
    const double mass = 3e-4, slope = -0.02;
    for (double nu = 0.1; nu < 38.9; nu += 0.1) {
        const long double rest = sqrtl(2.0L / M_PIl) * (long double)hmf_mean_density(c) / mass;
        const long double expected = rest * 0.02 * nu * expl(-0.5L * nu * nu);
        assert_near(hmf_press_schechter(c, mass, slope, nu), (double)expected,
                    fmax(1.0, 0.5 * nu * nu) * few_units);
    }
}

/* ---- quadrature ------------------------------------------------------------------------------ */

/* Returns the integral of x^k from -1 to 1. A rule of 16 nodes is exact up to x^31. */
static double moment(int k) {
    double sum = 0.0;
    for (int i = 0; i < GAUSS_LEGENDRE_PAIRS; i++)
        sum += 2.0 * gauss_legendre[i].weight * pow(gauss_legendre[i].node, k);
    return sum;
}

static void gauss_legendre_is_exact_to_degree_31(void **unused) {
    (void)unused;
    for (int k = 0; k <= 30; k += 2) assert_near(moment(k), 2.0 / (k + 1), 1e-15);
    assert_true(fabs(moment(32) * 33.0 / 2.0 - 1.0) > 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(window_is_the_closed_form),
        cmocka_unit_test(growth_is_a_without_lambda),
        cmocka_unit_test(growth_is_the_integral),
        cmocka_unit_test(transfer_is_the_formula),
        cmocka_unit_test(power_is_a_power_on_large_scales),
        cmocka_unit_test(sphere_of_mean_density_holds_its_mass),
        cmocka_unit_test(press_schechter_is_the_formula),
        cmocka_unit_test(gauss_legendre_is_exact_to_degree_31),
    };
    return cmocka_run_group_tests_name("physics", tests, NULL, NULL);
}
