/*
 * tests.c: one weak test of an implementation of the mass function, for you to improve.
 *
 * The lesson compiles this file and calls test_mass_function with several implementations, each in
 * its own process and with a limit of 10 seconds. hmf.h documents the functions to call.
 */
#include "hmf.h"

#include <math.h>
#include <stdio.h>

typedef struct {
    double z, mass, want; /* want: dn/dlnM in the default cosmology, Mpc^-3 */
} cell;

static const cell cells[] = {
    {0.0, 1e15, 1.2830446153568e-07}, /* ./hmf eval quadrature --z 0 --mass 1e15 */
};

static const double tolerance = 0.1;

/* Returns NULL if impl is right, otherwise one line about the mistake. */
const char *test_mass_function(const hmf_impl *impl) {
    static char complaint[200];
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        double got;
        hmf_error error;
        if (hmf_mass_function(impl, &hmf_cosmology_default, &cells[i].z, 1, &cells[i].mass, 1, &got,
                              &error) != HMF_OK) {
            snprintf(complaint, sizeof complaint, "%s", error.message);
            return complaint;
        }
        if (fabs(got - cells[i].want) > tolerance * cells[i].want) {
            snprintf(complaint, sizeof complaint, "z = %g, mass = %g: got %g, want %g", cells[i].z,
                     cells[i].mass, got, cells[i].want);
            return complaint;
        }
    }
    return NULL;
}
