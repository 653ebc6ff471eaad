/* SPDX-License-Identifier: MIT */
/*
 * explorer.c: the functions of explorer.wasm, which JavaScript calls to compute the mass function.
 *
 * The page writes redshifts and masses into buffers in the module's memory, calls
 * explorer_evaluate, and reads the answer or the error message from other buffers. The module
 * contains the implementation `universal` behind the checked wrappers of impls/hmf.h.
 */
#include "hmf.h"

enum { MAX_Z = 64, MAX_MASS = 4096 };

extern const hmf_impl hmf_impl_universal;

static double z_buffer[MAX_Z], mass_buffer[MAX_MASS], dn_dlnm_buffer[MAX_Z * MAX_MASS];
static hmf_error last_error;

#define EXPORTED(name) __attribute__((export_name(#name))) name

/* The capacities (in doubles) and addresses of the input buffers. */
size_t EXPORTED(explorer_max_z)(void);
size_t EXPORTED(explorer_max_mass)(void);
double *EXPORTED(explorer_z)(void);
double *EXPORTED(explorer_mass)(void);

/* The answer: dn_dlnm[iz * nmass + im] (Mpc^-3). */
double *EXPORTED(explorer_dn_dlnm)(void);

/* The default cosmology: six doubles in the order of explorer_evaluate's parameters. */
const hmf_cosmology *EXPORTED(explorer_default)(void);

/* The accepted domain: a pair of doubles for each of these parameters, z and mass. */
const hmf_domain *EXPORTED(explorer_accepted)(void);

/* The last error message, ASCII, zero-terminated; empty after a success. */
const char *EXPORTED(explorer_message)(void);

/* Evaluates the first nz redshifts and nmass masses of the buffers. Repeats the whole evaluation,
 * including the set-up of the cosmology, `times` times, so that it can be timed. Returns an
 * hmf_status, 0 for success. */
int EXPORTED(explorer_evaluate)(double omega_m, double omega_lambda, double h0, double sigma_8,
                                double n_s, double delta_c, size_t nz, size_t nmass, size_t times);

size_t explorer_max_z(void) {
    return MAX_Z;
}

size_t explorer_max_mass(void) {
    return MAX_MASS;
}

double *explorer_z(void) {
    return z_buffer;
}

double *explorer_mass(void) {
    return mass_buffer;
}

double *explorer_dn_dlnm(void) {
    return dn_dlnm_buffer;
}

const hmf_cosmology *explorer_default(void) {
    return &hmf_cosmology_default;
}

const hmf_domain *explorer_accepted(void) {
    return &hmf_domain_accepted;
}

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
        status = hmf_mass_function(&hmf_impl_universal, &cosmology, z_buffer, nz, mass_buffer,
                                   nmass, dn_dlnm_buffer, &last_error);
    return (int)status;
}
