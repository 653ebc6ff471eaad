/* SPDX-License-Identifier: MIT */
/*
 * certified.h: the mass function in ball arithmetic. Every result is an interval that provably
 * contains the true value of the definition in hmf.h for exactly the given doubles (the quotient
 * 100/H0 is not rounded). Takes about 0.1 s per mass. Thread-safe.
 */
#ifndef CERTIFIED_H
#define CERTIFIED_H

#include "hmf.h"

#include <acb.h>
#include <stdbool.h>

enum {
    CERTIFIED_PRECISION_MIN = 128, /* bits; enough for nearly everything     */
    CERTIFIED_PRECISION_MAX = 1024 /* larger precisions are not tried      */
};

/* One cosmology at one working precision. */
typedef struct {
    hmf_cosmology cosmology;
    slong precision;      /* bits                                                   */
    acb_struct roots[4];  /* of the quartic in the transfer function, in q          */
    arb_t length;         /* transfer length c in Mpc, q = k c                      */
    arb_t transfer_bound; /* |T(q)|^2 <= transfer_bound for Re q >= 0                */
    arb_t normalisation;  /* sigma_8^2 over the unnormalised variance at 8 Mpc/h    */
} certified_model;

/* Values that all redshifts of one mass share. */
typedef struct {
    arb_t sigma;
    arb_t prefactor; /* sqrt(2/pi) (rho/M) |dln sigma/dlnM|, Mpc^-3 */
} certified_mass;

/* Results have wide or infinite balls if the precision is too low; certified_nearest detects that.
 */
void certified_create(certified_model *model, const hmf_cosmology *cosmology, slong precision);
void certified_destroy(certified_model *model);

void certified_mass_init(certified_mass *mass);
void certified_mass_clear(certified_mass *mass);
void certified_mass_set(certified_mass *result, const certified_model *model, double mass);

/* Computes dn/dlnM in Mpc^-3 and nu; the caller initialises both. */
void certified_cell(arb_t dn_dlnm, arb_t nu, const certified_model *model,
                    const certified_mass *mass, double z);

/* Returns whether the ball has a relative radius below 1e-16 and rounds to a single double
 * (including subnormals and 0), and stores it in *nearest. */
bool certified_nearest(const arb_t ball, double *nearest);

#endif
