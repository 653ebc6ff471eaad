/* SPDX-License-Identifier: MIT */
/*
 * explorer.c: the functions of explorer.wasm, which JavaScript calls to compute the mass function.
 *
 * The page writes redshifts and masses into buffers in the module's memory, calls
 * explorer_evaluate, and reads the answer from another buffer, or the error message. The module
 * contains the implementation `universal` behind the checked wrappers of impls/hmf.h.
 *
 * CMakeLists.txt exports the addresses of the buffers, and those of hmf_cosmology_default and
 * hmf_domain_accepted: six doubles in the order of explorer_evaluate's parameters, and a pair of
 * doubles for each of these parameters, z and mass.
 */
#include "hmf.h"

enum { MAX_Z = 64, MAX_MASS = 4096 }; /* explorer.mjs has the same numbers */

extern const hmf_impl hmf_impl_universal;

double explorer_z[MAX_Z], explorer_mass[MAX_MASS];
double explorer_dn_dlnm[MAX_Z * MAX_MASS]; /* [iz * nmass + im], Mpc^-3 */
static hmf_error last_error;

#define EXPORTED(name) __attribute__((export_name(#name))) name

/* Returns the last error message, ASCII, zero-terminated; empty after a success. */
const char *EXPORTED(explorer_message)(void);

/* Evaluates the first nz redshifts and nmass masses of the buffers. Repeats the whole evaluation,
 * including the set-up of the cosmology, `times` times, so that it can be timed. Returns an
 * hmf_status, 0 for success. */
int EXPORTED(explorer_evaluate)(double omega_m, double omega_lambda, double h0, double sigma_8,
                                double n_s, double delta_c, size_t nz, size_t nmass, size_t times);

const char *explorer_message(void) {
    return last_error.message;
}

int explorer_evaluate(double omega_m, double omega_lambda, double h0, double sigma_8, double n_s,
                      double delta_c, size_t nz, size_t nmass, size_t times) {
    const hmf_cosmology cosmology = {omega_m, omega_lambda, h0, sigma_8, n_s, delta_c};
    if (nz > MAX_Z || nmass > MAX_MASS) {
        last_error = (hmf_error){HMF_BAD_SIZE, "more redshifts or masses than the buffers hold"};
        return HMF_BAD_SIZE;
    }
    hmf_status status = HMF_OK;
    for (size_t i = 0; i < times && status == HMF_OK; i++)
        status = hmf_mass_function(&hmf_impl_universal, &cosmology, explorer_z, nz, explorer_mass,
                                   nmass, explorer_dn_dlnm, &last_error);
    return (int)status;
}
